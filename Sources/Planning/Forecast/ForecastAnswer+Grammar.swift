package import Schema

extension ForecastAnswer {
  /// What `forecast.json` says, for programs that read it.
  package static let grammar = Grammar(
    "forecast", title: "Who comes to a hard limit", meaning: "How probable a hard limit is, at one load or several.",
    table: """
      schemaVersion                    whole(\(schemaVersion))  The version of this format.
      version                          text     Headroom's version.
      scenario                         text     The scenario's name.
      seed                             json     The seed; text where it has more than 63 bits.
      replications                     whole    How many replications there are.
      loads[]                          object   At each load.
      loads[].changes[]                text     What makes the load, as path=value.
      loads[].limits[]                 object   Of each limit.
      loads[].limits[].machine         text     Whose.
      loads[].limits[].quantity        text     What is limited.
      loads[].limits[].limit           whole    The limit.
      loads[].limits[].executions      whole    Executions that were looked at.
      loads[].limits[].hits            whole    Those that came to it.
      loads[].limits[].largest         whole    The largest value.
      loads[].limits[].p99             whole    What 99 % did not exceed.
      loads[].limits[].p99WithoutQuotas  whole?  The same without the account's quotas.
      loads[].limits[].method          observed|extrapolated|unknown  How the probability is known.
      loads[].limits[].probability     number?  That an execution comes to the limit.
      loads[].limits[].lower           number?  The lower end of its interval.
      loads[].limits[].upper           number?  The upper end.
      loads[].limits[].shape           number?  Of the generalised Pareto law.
      loads[].limits[].threshold       number?  The value above which it was fitted.
      loads[].limits[].excesses        number?  To how many values.
      loads[].limits[].testP           number?  The p value of Anderson and Darling's test of it.
      loads[].limits[].reason~         text     Why nothing is extrapolated.
      maps[]                           object   Of each Map of a Standard machine.
      maps[].machine                   text     The machine.
      maps[].state                     text     The Map.
      maps[].limit                     whole    Events that a history may have.
      maps[].eventsPerItem             whole    Events of an item where nothing fails.
      maps[].otherEvents               whole    Events of all else.
      maps[].mostItems                 whole    Items that a history has room for.
      maps[].retriesPerItem            number?  Retries of an item at this load.
      maps[].mostItemsWithRetries      whole    Items that a history has room for with these.
      """)
}
