import Prelude
import Simulation
import StepFunctions

extension ReportModel {
  func honestySection() -> Markup {
    let horizon =
      switch plan.horizon {
      case .drained: "Each replication ran until nothing was left to happen."
      case .at(let instant):
        "Each replication ended at \(Number.span((instant - .zero).seconds)). Executions that still ran then are "
          + "counted as still running; they have no latency, so the percentiles leave them out."
      }
    let warmup =
      plan.warmup == .zero
      ? "None: every execution counts."
      : "Executions whose intended start lies in the first \(Number.span(plan.warmup.seconds)) are left out of the "
        + "distributions; counts and time series have them."
    return Page.section(
      "honesty", "How far to trust this",
      "Every number on this page is modelled. None was measured on AWS, and a model is only as good as what went in.",
      [
        Page.definitions([
          (
            "Quotas",
            "\(plan.quotaProfile). AWS's published defaults of that date, unless the scenario sets others. Your "
              + "account "
              + "may have more, or less: compare with the Service Quotas console."
          ), ("Version and seed", "Headroom \(version), seed \(plan.seed). The same again gives the same bytes."),
          (
            "Replications",
            "\(replicationText), independent. ± is the half-width of a 95 % confidence interval (Student's t)."
          ), ("Warm-up", warmup), ("End of a run", horizon),
          (
            "Latency",
            "From the first call, the intended start, so that waiting to be admitted counts: no coordinated omission."
          ),
          (
            "Percentiles",
            "Nearest rank over all replications together, of executions that succeeded. One is shown only where "
              + "at least "
              + "10 values are expected beyond it: p99 needs 1,000. A dash stands for one that is not supported."
          ),
          (
            "The bucket",
            "Ideal: full at the start, refilled continuously, a refused call costs nothing. The real one "
              + "answers up to two "
              + "seconds late, and lets more through before it makes up for it."
          ),
          (
            "Throttling error",
            "\(plan.account.throttleError) is what a Task sees here. AWS does not document the name; check it "
              + "against a "
              + "history of your own before you rely on a Retry that names it."
          ),
          (
            "Not modelled",
            "Redrive, the bucket's lag, other users of the same account, cold starts, outages, "
              + "quotas of "
              + "the called services beyond the concurrency above, network latency of callers, prices."
          ),
        ])
      ])
  }

  func glossarySection() -> Markup {
    Page.section(
      "glossary", "Words", "",
      [
        Page.definitions([
          (
            "Headroom", "A simulator that runs workflow definitions in virtual time, against a model of an AWS account."
          ), ("Execution", "One run of a state machine. A nested execution is started by a Task of another one."),
          (
            "Virtual time",
            "The clock of the simulation. It jumps from event to event, and says nothing about how long computing took."
          ),
          (
            "Token bucket",
            "How AWS limits a call rate. Each admitted call takes a token; a full bucket allows a burst, the "
              + "refill rate "
              + "what can be sustained."
          ),
          (
            "Offered, admitted, throttled",
            "All calls, retries included; those that got a token; those that were refused."
          ), ("Rejected", "Starts that never came to be, because the caller gave up after its last retry."),
          ("Failed ratio", "(failed + timed out + rejected) / (started + rejected)."),
          ("Latency, duration", "From the first call to the end; from the admitted call to the end."),
          (
            "Backoff, jitter",
            "The wait before a retry, and the random part that keeps callers from returning all at once."
          ),
          ("Transition", "A state entered, or a retry. Standard workflows are billed by it and limited in its rate."),
          ("Replication", "One repetition of the whole run with other random numbers."),
          ("p50, p99", "The time that 50 %, or 99 %, of executions do not exceed."),
          (
            "Earliest finish",
            "When the bucket could have admitted as many calls, had they arrived in the best possible order."
          ),
        ])
      ])
  }
}
