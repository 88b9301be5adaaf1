import Chance
import Prelude
import Schema
import StatesLanguage
import StepFunctions

extension Overheads {
  /// Step Functions' own latencies, as read off execution histories that a real account in us-west-2 recorded in
  /// September 2026 (few samples each): a Task's start call to its child's start 123 to 131 ms; a start to the first
  /// state 20 to 29 ms; consecutive states 0 ms; the last state to the end 20 to 33 ms; a child's end to the parent's
  /// TaskSucceeded 1.32 to 1.52 s. Stopping a child was measured by others at about 0.1 s. Of a distributed Map: its
  /// start to its first child 0.56 s, a freed slot to the next child 0.35 to 0.95 s, the last child to its end 1.07 s
  /// and 0.12 s more.
  static let measured: Overheads = {
    var overheads = Overheads(
      start: fixed(milliseconds: 125), firstState: fixed(milliseconds: 25), stateEntry: .zero,
      end: fixed(milliseconds: 25), notify: fixed(milliseconds: 1_400), abort: fixed(milliseconds: 100))
    overheads.mapRunStart = fixed(milliseconds: 560)
    overheads.mapRunNext = fixed(milliseconds: 650)
    overheads.mapRunEnd = fixed(milliseconds: 1_190)
    return overheads
  }()

  /// Only a negative length is refused.
  private static func fixed(milliseconds: Int) -> Distribution {
    (try? .constant(.milliseconds(milliseconds))) ?? .zero
  }
}

/// `overheads`: Step Functions' own latencies.
enum OverheadReader {
  private static let parts: [(key: String, path: any (WritableKeyPath<Overheads, Distribution> & Sendable))] = [
    ("start", \.start), ("firstState", \.firstState), ("stateEntry", \.stateEntry), ("end", \.end),
    ("notify", \.notify), ("abort", \.abort), ("mapRunStart", \.mapRunStart), ("mapRunNext", \.mapRunNext),
    ("mapRunEnd", \.mapRunEnd),
  ]

  /// `measured`, `none`, or a mapping whose missing keys are as measured.
  static func read(_ node: Cursor?) -> (overheads: Overheads, profile: String)? {
    guard let node, node.node.text != "measured" else { return (.measured, "measured") }
    if node.node.text == "none" { return (.none, "none") }
    guard node.members != nil else {
      node.mismatch(
        node.node.text == nil ? .type : .value, expected: "measured, none or a mapping",
        hint: "keys: " + ScenarioGrammar.overheads.names.joined(separator: ", "))
      return nil
    }
    guard let fields = node.fields(ScenarioGrammar.overheads) else { return nil }
    var overheads = Overheads.measured
    for (key, path) in parts {
      if let law = fields[key]?.latency() { overheads[keyPath: path] = law }
    }
    return (overheads, "custom")
  }
}
