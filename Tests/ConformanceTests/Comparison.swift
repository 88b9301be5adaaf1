import JSON
import TestSupport

/// How an actual value is compared with a recorded one, in which the recorder put placeholders for volatile text.
/// The rules are those of the corpus's own `compare.py`.
struct Comparison {
  struct Difference: CustomStringConvertible {
    var path: String
    var expected: String
    var actual: String

    var description: String { "\(path): expected \(expected.prefix(400)), got \(actual.prefix(400))" }
  }

  let recorded: RecordedCase
  /// The engine gave the answers of nested starts itself: the HTTP metadata in them has no counterpart.
  var ignoresMetadata = false
  private(set) var differences: [Difference] = []

  init(_ recorded: RecordedCase) { self.recorded = recorded }

  static let absent = "(absent)"

  mutating func compare(_ want: JSON, _ actual: JSON, at path: String) {
    var have = actual
    // Some recorders parsed every JSON text.
    if want.string == nil, actual.string != nil { have = actual.parsed }
    switch (want, have) {
    case (.object(let wanted), .object(let found)): compare(wanted, found, at: path)
    case (.array(let wanted), .array(let found)):
      if wanted.count != found.count { note(path + ".length", .integer(wanted.count), .integer(found.count)) }
      for (index, pair) in zip(wanted, found).enumerated() { compare(pair.0, pair.1, at: "\(path)[\(index)]") }
    case (.string(let wanted), .string(let found)):
      if TextPattern(wanted, recorded).matches(found) { return }
      if !isAlike(wanted, found) { note(path, want, have) }
    case (.string(let wanted), _) where TextPattern(wanted, recorded).isPlaceholder: break
    default: if want != have { note(path, want, have) }
    }
  }

  /// JSON texts with placeholders in them are compared member by member, as those that the recorder parsed.
  private func isAlike(_ wanted: String, _ found: String) -> Bool {
    guard let one = Self.structure(wanted), let other = Self.structure(found) else { return false }
    var inner = Comparison(recorded)
    inner.ignoresMetadata = ignoresMetadata
    inner.compare(one, other, at: "$")
    return inner.differences.isEmpty
  }

  private static func structure(_ text: String) -> JSON? {
    guard let value = try? JSON.parse(text) else { return nil }
    switch value {
    case .array, .object: return value
    case .null, .bool, .integer, .double, .string: return nil
    }
  }

  private mutating func compare(_ wanted: JSONObject, _ found: JSONObject, at path: String) {
    let isWild = wanted.contains { $0.key.contains("<") }
    for (key, value) in wanted {
      if ignoresMetadata, ["SdkHttpMetadata", "SdkResponseMetadata"].contains(key), found[key] != nil { continue }
      if let other = found[key] {
        compare(value, other, at: "\(path).\(key)")
      } else if !key.contains("<") {
        differences.append(Difference(path: "\(path).\(key)", expected: value.text, actual: Self.absent))
      }
    }
    if isWild { return }
    for (key, value) in found where wanted[key] == nil {
      if key.lowercased().hasPrefix("redrive"), recorded.isBeforeRedrive { continue }
      differences.append(Difference(path: "\(path).\(key)", expected: Self.absent, actual: value.text))
    }
  }

  private mutating func note(_ path: String, _ want: JSON, _ have: JSON) {
    differences.append(Difference(path: path, expected: want.text, actual: have.text))
  }

  // MARK: Histories

  /// `events` without timestamps. A history with a Parallel state was sorted by the recorder and lost events: it is
  /// compared as a bag, in which more events of Parallel states are no error.
  mutating func compareHistory(_ events: [JSON]) {
    let want = recorded.expected["events"]?.elements ?? []
    var have = events
    if recorded.expected["status"] == "RUNNING" { have = Array(have.prefix(want.count)) }
    if recorded.isBeforeMapRunChange { have = have.map { Self.withOlderMapRunChain($0, in: have) } }
    if recorded.expected["events_order"] == "exact" {
      return compare(.array(want), .array(have), at: "$")
    }
    compareBags(want.map(Self.withoutIDs), have.map(Self.withoutIDs))
  }

  /// Until 2024 what follows a distributed Map pointed to MapRunSucceeded; since then to MapRunStarted.
  private static func withOlderMapRunChain(_ event: JSON, in events: [JSON]) -> JSON {
    guard case .object(var members) = event, members["type"] == "MapStateExited",
      case .integer(let previous)? = members["previousEventId"],
      let ended = events.first(where: { $0["type"] == "MapRunSucceeded" && $0["previousEventId"] == .integer(previous) }
      )
    else { return event }
    members["previousEventId"] = ended["id"]
    return .object(members)
  }

  private static let lost: Set<JSON> = ["ParallelStateSucceeded", "ParallelStateFailed", "ParallelStateExited"]

  private static func withoutIDs(_ event: JSON) -> JSON {
    guard case .object(var members) = event else { return event }
    members["id"] = nil
    members["previousEventId"] = nil
    return .object(members)
  }

  private mutating func compareBags(_ want: [JSON], _ events: [JSON]) {
    var have = events
    for wanted in want {
      let place = have.firstIndex { candidate in
        var attempt = Comparison(recorded)
        attempt.ignoresMetadata = ignoresMetadata
        attempt.compare(wanted, candidate, at: "$")
        return attempt.differences.isEmpty
      }
      if let place {
        have.remove(at: place)
      } else {
        differences.append(Difference(path: "$", expected: wanted.text, actual: "(no such event)"))
      }
    }
    for extra in have where !Self.lost.contains(extra["type"] ?? .null) {
      differences.append(Difference(path: "$", expected: "(no such event)", actual: extra.text))
    }
  }
}
