package import Schema

extension JSONExporter {
  /// What `summary.json` says, for programs that read it.
  package static let grammar = Grammar(
    "summary", title: "The summary of a run", meaning: "Every number of a report, pooled over the replications.",
    table: head + calls + executions + losses,
    terms: [
      ("ESTIMATE", "A mean over the replications, with half of its 95 % interval.", estimate),
      ("SHARE", "The 95 % interval of a share.", share), ("SPREAD", "A distribution.", spread),
      ("PERCENTILE", "A percentile, with its 95 % interval.", percentile),
      ("PLACE", "Where an error was met.", place),
    ])

  private static let head = """
    schemaVersion                    whole(\(schemaVersion))   The version of this format.
    version                          text       Headroom's version.
    scenario                         text       The scenario's name.
    seed                             json       The seed; text where it has more than 63 bits.
    replications                     whole      How many replications there are.
    quotaProfile                     text       The Region's quotas with their date, and those that the scenario sets.
    overheads                        text       Which latencies of Step Functions were modelled.
    warmupSeconds                    number     What counts should have started after that, in seconds.
    study                            text       Terminating, or of a steady state.
    confidence                       number     The confidence of the intervals.
    warmupMethod~                    text       How the warm-up was sought.
    warmupFound~                     flag       Whether it was found.
    precision[]~                     object     How precisely figures are known that had to be.
    precision[].text                 text       The figure.
    precision[].wanted               number     The relative half-width that was wanted.
    precision[].relativeHalfWidth    number?    The one that was reached.
    precision[].reached              flag       Whether that is precise enough.
    stopEarly~                       object     Whether replications ended once all was decided.
    stopEarly.stopped                flag       They did.
    stopEarly.most                   whole      The largest number of replications.
    stopEarly.look                   whole      At which look it stopped.
    stopEarly.looks                  whole      How many looks there could be.
    stopEarly.level                  number     The level of that look.
    batches~                         whole      Batches that stand for replications.
    steadyState~                     object     Whether there was a steady state.
    steadyState.reached              flag       There was.
    steadyState.tooShort             flag       The run was too short to tell.
    steadyState.growing[]            object     Whose backlog grew.
    steadyState.growing[].machine    text       The machine.
    steadyState.growing[].perSecond  number?    How fast.
    steadyState.impossible[]         text       Limits that are asked for all that they have, or more.
    steadyState.slowestLimit         text?      The limit that remembers an empty start longest.
    steadyState.slowestUsedRatio     number?    How much of it is used.
    steadyState.relaxationSeconds    number?    How long it remembers.
    steadyState.warmupSecondsNeeded  number?    The warm-up that it needs.
    steadyState.countedSeconds       number?    How long was counted.
    steadyState.countedSecondsNeeded  number?   How long should have been.
    scenarioFile~                    object     The scenario's file.
    scenarioFile.path                text       Its path, as it was given.
    scenarioFile.sha256              text       Its hash.
    scenarioFile.overrides[]~        text       What the command line set, as path=value.
    scenarioFile.files[]~            object     The files that it names.
    scenarioFile.files[].path        text       The path.
    scenarioFile.files[].sha256      text       The hash.

    """

  private static let calls = """
    apiActions.*                     object     Of each action that starts executions.
    apiActions.*.offered             @ESTIMATE  All calls, retries included.
    apiActions.*.admitted            @ESTIMATE  Calls that got a token.
    apiActions.*.throttled           @ESTIMATE  Calls that were refused.
    apiActions.*.throttledRatio      number?    Throttled of offered calls.
    apiActions.*.throttledRatioInterval  @SHARE  Its interval.
    apiActions.*.bucketEmptySeconds  number?    How long the bucket was empty.
    apiActions.*.earliestFinishSeconds  number?  When the bucket could have admitted as many calls at the soonest.
    apiActions.*.retriesPerAdmittedCall  @SPREAD  How often admitted calls had been refused.

    """

