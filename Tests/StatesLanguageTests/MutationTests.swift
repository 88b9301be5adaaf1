import JSON
import TestSupport
import Testing

@testable import StatesLanguage

/// Definitions changed at random: whatever comes out, the reader answers, and its answer agrees with itself.
@Suite struct MutationTests {
  private static let originals = [
    #"""
    {"Comment": "c", "StartAt": "A", "TimeoutSeconds": 60, "States": {
      "A": {"Type": "Choice", "Choices": [
        {"And": [{"Variable": "$.v", "IsPresent": true}, {"Not": {"Variable": "$.v", "NumericLessThan": 3}}],
          "Next": "B"},
        {"Variable": "$.s", "StringMatches": "a\\*b*", "Next": "C"}], "Default": "D"},
      "B": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "TimeoutSeconds": 9,
        "Parameters": {"StateMachineArn": "x", "Input": {"a.$": "$.b"}}, "ResultPath": "$.r", "Next": "D",
        "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 1, "BackoffRate": 1.5,
          "MaxDelaySeconds": 30}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "C"}]},
      "C": {"Type": "Fail", "Error": "E", "CausePath": "$.c"},
      "D": {"Type": "Succeed"}}}
    """#,
    #"""
    {"StartAt": "P", "States": {
      "P": {"Type": "Parallel", "Next": "M", "Branches": [
        {"StartAt": "X", "States": {"X": {"Type": "Wait", "Timestamp": "2020-01-01T00:00:00Z", "Next": "Y"},
          "Y": {"Type": "Pass", "Result": [1, null, true], "End": true}}},
        {"StartAt": "Z", "States": {"Z": {"Type": "Wait", "SecondsPath": "$.s", "End": true}}}]},
      "M": {"Type": "Map", "ItemsPath": "$.i", "MaxConcurrency": 4, "End": true,
        "ItemSelector": {"v.$": "$$.Map.Item.Value"},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "I", "States": {
          "I": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "HeartbeatSeconds": 5,
            "End": true}}}}}}
    """#,
  ]

  /// Pieces that mean something to the reader.
  private static let words: [String] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-1", "1e999", "9223372036854775808", "\"\"", "\"A\"",
    "\"Next\":", "\"End\":true,", "\"Type\":\"Map\",", "\"States\":{},", "\"X\":", "$", "$$.", "$.a[?(@", "..", "*",
    "States.Format(", "{%", "\u{0}", "é", "\u{1F600}", "\n", "\"QueryLanguage\":\"JSONata\",",
    "\"Parameters\":{\"End\":true},",
  ]

  private static func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let length = min(Int.random(in: 1...12, using: &generator), bytes.count - place)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.removeSubrange(place..<place + length)
    case 1: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &generator)].utf8, at: place)
    case 2:
      bytes.insert(contentsOf: bytes[place..<place + length], at: Int.random(in: 0...bytes.count, using: &generator))
    case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
    default:
      let word = words[Int.random(in: 0..<words.count, using: &generator)]
      bytes.replaceSubrange(place..<place + length, with: word.utf8)
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func nothingTraps(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for round in 0..<400 {
      var bytes = Array(Self.originals[round % Self.originals.count].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&bytes, &generator) }
      let (machine, diagnostics) = StateMachine.parse(bytes, file: "f")
      let hasError = diagnostics.contains { $0.severity == .error }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(hasError == (machine == nil), "seed \(seed), round \(round): \(text)")
      let lines = bytes.count { $0 == 10 } + 1
      let lint = machine.flatMap { machine in
        (try? LocatedJSON.parse(bytes)).map { machine.lint(DefinitionSource($0), file: "f") }
      }
      for diagnostic in diagnostics + (lint ?? []) {
        #expect(["/", "[", nil].contains(diagnostic.aws?.location?.first))
        #expect((1...lines).contains(diagnostic.position.line), "seed \(seed), round \(round): \(diagnostic.text)")
        #expect(diagnostic.position.column >= 1)
        #expect(!diagnostic.message.isEmpty)
      }
      let places = diagnostics.map { ($0.position.line, $0.position.column) }
      #expect(zip(places, places.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test func theOriginalsAreFine() {
    for original in Self.originals { #expect(problems(original).isEmpty) }
  }

  @Test func everyTruncationIsAnError() {
    let bytes = Array(Self.originals[0].utf8)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(StateMachine.parse(Array(bytes[..<length]), file: "f").machine == nil)
    }
  }
}
