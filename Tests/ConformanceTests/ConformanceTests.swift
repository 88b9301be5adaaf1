import Testing

@Suite struct ConformanceTests {
  /// Of all cases that are run; every other one is a deviation with its reason.
  static let share = 0.97

  @Test func theEngineDoesWhatAWSDid() throws {
    let place = Corpus.place
    guard place.exists else {
      return print("no conformance corpus at \(place.path); set \(Corpus.variable) to a folder that has one")
    }
    let known = try Corpus.deviations()
    var passed = 0
    var failed = 0
    var skipped: [String: Int] = [:]
    for recorded in try Corpus(folder: place.path).cases {
      if let reason = recorded.reasonToSkip {
        skipped[reason, default: 0] += 1
        continue
      }
      let differences = Replay(recorded: recorded).differences()
      if let first = differences.first {
        failed += 1
        print("FAILED \(recorded.id)\n  \(known[recorded.id].map { "known: \($0)\n  " } ?? "")\(first)")
      } else {
        passed += 1
        #expect(known[recorded.id] == nil, "\(recorded.id) passes, but is listed as a deviation")
      }
    }
    for (reason, count) in skipped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("skipped \(count): \(reason)")
    }
    print("\(passed) passed, \(failed) failed, \(skipped.values.reduce(0, +)) skipped")
    #expect(Double(passed) >= Self.share * Double(passed + failed))
  }
}
