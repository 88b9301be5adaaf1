import JSON
import StatesLanguage
import Testing

@Suite struct LintSizeTests {
  static let function = #""A": {"Type": "Task", "End": true, "Resource": "arn:aws:lambda:us-east-1:1:function:f"}"#
  static let pass = #""A": {"Type": "Pass", "End": true}"#

  /// 2 + 4 + items × (2 + events of an iteration), of which 25,000 may be.
  @Test(arguments: [
    (nested(#""ResultSelector": {}, "Retry": [\#(patient)]"#), 3_124, ""),
    (nested(#""ResultSelector": {}, "Retry": [\#(patient)]"#), 3_125, "2:1 2 + 4 + 3125 items × (2 + 6) = 25006"),
    (function, 3_570, ""), (function, 3_571, "2:1 (2 + 5) = 25003"), (pass, 6_248, ""), (pass, 6_249, "2:1 = 25002"),
    (#""A": {"Type": "Fail"}"#, 99_999, ""),
    (
      #""A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}], "Default": "C"}, "#
        + #""B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Succeed"}"#, 4_166, "2:1 (2 + 4) = 25002"
    ),
    (
      #""A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Succeed"}}}, "#
        + #"{"StartAt": "Y", "States": {"Y": {"Type": "Succeed"}}}]}"#, 2_500, "2:1 (2 + 8) = 25006"
    ),
  ])
  func eventsOfAMap(inner: String, count: Int, warning: String) {
    var settings = LintSettings()
    settings.starts = [LintSettings.Start(input: ["items": .array(Array(repeating: 1, count: count))], count: 1)]
    #expect(lintDifferences(map(inner), warning.isEmpty ? [] : [warning], settings) == [])
    #expect(lintDifferences(map(inner), []) == [])
    settings.historyEvents = nil
    #expect(lintDifferences(map(inner), [], settings) == [])
  }

  /// Items follow from constants, through states that hand their data on.
  @Test(arguments: [
    (#""Result": {"items": [1, 2, 3]}, "#, true), (#""Result": [1, 2, 3], "ResultPath": "$.items", "#, true),
    (#""Parameters": {"items": [1, 2, 3]}, "#, true), (#""Parameters": {"items.$": "$.x"}, "#, false),
    (#""Parameters": {"items.$": "$$.Execution.Input.x"}, "#, false), ("", false),
    (#""Result": {"x": {"items": [1, 2, 3]}}, "OutputPath": "$.x", "#, true),
    (#""Result": {"items": [1, 2, 3]}, "ResultPath": null, "#, false),
  ])
  func knownItems(fields: String, isKnown: Bool) {
    var settings = LintSettings()
    settings.historyEvents = 17
    let definition = map(Self.pass, before: #""P": {"Type": "Pass", \#(fields)"Next": "M"},"#)
    #expect(lintDifferences(definition, isKnown ? ["2:1 2 + 4 + 3 items × (2 + 2) = 18"] : [], settings) == [])
  }

  /// 514 bytes of each child's description: 510 fit.
  @Test(arguments: [
    (510, "", "", ""), (511, "", "", "2:1 511 descriptions of children of at least 514 bytes each are 262654"),
    (511, #", "ResultSelector": {"s.$": "$.Status"}"#, "", ""), (511, #", "OutputPath": "$.Output""#, "", ""),
    (511, #", "ResultPath": "$.r""#, "", ""), (511, "", #""ResultPath": null, "#, ""),
    (511, "", #""ResultSelector": {}, "#, ""), (511, "", #""ResultPath": "$.r", "#, "2:1 are 262654"),
  ])
  func descriptionsOfChildren(count: Int, task: String, mapFields: String, warning: String) {
    let definition = map(nested(#""Retry": [\#(patient)]\#(task)"#), mapFields, before: items(count))
    #expect(lintDifferences(definition, warning.isEmpty ? [] : [warning]) == [])
    var settings = LintSettings()
    settings.payloadBytes = nil
    #expect(lintDifferences(definition, [], settings) == [])
  }

  /// A loop of Pass and Choice; the expression stands in line 2.
  @Test(arguments: [
    (#""Parameters": {"log.$": "States.Array($.log, $.x)"}"#, "2:60 puts a value into itself"),
    (#""Parameters": {"log.$": "States.Array($.x)"}"#, ""),
    (#""Parameters": {"log.$": "States.Array($.logs)"}"#, ""),
    (#""Parameters": {"a": {"log.$": "States.Array($.a, $.x)"}}"#, "2:66 puts"),
    (#""Parameters": {"v.$": "States.Array($.log, $.x)"}, "ResultPath": "$.log""#, "2:58 puts"),
    (#""Parameters": {"v.$": "States.Array($.log, $.x)"}, "ResultPath": "$.other""#, ""),
    (#""Parameters": {"v.$": "States.Array($.log, $.x)"}, "ResultPath": null"#, "3:1 never ends"),
    (#""Parameters": {"text.$": "States.Format('{}, {}', $.text, $.x)"}"#, "2:61 puts"),
    (#""Parameters": {"text.$": "States.Format('{}', $.text)"}"#, ""),
    (#""Parameters": {"n.$": "States.MathAdd($.n, 1)"}"#, ""),
    (#""InputPath": "$.x", "Parameters": {"log.$": "States.Array($.log, $.x)"}"#, ""),
  ])
  func payloadsThatGrow(fields: String, warning: String) {
    let states = { (target: String) in
      """
      "A": {"Type": "Pass", "Next": "B", \(fields)},
      "B": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "\(target)"}], "Default": "C"},
      "C": {"Type": "Succeed"}
      """
    }
    #expect(lintDifferences(machine(states("A")), warning.isEmpty ? [] : [warning]) == [])
    // Without a loop nothing grows.
    #expect(lintDifferences(machine(states("C")), []) == [])
  }
}
