import JSON

@testable import StatesLanguage

/// A definition, or a part of one, and the lint that it must have: `line:column fragment of the message`, in order.
struct LintRow: Sendable {
  let definition: String
  let warnings: [String]

  init(_ definition: String, _ warnings: String...) {
    self.definition = definition
    self.warnings = warnings
  }
}

/// What differs between the lint of a definition and what it must be; empty where nothing does.
func lintDifferences(
  _ definition: String, _ warnings: [String], _ settings: LintSettings = LintSettings()
) -> [String] {
  let bytes = Array(definition.utf8)
  let (machine, problems) = StateMachine.parse(bytes, file: "f")
  guard let machine, let root = try? LocatedJSON.parse(bytes) else { return problems.map(\.text) }
  let found = machine.lint(DefinitionSource(root), file: "f", settings: settings)
  let texts = found.map { "\($0.position.line):\($0.position.column) \($0.message)" }
  let fits =
    texts.count == warnings.count
    && zip(texts, warnings).allSatisfy { text, wanted in
      let parts = wanted.split(separator: " ", maxSplits: 1)
      return text.hasPrefix(parts[0] + " ") && text.contains(parts[1])
    }
  let areWarnings = found.allSatisfy { $0.severity == .warning && $0.hint != nil && $0.file == "f" && $0.aws == nil }
  return fits && areWarnings ? [] : ["found:"] + texts + ["wanted:"] + warnings
}

/// A nested start on lines 2 and 3: `more` begins on line 3, `parameters` may add a Name.
func nested(_ more: String, parameters: String = "", pattern: String = ".sync:2") -> String {
  #"""
  "A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::states:startExecution\#(pattern)", \#
  "Parameters": {"StateMachineArn": "\#(childARN)"\#(parameters)},
  \#(more)}
  """#
}

let childARN = "arn:aws:states:us-east-1:123456789012:stateMachine:Child"

/// A retrier of throttled starts that outlasts anything.
let patient = #"{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"], "MaxAttempts": 99999}"#

/// A machine with an inline Map named `M`, of which `inner` is the first state, named `A`; it begins on line 3.
func map(_ inner: String, _ more: String = "", before: String = "") -> String {
  #"""
  {"StartAt": "\#(before.isEmpty ? "M" : "P")", "States": {\#(before)
  "M": {"Type": "Map", "ItemsPath": "$.items", "End": true, \#(more)"ItemProcessor": {"StartAt": "A", "States": {
  \#(inner)}}}}}
  """#
}

/// A Pass before a Map that puts `count` items in its input, up to 1,000.
func items(_ count: Int) -> String {
  #""P": {"Type": "Pass", "Parameters": {"items.$": "States.ArrayRange(1, \#(count), 1)"}, "Next": "M"},"#
}
