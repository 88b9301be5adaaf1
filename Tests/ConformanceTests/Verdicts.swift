import JSON
import Testing

/// The verdicts on the recorded cases of one kind. A case that differs fails the test, unless the file `deviations`
/// lists it with its reason; one that is listed and passes fails it too.
struct Verdicts {
  let kind: String
  private let known: [String: String]
  private var passed = 0
  private var failed = 0
  private var skipped = 0

  /// Calls `differences` for each case of the kind; nil where nothing here answers such a case.
  static func judge(_ kind: String, by differences: (RecordedCase) throws -> [Comparison.Difference]?) throws {
    let place = Corpus.place
    guard place.exists else {
      return print("no conformance corpus at \(place.path); set \(Corpus.variable) to a folder that has one")
    }
    var verdicts = Verdicts(kind: kind, known: try Corpus.deviations())
    for recorded in try Corpus(folder: place.path).cases where recorded.kind == kind {
      verdicts.note(recorded, try differences(recorded))
    }
    print("\(kind): \(verdicts.passed) passed, \(verdicts.failed) failed, \(verdicts.skipped) skipped")
  }

  private init(kind: String, known: [String: String]) {
    self.kind = kind
    self.known = known
  }

  private mutating func note(_ recorded: RecordedCase, _ differences: [Comparison.Difference]?) {
    let reason = known[recorded.id]
    guard let differences else {
      skipped += 1
      return print("skipped \(recorded.id): \(recorded.json["request"]?["call"]?.string ?? kind)")
    }
    guard let first = differences.first else {
      passed += 1
      if reason != nil { Issue.record("\(recorded.id) passes, but is listed as a deviation") }
      return
    }
    failed += 1
    if let reason { return print("DEVIATES \(recorded.id)\n  known: \(reason)\n  \(first)") }
    print("FAILED \(recorded.id)\n  \(first)")
    Issue.record("\(recorded.id): \(first)")
  }
}