  private static let executions = """
    executions.*                     object     Of each machine.
    executions.*.type                STANDARD|EXPRESS  Its type.
    executions.*.started             @ESTIMATE  Executions that started.
    executions.*.succeeded           @ESTIMATE  Those that succeeded.
    executions.*.failed              +ESTIMATE  Those that failed.
    executions.*.failed.ratio        number?    (failed + timed out + rejected) / (started + rejected).
    executions.*.failed.ratioInterval  @SHARE   Its interval.
    executions.*.timedOut            @ESTIMATE  Those that timed out.
    executions.*.aborted             @ESTIMATE  Those that were stopped.
    executions.*.rejected            @ESTIMATE  Starts that never came to be.
    executions.*.running             @ESTIMATE  Those that still ran at the end.
    executions.*.waiting             @ESTIMATE  Callers that still waited at the end.
    executions.*.transitions         @ESTIMATE  State transitions, retries included.
    executions.*.retries             @ESTIMATE  Retries among them.
    executions.*.startedBy.*         @ESTIMATE  Who started how many.
    executions.*.latency~            @SPREAD    From the first call to the end, of those that succeeded.
    executions.*.duration~           @SPREAD    From the admitted call to the end, of those that succeeded.
    executions.*.retriesPerAdmittedCall~  @SPREAD  How often their calls had been refused.
    executions.*.parts.*             number?    What the latency was spent on, in mean seconds.
    executions.*.partsHalfWidth.*    number?    Half of the intervals of these.
    executions.*.largestHistory      whole      Events of the longest history.
    executions.*.billing~            object     Of an Express machine.
    executions.*.billing.*           @ESTIMATE  What is billed.
    transitions                      @ESTIMATE  State transitions of Standard machines, retries included.
    retries                          @ESTIMATE  Retries among them.
    statesEntered                    @ESTIMATE  States entered, of both types.
    peakOpen                         @ESTIMATE  The most open executions.
    peakWaiting                      @ESTIMATE  The most callers that waited.
    makespan                         @ESTIMATE  When the last execution ended.
    lastRootEnd                      @ESTIMATE  When the last one of an outside caller ended.
    historyEvents                    @ESTIMATE  Events of all histories.
    largestHistory                   whole      Events of the longest history of any replication.
    billing                          object     What is billed.
    billing.transitions              @ESTIMATE  State transitions.
    billing.retries                  @ESTIMATE  Retries among them.
    billing.retriesRatio             number?    Retries of transitions.
    billing.requests                 @ESTIMATE  Requests of Express machines.
    billing.billedMilliseconds       @ESTIMATE  Their duration, rounded up as AWS does.
    billing.billedMegabyteMilliseconds  @ESTIMATE  That times their memory.
    latencyByDepth[]                 +SPREAD    Latency by nesting depth.
    latencyByDepth[].depth           whole      0: started by outside callers.
    levels[]                         object     Of each machine at each depth, in means per replication.
    levels[].machine                 text       The machine.
    levels[].depth                   whole      The depth.
    levels[].offered                 number?    All calls, retries included.
    levels[].admitted                number?    Calls that got a token.
    levels[].throttled               number?    Calls that were refused.
    levels[].rejected                number?    Starts that never came to be.
    levels[].ended                   number?    Executions that ended.
    levels[].transitions             number?    State transitions, retries included.
    levels[].retries                 number?    Retries among them.
    levels[].historyEvents           number?    Events of histories.
    levels[].backoffSeconds          number?    Backoff on the critical path.
    offeredPerSecond                 number?    Executions that outside callers want, a second.
    limits[]                         object     What each limit could carry.
    limits[].name                    text       The limit.
    limits[].perRoot                 number?    What an outside execution takes of it.
    limits[].seconds                 number?    How long it holds that.
    limits[].supply                  number?    What the limit supplies a second.
    limits[].carriedPerSecond        number?    Outside executions a second that this carries.
    limits[].usedRatio               number?    How much of it this load takes.
    tasks[]                          object     Of each Task that calls something.
    tasks[].machine                  text       The machine.
    tasks[].state                    text       The state.
    tasks[].resource                 text       What it calls.
    tasks[].service                  text?      What answers it.
    tasks[].attempts                 @SPREAD    Attempts of a visit.
    tasks[].errors                   @ESTIMATE  Attempts that failed.
    tasks[].throttled                @ESTIMATE  Calls that were refused.

    """

