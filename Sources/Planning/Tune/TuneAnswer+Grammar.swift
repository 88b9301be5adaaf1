package import Schema

extension TuneAnswer {
  /// What `tune.json` says, for programs that read it.
  package static let grammar = Grammar(
    "tune", title: "A better retry policy",
    meaning: "The policies that were tried, and whether the best one is confirmed.",
    table: """
      schemaVersion              whole(1)  The version of this format.
      scenario                   text     The scenario's name.
      scenarioFile               text     Its path, as it was given.
      seed                       json     The seed; text where it has more than 63 bits.
      goal                       text     What is sought.
      indifference               number?  Differences below this share of the goal are none.
      confidence                 number?  The confidence of the selection.
      decision                   adopt|keep  Whether to change the policy.
      summary                    text     The answer in a sentence.
      policies[]                 object   Of each policy.
      policies[].policy          whole    Its number; 0 is today's.
      policies[].origin          text     Where it came from.
      policies[].values.*        text?    The value of each key that may change; null: it is not there.
      policies[].replications    whole    How many replications it had.
      policies[].goal            number?  The goal's value.
      policies[].violation       number?  By how much what has to hold does not.
      policies[].p99Seconds      number?  The p99 of the latency of outside executions.
      policies[].cost            number?  Dollars.
      policies[].failedRatio     number?  The share that failed.
      policies[].fate            text     What became of it.
      front[]                    whole    Policies that no other is better than in everything.
      finalists[]                whole    Policies of the last round.
      notToldApart[]             whole    Policies as good as the best.
      best                       whole?   The best one.
      decided                    flag     The selection came to an end.
      confirmation~              object   The best one against today's, with another seed.
      confirmation.seed          whole?   That seed.
      confirmation.replications  whole    How many replications there were.
      confirmation.better        flag     It is better.
      confirmation.todayHolds    flag     With today's policy all holds that has to.
      confirmation.tunedHolds    flag     With the tuned one it does.
      confirmation.metrics[]     object   Of each metric.
      confirmation.metrics[].metric  text  The metric.
      confirmation.metrics[].today  number?  Its value today.
      confirmation.metrics[].tuned  number?  Its value then.
      confirmation.metrics[].difference  number?  The difference.
      confirmation.metrics[].lower  number?  The lower end of its interval.
      confirmation.metrics[].upper  number?  The upper end.
      patch[]                    object   Of each definition that changes.
      patch[].file               text     Its path.
      patch[].operations[]       json     What changes, as JSON Patch (RFC 6902).
      sets[]                     text     The same as --set of Headroom.
      """)
}
