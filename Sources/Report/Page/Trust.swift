import Prelude
import Simulation
import StepFunctions

/// How far to trust the page.
struct Trust: PageSection {
  let model: ReportModel

  var markup: Markup {
    Page.section(
      "honesty", "How far to trust this",
      "Every number on this page is modelled. None was measured on AWS, and a model is only as good as what went in.",
      [Page.definitions(entries)])
  }

  private var entries: [(String, String)] {
    [
      (
        "Quotas",
        """
        \(model.plan.quotaProfile). AWS's published defaults of that date, unless the scenario sets others. Your \
        account may have more, or less: compare with the Service Quotas console.
        """
      ),
      (
        "Version and seed",
        "Headroom \(model.version), seed \(model.plan.seed). The same again gives the same bytes."
      ),
      (
        "Replications",
        """
        \(model.replicationText), \(independence). Intervals are at 95 %, and by what differs between replications: \
        executions of one run depend on each other. ± is the half-width by Student's t, of a mean per execution that \
        of a ratio; brackets hold Woodruff's interval of a percentile, or Korn and Graubard's of a share. Where none \
        or all of n have it there is no spread: the other share is at most 3/n, if they are independent. A figure \
        without an interval is alike in all replications, or the largest of all.\(skewness)\(batches)\(earlyStop)
        """
      ),
      ("What is estimated", model.studyText), ("End of a run", horizon),
      (
        "Latency",
        "From the first call, the intended start, so that waiting to be admitted counts: no coordinated omission."
      ),
      (
        "Percentiles",
        """
        Nearest rank over all replications together, of executions that succeeded. One is shown only where at least \
        10 values are expected beyond it, of as many independent ones as the dependent ones are worth: p99 needs \
        1,000. A dash stands for one that is not supported.
        """
      ),
      ("The bucket", model.bucketText),
      (
        "Throttling error",
        """
        \(model.plan.account.throttleError) is what a Task sees here. AWS does not document the name; check it \
        against a history of your own before you rely on a Retry that names it.
        """
      ), ("Not modelled", Explanations.notModelled),
    ] + extras
  }

  /// Of what few scenarios have.
  private var extras: [(String, String)] {
    var extras: [(String, String)] = []
    if let retry = model.plan.account.integrationRetry {
      extras.append(
        (
          "Retries of integrations",
          """
          An integration tries a throttled call \(retry.maxAttempts) times more before its Task sees the error. Each \
          is an offered call, and no transition or event. Whether AWS's do so is not known.
          """
        ))
    }
    return extras
  }

  private var batches: String {
    model.clusters.batchText.map { " What executions take with them has its intervals from \($0)." } ?? ""
  }

  private var earlyStop: String { model.earlyStopText.map { " With --stop-early: \($0)." } ?? "" }

  /// Arrivals that are not drawn are the same in all replications.
  private var independence: String {
    let fixed = model.plan.load.filter { !$0.arrivals.areDrawn }.count
    if fixed == 0 { return "independent" }
    return fixed == model.plan.load.count
      ? "with the same arrivals in each; all else is drawn anew"
      : "with the same arrivals in each of \(fixed) of \(model.plan.load.count) streams; all else is drawn anew"
  }

  /// By Cochran's rule for the least number of values that show it.
  private var skewness: String {
    (2..<28).contains(model.recordings.count)
      ? " Fewer than 28 replications do not show well how skewed they are; skewed ones make the intervals too short."
      : ""
  }

  private var horizon: String {
    let waited = "Executions that still ran then are counted as still running; they have no latency, so the percentiles"
    switch model.plan.horizon {
    case .drained: return "Each replication ran until nothing was left to happen."
    case .at(let instant):
      return """
        Each replication ended at \(Number.span((instant - .zero).seconds)). \(waited) leave them out.
        """
    case .counted(let atLatest):
      return """
        Each replication ran until every execution that counts had ended, at the latest until \
        \(Number.span((atLatest - .zero).seconds)). \(waited) leave them out.
        """
    }
  }
}