  private static let losses = """
    outside                          object     Executions that outside callers wanted, summed over the replications.
    outside.wanted                   whole      All.
    outside.succeeded                whole      Those that succeeded.
    outside.failed                   whole      Those that failed.
    outside.timedOut                 whole      Those that timed out.
    outside.aborted                  whole      Those that were stopped.
    outside.rejected                 whole      Those that never started.
    outside.unsuccessfulRatio        number?    The share that did not succeed.
    outside.unsuccessfulRatioInterval  @SHARE   Its interval.
    outside.redrives~                whole      Redrives.
    outside.succeededAfterRedrive~   whole      Executions that succeeded by one.
    admissions[]~                    object     Of each stream with an admission.
    admissions[].load                text       The stream.
    admissions[].came                @ESTIMATE  Who came.
    admissions[].passed              @ESTIMATE  Who was let through.
    admissions[].turnedAway          @ESTIMATE  Who found no room.
    admissions[].waiting             @ESTIMATE  Who still waited at the end.
    admissions[].longestLine         @ESTIMATE  The longest line.
    admissions[].breakerOpenings     @ESTIMATE  How often a breaker opened.
    admissions[].invocations         @ESTIMATE  Invocations of a function that takes messages.
    admissions[].redeliveries        @ESTIMATE  Messages that came again.
    admissions[].deadLetters         @ESTIMATE  Messages that were given up.
    admissions[].wait                @SPREAD    How long was waited.
    errors[]                         +PLACE     What went wrong, by machine, state and error; the heaviest first.
    errors[].count                   whole      How often.
    errors[].retried                 whole      A retrier took them.
    errors[].caught                  whole      A catcher took them.
    errors[].fatal                   whole      They ended their branch, iteration or execution.
    errors[].endedExecutions         whole      Executions that they ended.
    errors[].endedOutsideExecutions  whole      Those of outside callers that no redrive took back.
    errors[].endedRatio              number?    Their share.
    errors[].root                    @PLACE?    The innermost error that they came of.
    errors[].sample                  object     The first of them.
    errors[].sample.replication      whole      In which replication.
    errors[].sample.execution        text       Of which execution.
    errors[].sample.cause            text       Its cause.
    errors[].sample.replay           text?      The command that shows it.
    findings[]                       object     The answer in words.
    findings[].weight                text       How much it matters.
    findings[].text                  text       The sentence.
    expectations[]                   object     What the scenario expects.
    expectations[].text              text       The line.
    expectations[].met               flag       Whether it is met.
    expectations[].verdict           text       Met, not met, or undecided.
    expectations[].measured          text       What was measured, in words.
    expectations[].value             number?    What was measured.
    expectations[].lower             number?    The lower end of its interval.
    expectations[].upper             number?    The upper end.
    expectations[].replicationsNeeded  whole?   How many replications would decide it.
    """

  private static let estimate = """
    unit~      s        Seconds, where it is a time.
    mean       number?  The mean.
    halfWidth  number?  Half of the interval; null where there is none.
    """

  private static let share = """
    lower                number?  The lower end.
    upper                number?  The upper end.
    assumesIndependence  flag     Nothing is known of how much replications differ.
    """

  private static let spread = """
    unit         text         The unit of the values: s, or 1.
    count        whole        How many values there are.
    mean         number?      The mean.
    halfWidth    number?      Half of its interval.
    min          number?      The least value.
    p50~         @PERCENTILE  The median.
    p90~         @PERCENTILE  What 90 % do not exceed.
    p95~         @PERCENTILE  What 95 % do not exceed.
    p99~         @PERCENTILE  What 99 % do not exceed.
    p999~        @PERCENTILE  What 99.9 % do not exceed.
    max          number?      The largest value.
    approximate  flag         Values were put into bins.
    """

  private static let percentile = """
    value           number?  The percentile.
    lower           number?  The lower end of its interval.
    upper           number?  The upper end.
    effectiveCount  number?  As many independent values the sample is worth.
    supported       flag     The sample is large enough for it.
    """

  private static let place = """
    machine  text  The machine.
    state    text  The state.
    kind     text  What kind of error it was.
    error    text  The error.
    """
}
