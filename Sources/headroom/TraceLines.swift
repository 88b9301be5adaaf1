import Engine
import JSON
import Prelude

/// What `execute --trace` prints: one line for each thing that happens, in its order.
///
///     TIME s  EXECUTION  STATE  KIND  WHAT
enum TraceLines {
  /// More of a value than this is cut off.
  private static let longestValue = 160

  static func tell(_ seen: Probe.Sighting) { if let line = line(seen) { Terminal.complain(line) } }

  /// nil: what events and decisions say in another way.
  static func line(_ seen: Probe.Sighting) -> String? {
    guard let (kind, words) = words(seen.observation) else { return nil }
    let time = "\(seconds(seen.time)) s"
    let fields = [padded(time, 10, right: true), padded(seen.execution, 12), padded(seen.state ?? "", 14)]
    return fields.joined(separator: "  ") + "  \(padded(kind, 6))  \(words)"
  }

  private static func words(_ observation: Probe.Observation) -> (kind: String, words: String)? {
    switch observation {
    case .due(let entry): ("due", entry)
    case .effect(let kind, let after):
      ("asks", after == .zero ? "\(kind)" : "\(kind) after \(seconds(.zero + after)) s")
    case .event(let event):
      ("event", "\(event.id) \(event.type)" + (event.details == .null ? "" : " " + cut(short(event.details))))
    case .value(let step, let value): ("value", "\(step.rawValue) \(cut(value))")
    case .decision(let words): ("chose", words)
    case .failure, .spends: nil
    }
  }

  /// Without what says that nothing was truncated.
  private static func short(_ details: JSON) -> JSON {
    guard case .object(var members) = details else { return details }
    members["inputDetails"] = nil
    members["outputDetails"] = nil
    return .object(members)
  }

  private static func cut(_ value: JSON) -> String {
    let text = value.text
    guard text.count > longestValue else { return text }
    return "\(text.prefix(longestValue)) … (\(text.utf8.count) bytes)"
  }

  private static func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return right ? blanks + text : text + blanks
  }

  /// All digits that there are: `0`, `1.5`, `2.000000001`.
  private static func seconds(_ time: Instant) -> String {
    let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    if rest == 0 { return "\(whole)" }
    var digits = String(rest + 1_000_000_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
