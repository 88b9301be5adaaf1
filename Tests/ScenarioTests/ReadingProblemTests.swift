import StatesLanguage
import Testing

@testable import Scenario

/// Which kind of reading problem a slip is. The examples of `ReadingProblem` have one of each kind.
@Suite struct ReadingProblemTests {
  @Test(arguments: [
    ("seed: [1]", ["read.type"]), ("seed: many", ["read.type"]), ("seed: -1", ["read.value"]),
    ("replications: 0", ["read.value"]), ("replications: x", ["read.type"]), ("account: 12", ["read.value"]),
    ("warmup: 5", ["read.value"]), ("warmup: {}", ["read.type"]), ("stopChildren: yes", ["read.type"]),
    ("expect: Root", ["read.type"]), ("expect: [Root.latency]", ["read.expression"]),
    ("expect: [Rot.started > 1]", ["read.unknown-name"]), ("expect: [Root.started > x]", ["read.type"]),
    ("quotas: { HistoryEvents: 1 }", ["read.value"]), ("quotas: { HistoryEvents: few }", ["read.type"]),
    ("quotas: { StartExecution: { bukket: 1 } }", ["read.unknown-field"]),
    ("overheads: some", ["read.value"]), ("overheads: []", ["read.type"]),
    ("overheads: { end: { gamma: { mean: 1s } } }", ["read.missing-field"]),
    ("overheads: { end: { gamma: { mean: 1s, shape: 0 } } }", ["read.value"]),
    (
      "overheads: { end: { gamma: { mean: 1s, shape: 1 }, uniform: { from: 1s, to: 2s } } }",
      ["read.conflicting-fields"]
    ),
    ("overheads: { end: { lognormal: { } } }", ["read.missing-field"]),
    ("overheads: { end: { lognormal: { mean: 1s, p50: 1s } } }", ["read.conflicting-fields"]),
    ("overheads: { end: { empirical: none.csv } }", ["read.file"]), ("s3: { b: nowhere }", ["read.file"]),
    ("lint: { silence: [no.such] }", ["read.unknown-name"]), ("seed: 1\nseed: 2", ["read.repeated-field"]),
    ("seed: 'a", ["read.syntax"]), ("throttleError: \(String(repeating: "E", count: 257))", ["read.size"]),
    ("seed: x\nwarmup: y", ["read.type", "read.value"]),
  ])
  func ofAScenario(lines: String, rules: [String]) throws {
    let found = try Sample.folder().read(Sample.base + lines).diagnostics
    #expect(found.map(\.rule) == rules, "\(found.map(\.text))")
    #expect(found.silencing(Set(rules)) == found)
  }

  @Test(arguments: [
    (#""Type":"Wait","Seconds":"1","End":true"#, ["read.type"]),
    (#""Type":"Wait","Seconds":-1,"End":true"#, ["read.value"]),
    (#""Type":"Wait","End":true"#, ["read.missing-field"]),
    (#""Type":"Wait","Seconds":1,"SecondsPath":"$.s","End":true"#, ["read.conflicting-fields"]),
    (#""Type":"Wait","Seconds":1,"End":true,"Next":"A""#, ["read.conflicting-fields"]),
    (#""Type":"Wait","Timestamp":"noon","End":true"#, ["read.value"]), (#""Type":"Weight""#, ["read.value"]),
    (#""Type":1,"End":true"#, ["read.type"]), (#""Type":"Pass","End":"true""#, ["read.type"]),
    (#""Type":"Pass","End":true,"OutputPath":"$[""#, ["read.expression"]),
    (#""Type":"Pass","End":true,"Parameters":{"a.$":"States.Nothing()"}"#, ["read.expression"]),
    (#""Type":"Pass","End":true,"QueryLanguage":"JSONata","Output":"{% 1 + %}""#, ["read.expression"]),
    (#""Type":"Pass","End":true,"QueryLanguage":"JMESPath""#, ["read.value"]),
    (#""Type":"Pass","End":true,"Result":{"a":1,"a":2}"#, ["read.repeated-field"]),
    (#""Type":"Pass","End":true,"Resutl":1"#, ["read.unknown-field"]),
    (#""Type":"Choice","Choices":[]"#, ["read.value"]), (#""Type":"Choice","Choices":{}"#, ["read.type"]),
  ])
  func ofADefinition(members: String, rules: [String]) throws {
    let text = #"{"StartAt":"A","States":{"A":{\#(members)}}}"#
    let found = StateMachine.parse(Array(text.utf8), file: "f").diagnostics
    #expect(found.map(\.rule) == rules, "\(found.map(\.text))")
  }
}
