package import Schema

extension Comparison {
  /// What `compare.json` says, for programs that read it.
  package static let grammar = Grammar(
    "compare", title: "The comparison of two runs", meaning: "What differs between a base and a candidate.",
    table: """
      schemaVersion              whole(\(schemaVersion))  The version of this format.
      version                    text     Headroom's version.
      verdict                    text     The gate's verdict.
      paired                     flag     Both sides drew the same random numbers.
      base                       @SIDE    The run that is compared with.
      candidate                  @SIDE    The run that is judged.
      threshold                  number?  Changes below this share of the base are noise.
      confidence                 number?  The confidence of the intervals.
      gateConfidence             number?  That of each of the gate's, so that they hold together.
      metrics[]                  object   Of each metric.
      metrics[].metric           text     What is measured.
      metrics[].subject          text     Of whom.
      metrics[].gate             flag     The gate has it.
      metrics[].unit             text     Its unit.
      metrics[].base             number?  The base's value.
      metrics[].candidate        number?  The candidate's value.
      metrics[].difference       number?  Candidate minus base.
      metrics[].lower            number?  The lower end of the difference's interval.
      metrics[].upper            number?  The upper end.
      metrics[].relative         number?  The difference as a share of the base.
      metrics[].p                number?  The p value.
      metrics[].pAdjusted        number?  Holm's.
      metrics[].correlation      number?  Of the paired replications.
      metrics[].varianceReduction  number?  How many times more replications unpaired runs would need.
      metrics[].verdict          text     Regressed, improved, within noise, identical or inconclusive.
      metrics[].threshold        number?  The noise threshold of this metric.
      metrics[].note             text?    Why there is no verdict.
      shapes[]                   object   Distributions that differ though their means do not.
      shapes[].machine           text     The machine.
      shapes[].distance          number?  Kolmogorov and Smirnov's distance.
      notes[]                    text     What has to be known besides.
      """,
    terms: [
      (
        "SIDE", "One of the two runs.",
        """
        scenario                   text   The scenario's name.
        scenarioFile~              object  The scenario's file.
        scenarioFile.path          text   Its path, as it was given.
        scenarioFile.sha256        text   Its hash.
        scenarioFile.overrides[]~  text   What the command line set, as path=value.
        scenarioFile.files[]~      object  The files that it names.
        scenarioFile.files[].path  text   The path.
        scenarioFile.files[].sha256  text  The hash.
        seed                       json   The seed; text where it has more than 63 bits.
        replications               whole  How many replications there are.
        quotaProfile               text   The Region's quotas with their date, and those that the scenario sets.
        """
      )
    ])
}
