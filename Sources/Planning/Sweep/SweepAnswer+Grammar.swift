package import Schema

extension SweepAnswer {
  /// What `sweep.json` says, for programs that read it.
  package static let grammar = Grammar(
    "sweep", title: "A scenario at many values", meaning: "What was measured at each point of a sweep.",
    table: """
      schemaVersion             whole(1)  The version of this format.
      version                   text     Headroom's version.
      scenario                  text     The scenario's name.
      scenarioFile.path         text     Its path, as it was given.
      scenarioFile.sha256       text     Its hash.
      seed                      json     The seed; text where it has more than 63 bits.
      hash                      text     Of all that determines the sweep.
      confidence                number   The confidence of the intervals.
      overrides[]               text     What the command line set, as path=value.
      paths[]                   object   What is varied.
      paths[].path              text     The value of the scenario.
      paths[].values[]~         text     A list of what it takes.
      paths[].from~             text     The lower end of a range.
      paths[].to~               text     The upper end.
      paths[].logarithmic~      flag     The range is one of factors.
      metrics[]                 object   What is measured.
      metrics[].metric          text     The metric.
      metrics[].expectation     text?    What is expected of it.
      points[]                  object   Of each point.
      points[].point            whole    Its number.
      points[].values[]         text     Its values, in the order of the paths.
      points[].metrics[]        object   What was measured there.
      points[].metrics[].metric  text    The metric.
      points[].metrics[].mean   number?  Its value.
      points[].metrics[].lower  number?  The lower end of its interval.
      points[].metrics[].upper  number?  The upper end.
      points[].metrics[].n      whole    How many values that is of.
      points[].metrics[].verdict  text?  Met, not met, or undecided.
      ranking[]                 whole    Points from best to worst.
      influences[]              object   What matters most.
      influences[].metric       text     The metric.
      influences[].path         text     The value that is varied.
      influences[].partialRankCorrelation  number?  How closely the one follows the other.
      influences[].lower        number?  The lower end of its interval.
      influences[].upper        number?  The upper end.
      """)
}
