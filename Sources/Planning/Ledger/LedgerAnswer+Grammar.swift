package import Schema

extension LedgerAnswer {
  /// What `ledger.json` says, for programs that read it.
  package static let grammar = Grammar(
    "ledger", title: "What throttling adds", meaning: "What a root leads to, as it is and without quotas.",
    table: """
      schemaVersion                     whole(\(schemaVersion))  The version of this format.
      version                           text     Headroom's version.
      scenario                          text     The scenario's name.
      seed                              json     The seed; text where it has more than 63 bits.
      replications                      whole    How many replications there are.
      roots                             whole    How many outside executions both sides have completed.
      without[]                         text     The quotas that are lifted.
      perRoot[]                         object   Of each quantity, in all and by machine and depth.
      perRoot[].quantity                text     What is counted.
      perRoot[].depth                   whole?   At this depth; null: in all.
      perRoot[].machine                 text?    Of this machine; null: of all.
      perRoot[].actual                  number?  The mean of a root as it is.
      perRoot[].counterfactual          number?  The mean without the quotas.
      perRoot[].added                   number?  The difference.
      perRoot[].addedLower              number?  The lower end of its interval.
      perRoot[].addedUpper              number?  The upper end.
      perRoot[].amplification           number?  The one over the other.
      perRoot[].amplificationLower      number?  The lower end of its interval.
      perRoot[].amplificationUpper      number?  The upper end.
      perRoot[].actualSum               whole    The sum over all roots and replications as it is.
      perRoot[].counterfactualSum       whole    The sum without the quotas.
      p99Root~                          object   The root that takes more calls than 99 % of them.
      p99Root.replication               whole    Its replication.
      p99Root.root                      text     Its name.
      p99Root.calls                     whole    Its calls.
      p99Root.counterfactualCalls       whole    Its calls without the quotas.
      completedByOneSide.actual         whole    Roots that only the run as it is completes.
      completedByOneSide.counterfactual  whole   Roots that only the one without quotas completes.
      """)
}
