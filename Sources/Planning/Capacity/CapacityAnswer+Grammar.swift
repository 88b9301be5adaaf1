package import Schema

extension CapacityAnswer {
  /// What `capacity.json` says, for programs that read it.
  package static let grammar = Grammar(
    "capacity", title: "The largest load that a scenario takes",
    meaning: "Between which loads all that is expected stops to hold, and what binds there.",
    table: """
      schemaVersion             whole(\(schemaVersion))  The version of this format.
      version                   text     Headroom's version.
      scenario                  text     The scenario's name.
      scenarioFile              text     Its path, as it was given.
      seed                      text     The seed.
      answer                    text     The answer in a sentence.
      outcome                   found|undecided|target missed  Whether there is one.
      path                      text     The value of the scenario that is the load.
      unit                      text     The unit of loads.
      range.lower               number?  The least load that was looked at.
      range.upper               number?  The largest.
      target                    number?  The load that is wanted.
      confidence                number?  The confidence of the answer.
      resolution                number?  How far lower and upper may be apart, as a share.
      lower                     number?  The largest load that certainly holds.
      upper                     number?  The least load that certainly does not.
      monotone                  flag     No larger load holds.
      metastable                object?  Where runs at one load fall into two groups.
      metastable.load           number?  The load.
      metastable.expectation    text     Of which expectation.
      metastable.share          number?  The share of the upper group.
      metastable.lowerMean      number?  The mean of the lower group.
      metastable.upperMean      number?  The mean of the upper group.
      violators[]               number?  Smaller loads that do not hold.
      expectations[]            text     What has to hold.
      leftOut[]                 object   What is expected and does not count.
      leftOut[].expectation     text     The expectation.
      leftOut[].reason          text     Why.
      loads                     whole    How many loads were simulated.
      replications              whole    How many replications that took.
      fluid[]                   object   What each limit could carry, by arithmetic alone.
      fluid[].limit             text     The limit.
      fluid[].perRoot           number?  What an outside execution takes of it.
      fluid[].seconds           number?  How long it holds that.
      fluid[].supply            number?  What the limit supplies a second.
      fluid[].burst             number?  What it supplies at once.
      fluid[].load              number?  The load that this carries.
      binding[]                 object   What binds, one by one or together.
      binding[].limit           text     The limit.
      binding[].load            number?  At which load.
      binding[].hard            flag     AWS does not raise it.
      binding[].together        flag     Only together with the others.
      binding[].machine         text?    Whose calls were refused most.
      binding[].depth           whole?   At which depth.
      binding[].state           text?    In which state.
      binding[].refused         number?  How many of its calls were refused.
      binding[].backoffSeconds  number?  Backoff that this took.
      effects[]                 object   What raising limits does.
      effects[].limits[]        text     Which are raised.
      effects[].factor          number?  By how much.
      effects[].expectation     text?    The expectation that is measured.
      effects[].base            number?  Its value as it is.
      effects[].raised          number?  Its value then.
      effects[].difference      number?  The difference.
      effects[].lower           number?  The lower end of its interval.
      effects[].upper           number?  The upper end.
      effects[].p               number?  The p value.
      effects[].pAdjusted       number?  The one that is corrected for the number of limits.
      effects[].significant     flag     It is no chance.
      effects[].enough          flag     With it the expectation holds.
      headroom[]                object   What each limit has left.
      headroom[].limit          text     The limit.
      headroom[].used           number?  The share that is used.
      headroom[].headroom       number?  The share that is left.
      headroom[].lower          number?  The lower end of its interval.
      headroom[].upper          number?  The upper end.
      headroom[].hard           flag     AWS does not raise it.
      increases[]               object?  What to ask AWS for; null where no increase helps.
      increases[].limit         text     The limit.
      increases[].present       number?  What it is.
      increases[].wanted        number?  What is needed.
      increases[].unit          text     Its unit.
      increases[].quota         text?    AWS's name of the quota.
      increases[].serviceCode   text?    The service's code in Service Quotas.
      increases[].quotaCode     text?    The quota's code.
      increases[].set           text     The same as a --set of Headroom.
      increases[].request       text?    The command that asks AWS.
      """)
}
