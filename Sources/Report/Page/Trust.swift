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
        \(model.replicationText), independent. ± is the half-width of a 95 % confidence interval (Student's t).
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
        10 values are expected beyond it: p99 needs 1,000. A dash stands for one that is not supported.
        """
      ),
      (
        "The bucket",
        """
        Ideal: full at the start, refilled continuously, a refused call costs nothing. The real one answers up to \
        two seconds late, and lets more through before it makes up for it.
        """
      ),
      (
        "Throttling error",
        """
        \(model.plan.account.throttleError) is what a Task sees here. AWS does not document the name; check it \
        against a history of your own before you rely on a Retry that names it.
        """
      ), ("Not modelled", Explanations.notModelled),
    ]
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
