import Testing

@testable import StatesLanguage

@Suite struct LintLoopTests {
  /// A Wait of `seconds`, `more` states from `T` to before `C`, and a Choice that goes on unless `rule`.
  private static func loop(
    _ seconds: Int, _ more: String = "", rule: String = #""Variable": "$.done", "BooleanEquals": true"#,
    top: String = ""
  ) -> String {
    let next = more.isEmpty ? "C" : "T"
    return #"""
      {"StartAt": "W", \#(top)"States": {"W": {"Type": "Wait", "Seconds": \#(seconds), "Next": "\#(next)"},
      \#(more)"C": {"Type": "Choice", "Choices": [{\#(rule), "Next": "E"}], "Default": "W"}, "E": {"Type": "Succeed"}}}
      """#
  }

  private static func task(_ more: String = "", pattern: String = "") -> String {
    #""T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke\#(pattern)", \#(more)"#
      + #""Parameters": {"FunctionName": "f", "Payload": {"t.$": "$$.Task.Token"}}, "Next": "C"}, "#
  }

  private static let jsonata =
    #"{"StartAt": "W", "QueryLanguage": "JSONata", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "C"},"#

  private static func choice(_ condition: String) -> String {
    jsonata + "\n" + #"""
      "C": {"Type": "Choice", "Choices": [{"Condition": "{% \#(condition) %}", "Next": "E"}], "Default": "W"},
      "E": {"Type": "Succeed"}}}
      """#
  }

  @Test(arguments: [
    LintRow(
      loop(5), "2:1 never ends once it is begun: nothing in it changes what its Choice looks at; it costs 4 events"),
    LintRow(loop(5), "2:1 after 6249 rounds, which is 8.7 hours"),
    // The answer is thrown away.
    LintRow(loop(30, task(#""ResultPath": null, "#)), "2:177 unless a Task fails: nothing"),
    LintRow(loop(5, #""T": {"Type": "Pass", "Next": "C"}, "#), "2:37 6 events a round"),
    // The answer may end it: warned of where the history is full within an hour.
    LintRow(loop(1, task()), #"2:157 has no bound but the answer of "T", and costs 9 events a round"#),
    LintRow(loop(1, task()), "2:157 after 2777 rounds, which is 46.3 minutes"),
    LintRow(loop(2, task())),
    LintRow(loop(1, task(pattern: ".waitForTaskToken"))),
    // A bound that can be seen.
    LintRow(loop(5, top: #""TimeoutSeconds": 3600, "#)),
    LintRow(loop(5, top: #""TimeoutSeconds": 40000, "#), "2:1 never ends"),
    LintRow(loop(1, task(#""Assign": {"n.$": "States.MathAdd($n, 1)"}, "#))),
    LintRow(loop(5, #""T": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "C"}, "#)),
    LintRow(loop(5, rule: #""Variable": "$$.State.EnteredTime", "TimestampGreaterThan": "2030-01-01T00:00:00Z""#)),
    LintRow(choice("$states.input.done"), "2:1 never ends"),
    LintRow(choice("$now() > $states.input.end")),
    LintRow(choice("$states.context.State.RetryCount > 3")),
    // A way around inside of the loop: how much a round costs is not known.
    LintRow(
      #"""
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "C"},
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "E"},
        {"Variable": "$.b", "IsPresent": true, "Next": "D"}], "Default": "W"},
      "D": {"Type": "Pass", "Next": "W"}, "E": {"Type": "Succeed"}}}
      """#),
  ])
  func loops(row: LintRow) {
    #expect(lintDifferences(row.definition, row.warnings) == [])
  }

  @Test func expressHasNoHistoryToFill() {
    var settings = LintSettings()
    settings.historyEvents = nil
    #expect(lintDifferences(Self.loop(5), [], settings) == [])
  }
}
