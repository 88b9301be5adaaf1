import Testing

@Suite struct ConformanceTests {
  /// What must pass: Choice is a pure function of its input, and therefore held to more.
  static let shares = [(prefix: "choice_operators.", share: 0.97), (prefix: "", share: 0.85)]

  @Test func theEngineDoesWhatAWSDid() throws {
    let place = Corpus.place
    guard place.exists else {
      return print("no conformance corpus at \(place.path); set \(Corpus.variable) to a folder that has one")
    }
    let known = try Corpus.deviations()
    var passed = 0
    var failed = 0
    var skipped: [String: Int] = [:]
    var tallies = Self.shares.map { _ in (passed: 0, all: 0) }
    for recorded in try Corpus(folder: place.path).cases {
      if let reason = recorded.reasonToSkip {
        skipped[reason, default: 0] += 1
        continue
      }
      let differences = Replay(recorded: recorded).differences()
      let row = Self.shares.firstIndex { recorded.group.hasPrefix($0.prefix) } ?? 0
      tallies[row].all += 1
      if let first = differences.first {
        failed += 1
        print("FAILED \(recorded.id)\n  \(known[recorded.id].map { "known: \($0)\n  " } ?? "")\(first)")
      } else {
        passed += 1
        tallies[row].passed += 1
        #expect(known[recorded.id] == nil, "\(recorded.id) passes, but is listed as a deviation")
      }
    }
    for (reason, count) in skipped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("skipped \(count): \(reason)")
    }
    print("\(passed) passed, \(failed) failed, \(skipped.values.reduce(0, +)) skipped")
    for (rule, tally) in zip(Self.shares, tallies) {
      #expect(
        Double(tally.passed) >= rule.share * Double(tally.all),
        "\(rule.prefix.isEmpty ? "the other groups" : rule.prefix): \(tally.passed) of \(tally.all)")
    }
  }
}
