/// Sentences that hold for every report. The README says the same; a test compares them.
enum Explanations {
  /// What no number of a run takes into account.
  static let notModelled = """
    Other users of the same account, network latency of callers; and, unless the scenario has them, cold \
    starts, outages, rates of services, the bucket's lag, and redrives.
    """

  /// A function's or an activity's own name; of another integration, what comes after `arn:aws:states:::`.
  static func shortName(ofService name: String) -> String {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 5, parts[0] == "arn" else { return name }
    return parts[3].isEmpty ? parts[5...].joined(separator: ":") : String(parts[parts.count - 1])
  }

  /// The terms that reports use.
  static let glossary: [(term: String, meaning: String)] = [
    ("Headroom", "A simulator that runs workflow definitions in virtual time, against a model of an AWS account."),
    ("Execution", "One run of a state machine. A nested execution is started by a Task of another one."),
    (
      "Virtual time",
      "The clock of the simulation. It jumps from event to event, and says nothing about how long computing took."
    ),
    (
      "Token bucket",
      """
      How AWS limits a call rate. Each admitted call takes a token; a full bucket allows a burst, the refill rate \
      what can be sustained.
      """
    ),
    ("Offered, admitted, throttled", "All calls, retries included; those that got a token; those that were refused."),
    ("Rejected", "Starts that never came to be, because the caller gave up after its last retry."),
    ("Failed ratio", "(failed + timed out + rejected) / (started + rejected)."),
    ("Latency, duration", "From the first call to the end; from the admitted call to the end."),
    ("Backoff, jitter", "The wait before a retry, and the random part that keeps callers from returning all at once."),
    ("Transition", "A state entered, or a retry. Standard workflows are billed by it and limited in its rate."),
    ("Replication", "One repetition of the whole run with other random numbers."),
    ("p50, p99", "The time that 50 %, or 99 %, of executions do not exceed."),
    (
      "Earliest finish",
      "When the bucket could have admitted as many calls, had they arrived in the best possible order."
    ),
  ]
}
