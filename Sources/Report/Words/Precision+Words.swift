import Prelude
import Simulation

/// How precise the figures are that were to be known.
extension ReportModel {
  struct PrecisionResult {
    let wanted: Plan.Precision
    /// Half of the interval over the value; nil: the sample bounds no interval.
    let relative: Double?
    let isReached: Bool

    /// `Root.latency.mean ± 3.2 % (5 % wanted)`.
    var text: String {
      let measured = relative.map { "± \(Number.percent($0))" } ?? "has no interval"
      return "\(wanted.text) \(measured) (\(Number.percent(wanted.relative)) wanted)"
    }
  }

  var precision: [PrecisionResult] {
    plan.precision.map { wanted in
      let (value, halfWidth) = wanted.measured(recordings)
      let relative = halfWidth.map { $0 / abs(value) }.flatMap { $0.isFinite ? $0 : nil }
      return PrecisionResult(wanted: wanted, relative: relative, isReached: wanted.isReached(recordings))
    }
  }

  /// What is not known as precisely as it was to be, a line each: then the run decides nothing.
  package var imprecise: [String] {
    let figures = precision.filter { !$0.isReached }.map { "precision not reached: \($0.text), \(replicationText)" }
    let isUnclear = !plan.precision.isEmpty && plan.warmupOrigin == .atLimit
    return figures + (isUnclear ? ["precision not reached: " + Self.warmupAtLimit] : [])
  }

  static let warmupAtLimit = "the run is too short to find its warm-up"

  func precisionFindings() -> [Finding] {
    var findings: [Finding] = []
    if plan.warmupOrigin == .atLimit {
      let warmup = Number.span(plan.warmup.seconds)
      findings.append(
        Finding(
          weight: .notable,
          text: "T\(Self.warmupAtLimit.dropFirst()): the \(warmup) that MSER-5 deletes are all that it looks at."))
    }
    let precision = precision
    guard !precision.isEmpty else { return findings }
    let isReached = precision.allSatisfy(\.isReached)
    let figures = precision.map(\.text).joined(separator: ", ")
    findings.append(
      Finding(
        weight: isReached ? .note : .notable,
        text: "\(isReached ? "Precise" : "Not precise") enough after \(replicationText): \(figures)."))
    return findings
  }
}
