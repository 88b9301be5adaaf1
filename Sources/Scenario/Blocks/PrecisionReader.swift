import Simulation
import StatesLanguage

/// `precision`: how precisely figures are to be known, as `{ Root.latency.mean: 5% }`.
enum PrecisionReader {
  /// Unless the command line says how many.
  static let mostReplications = 500

  static func read(_ node: Cursor, _ names: ExpectationReader) -> [Plan.Precision] {
    guard let members = node.members, !members.isEmpty else {
      node.mismatch(expected: "a mapping of figures", hint: "precision: { Root.latency.mean: 5% }")
      return []
    }
    return members.compactMap { member in
      guard let target = names.target(member.key, member.value) else { return nil }
      let isSpread = target.statistic == .min || target.statistic == .max || target.metric.isLargest
      guard !isSpread, target.statistic != nil || target.metric.isNumber else {
        member.value.error(
          .expression, "\(member.key) has no interval, expected a mean, a percentile, a ratio or a number",
          hint: "Root.latency.mean: 5%")
        return nil
      }
      guard let relative = share(member.value) else { return nil }
      return Plan.Precision(
        text: member.key, metric: target.metric, subject: target.subject, statistic: target.statistic,
        relative: relative)
    }
  }

  /// `5%` or `0.05`.
  private static func share(_ node: Cursor) -> Double? {
    let text = node.node.text ?? ""
    let isPercent = text.hasSuffix("%")
    let number = Quantity.number(isPercent ? String(text.dropLast()) : text).map { isPercent ? $0 / 100 : $0 }
    guard let number, number > 0, number < 1 else {
      node.mismatch(.value, expected: "a share such as 5% or 0.05")
      return nil
    }
    return number
  }
}
