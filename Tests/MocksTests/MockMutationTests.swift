import Mocks
import StatesLanguage
import TestSupport
import Testing

/// Mock files changed at random: the reader answers with mocks or a located failure.
@Suite struct MockMutationTests {
  static let originals = [
    MockConfigurationTests.mock, #"{"Charge": [{"error": "Busy", "cause": "c"}, {"a": [1]}], "F": [[]]}"#,
  ]
  static let words = [
    "{", "}", "[", "]", ",", ":", "\"", "null", "-1", "\"0\":", "\"1-2\":", "\"9-3\":", "\"Return\":1,",
    "\"Throw\":{},",
    "\"StateMachines\":", "\"MockedResponses\":{},", "\"TestCases\":{},", "\"m\"", "\"Paid\"", "\"Charge\":", "é",
    "\u{0}",
    "99999999999999999999", "9223372036854775807", "-", "1e999",
  ]

  @Test(arguments: [1, 2, 3] as [UInt64])
  func nothingTraps(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let definition = try StateMachine(parsing: MockConfigurationTests.definition)
    var read = 0
    for round in 0..<500 {
      var bytes = Array(Self.originals[round % Self.originals.count].utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...6, using: &generator))
        let word = Self.words[Int.random(in: 0..<Self.words.count, using: &generator)]
        bytes.replaceSubrange(start..<end, with: Bool.random(using: &generator) ? Array(word.utf8) : [])
      }
      let choice = MockFile.Choice(testCase: round % 4 == 0 ? "Happy" : nil, main: 0)
      let text = String(decoding: bytes, as: UTF8.self)
      let (answers, diagnostics) = MockConfigurationTests.read(text, choice, for: ["m": definition])
      if answers != nil { read += 1 }
      let isRefused = diagnostics.contains { $0.severity == .error }
      #expect((answers == nil) == isRefused, "seed \(seed), round \(round)")
      #expect(diagnostics.allSatisfy { $0.file == "mock.json" }, "seed \(seed), round \(round)")
    }
    #expect(read > 20)
  }
}
