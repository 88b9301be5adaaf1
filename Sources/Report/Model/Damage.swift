import Simulation
import Statistics

/// What callers wanted and did not get: the first thing that a reader has to know.
extension ReportModel {
  /// Of all replications together.
  var outside: OutsideCounts {
    recordings.reduce(into: OutsideCounts()) { sum, recording in
      let one = recording.outside
      sum.arrived += one.arrived
      sum.rejected += one.rejected
      sum.succeeded += one.succeeded
      sum.failed += one.failed
      sum.timedOut += one.timedOut
      sum.aborted += one.aborted
      sum.redrives += one.redrives
      sum.redriveSuccesses += one.redriveSuccesses
    }
  }

  /// Executions that never end: nothing was left to happen, and they still ran.
  var stuck: Int { plan.horizon == .drained ? outside.arrived - outside.succeeded - outside.unsuccessful : 0 }

  /// What outside callers wanted and came to nothing, of all that they wanted.
  var unsuccessful: ProportionEstimate {
    ProportionEstimate(
      hits: recordings.map {
        plan.horizon == .drained ? $0.outside.arrived - $0.outside.succeeded : $0.outside.unsuccessful
      }, counts: recordings.map(\.outside.arrived))
  }

  /// Its share; NaN where nobody wanted anything.
  var damage: Double { unsuccessful.share }

  /// One line: `19.6 % of 24,000 executions did not succeed: 4,701 were rejected.` nil where all is well.
  package var headline: String? {
    guard damage > 0 else { return nil }
    let kinds = [
      (outside.rejected, "rejected"), (outside.failed, "failed"), (outside.timedOut, "timed out"),
      (outside.aborted, "stopped"), (stuck, "never ended"),
    ]
    let words = kinds.filter { $0.0 > 0 }.map { "\(Number.count(Double($0.0))) \($0.1)" }.joined(separator: ", ")
    let runs = recordings.count == 1 ? "" : " in \(replicationText)"
    let share = Number.percent(unsuccessful)
    return "\(share) of \(Number.count(Double(outside.arrived))) executions\(runs) did not succeed: \(words)."
  }

  /// `RedriveExecution: 12 calls; 10 executions succeeded after one, …`; nil where nobody redrives.
  var redriveLine: String? {
    guard plan.load.contains(where: { $0.redrive != nil }) else { return nil }
    let runs = recordings.count == 1 ? "" : " in \(replicationText)"
    return "RedriveExecution: \(Number.count(Double(outside.redrives))) calls\(runs); "
      + "\(Number.count(Double(outside.redriveSuccesses))) executions succeeded after one, and count as succeeded, "
      + "with their latency from the first call. The errors before stay listed."
  }

  /// The damage, the causes that weigh most, and what would help.
  func findDamage() -> [Finding] {
    guard let headline else { return [] }
    let rows = errors.byWeight.filter { $0.lostOutside > 0 }
    var findings = [Finding(weight: .damage, text: headline)]
    for row in rows.prefix(3) {
      findings.append(Finding(weight: .cause, text: Explanation(model: self, row: row).text))
    }
    if stuck > 0, !rows.contains(where: { $0.place.kind == .unanswered }) {
      findings.append(
        Finding(
          weight: .cause, text: "\(Number.count(Double(stuck))) executions wait for something that nobody does."))
    }
    if rows.count > 3 {
      let rest = rows.dropFirst(3).reduce(0) { $0 + $1.lostOutside }
      findings.append(
        Finding(weight: .cause, text: "\(Number.count(Double(rest))) more had other causes: see errors.csv."))
    }
    if let cure = Capacity(self, rows)?.text { findings.append(Finding(weight: .cure, text: cure)) }
    return findings
  }
}

extension ErrorRecord {
  /// Executions that it cost, those among them that never came to be.
  var lost: Int { place.kind == .rejected || place.kind == .unanswered ? fatal : ended }

  /// What outside callers lost by it.
  var lostOutside: Int { place.kind == .rejected || place.kind == .unanswered ? fatal : endedOutside }
}
