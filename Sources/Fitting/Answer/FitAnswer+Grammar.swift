package import Schema

extension FitAnswer {
  /// What `fit.json` says, for programs that read it.
  package static let grammar = Grammar(
    "fit", title: "The laws of recordings", meaning: "What services, arrivals and overheads of recordings are like.",
    table: """
      schemaVersion              whole(\(schemaVersion))  The version of this format.
      version                    text     Headroom's version.
      name                       text     The name of the answer.
      source.files               whole    Files that were read.
      source.histories           whole    Histories in them.
      source.events              whole    Events of these.
      source.incomplete          whole    Histories without a beginning or an end.
      source.repeated            whole    Histories that were there already.
      source.withoutTime         whole    Events without a time.
      source.rows                whole    Rows of tables.
      source.executions          whole    Executions in all.
      bootstrap                  whole    Samples of the bootstrap.
      seed                       text     Its seed.
      services[]                 object   Of each service.
      services[].service         text     Its key in a scenario.
      services[].callers[]       text     Who calls it.
      services[].attempts        whole    Calls.
      services[].latency         @FIT     How long they took.
      services[].callback        @FIT?    How long its tokens took to be answered.
      services[].queueSeconds    number?  How long calls waited in line.
      services[].workers         whole?   Workers of an activity.
      services[].errors[]        object   What calls failed with.
      services[].errors[].name   text     The error.
      services[].errors[].share  number?  The share of the calls.
      services[].errors[].lower  number?  The lower end of its interval.
      services[].errors[].upper  number?  The upper end.
      services[].warnings[]      text     What has to be known besides.
      arrivals[]                 object   Of each machine that outside callers start.
      arrivals[].machine         text     The machine.
      arrivals[].starts          whole    Starts.
      arrivals[].seconds         number?  From the first to the last.
      arrivals[].perSecond       number?  Their rate.
      arrivals[].lower           number?  The lower end of its interval.
      arrivals[].upper           number?  The upper end.
      arrivals[].explanation     text     What they are like, in words.
      overheads[]                object   Step Functions' own latencies.
      overheads[].name           text     Its key in a scenario.
      overheads[].meanSeconds    number?  The mean.
      overheads[].fit            @FIT     Its law.
      check                      object?  The recordings against a simulation of them.
      check.replications         whole    How many replications there were.
      check.leftOut[]            text     What is not compared, and why.
      check.machines[]           object   Of each machine.
      check.machines[].machine   text     The machine.
      check.machines[].recorded  whole    Recorded executions.
      check.machines[].simulated  whole   Simulated ones.
      check.machines[].kolmogorovSmirnov  number?  The distance of the latencies.
      check.machines[].p         number?  Its p value.
      check.machines[].meanAbsoluteError  number?  Of the quantiles, as a share.
      check.machines[].weightedError  number?  The same, weighted by size.
      check.machines[].failedRecorded  number?  The share that failed.
      check.machines[].failedSimulated  number?  The simulated share.
      """,
    terms: [
      (
        "FIT", "A law that was fitted.",
        """
        n             whole    How many values there are.
        censored      whole    Values that are only known to be larger.
        kind          law|constant|empirical|nothing  What was chosen.
        law           text?    The law.
        parameters    object?  Its parameters.
        parameters.*  @RANGE   Each with a 95 % interval.
        explanation   text     Why, in words.
        p50           number?  The median.
        p99           number?  What 99 % do not exceed.
        """
      ),
      (
        "RANGE", "A value with a 95 % interval.",
        """
        value  number?  The value.
        lower  number?  The lower end.
        upper  number?  The upper end.
        """
      ),
    ])
}
