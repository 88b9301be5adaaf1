package import Schema

extension Recovery {
  /// What `recovery.json` says, for programs that read it.
  package static let grammar = Grammar(
    "recover", title: "Does a service come back", meaning: "How runs with a disturbance differ from runs without it.",
    table: """
      schemaVersion               whole(\(schemaVersion))  The version of this format.
      version                     text     Headroom's version.
      scenario                    text     The scenario's name.
      seed                        text     The seed.
      replications                whole    Pairs of runs of each cell.
      disturbance.parts[]         text     What the disturbance is.
      disturbance.fromSeconds     number?  When it begins.
      disturbance.untilSeconds    number?  When it ends.
      disturbance.horizonSeconds  number?  Until when runs are watched.
      conclusions[]               text     The answer in sentences.
      boundaries[]                object   Where the class changes.
      boundaries[].path           text     The value that is varied.
      boundaries[].below          text     The class below.
      boundaries[].above          text     The class above.
      boundaries[].last           text     The last value of the one.
      boundaries[].first          text     The first value of the other.
      cells[]                     object   Of each combination of values.
      cells[].changes.*           text     What is varied, by its path.
      cells[].cell                text     The class: stable, vulnerable, metastable or overloaded.
      cells[].replications        whole    Pairs of runs.
      cells[].notRecovered        whole    Runs that did not recover.
      cells[].notRecoveredRatio   number?  Their share.
      cells[].notRecoveredInterval.lower  number?  The lower end of its interval.
      cells[].notRecoveredInterval.upper  number?  The upper end.
      cells[].calmSeconds         number?  How long a backlog has to stay low.
      cells[].medianSeconds       number?  The median time to recovery.
      cells[].medianInterval.lower  number?  The lower end of its interval.
      cells[].medianInterval.upper  number?  The upper end.
      cells[].survival[]          object   Kaplan and Meier's curve.
      cells[].survival[].seconds  number?  Since the disturbance's end.
      cells[].survival[].survival  number?  The share that has not recovered then.
      cells[].survival[].lower    number?  The lower end of its interval.
      cells[].survival[].upper    number?  The upper end.
      """)
}
