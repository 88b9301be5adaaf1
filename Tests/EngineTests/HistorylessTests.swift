import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport
import Testing

/// Where no history is kept, all happens as where one is: simulations and `execute` agree.
@Suite struct HistorylessTests {
  static func map(_ inner: String, _ fields: String = "") -> String {
    """
    "Map": {"Type": "Map", "End": true, "ItemsPath": "$"\(fields), "ItemProcessor": {"StartAt": "I", "States": {
      \(inner)}}}
    """
  }

  /// Events are counted in the order in which AWS writes them: failures name the event of their state's entry.
  @Test(arguments: [
    (#""I": {"Type": "Pass", "InputPath": "$.none", "End": true}"#, "", 6),
    (#""I": {"Type": "Pass", "InputPath": "$.none", "End": true}"#, #", "MaxConcurrency": 1"#, 5),
    (
      #""I": {"Type": "Pass", "Next": "J"}, "J": {"Type": "Pass", "InputPath": "$.none", "End": true}"#, "", 8
    ),
  ])
  func eventIDsAreThoseOfTheHistory(inner: String, fields: String, entered: Int) throws {
    let account = try Story.account(Story.states("Map", Self.map(inner, fields)), quotas: Story.quotas())
    let causes = try [true, false].map { history in
      try LocalExecution(account: account, machine: 0, input: [1, 2], name: "story", history: history).run { _ in nil }
        .cause
    }
    #expect(causes[0] == causes[1])
    #expect(causes[0]?.contains("(entered at the event id #\(entered))") == true, "\(causes)")
  }

  /// A timeout that is no number ends the Task at its first call, also where that call is refused and would be retried.
  @Test(arguments: [#""TimeoutSecondsPath": "$.t""#, #""HeartbeatSecondsPath": "$.t", "TimeoutSeconds": 9"#])
  func timeoutsAreReadBeforeTheBucketRefuses(field: String) throws {
    let start = """
      "S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": true, \(field),
        "Parameters": {"StateMachineArn": "\(ARNs.machine("Child"))"},
        "Retry": [{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"], "IntervalSeconds": 4}]}
      """
    var quotas = Story.quotas()
    quotas[.startExecution] = .tokens(capacity: 1, refill: .perSecond(1))
    let durations = try [true, false].map { history in
      try Story(
        Story.states("S", start), children: ["Child": Story.states("P", #""P": {"Type": "Pass", "End": true}"#)],
        input: ["t": "soon"], quotas: quotas, history: history
      ).outcome.duration
    }
    #expect(durations == [.zero, .zero])
  }

  static let branch = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#

  /// A state's data is made even where nobody asks for it: an InputPath that leads nowhere ends the execution.
  @Test(arguments: [
    #""Type": "Pass", "InputPath": "$.none""#, #""Type": "Pass", "InputPath": "$.none", "Result": 1"#,
    #""Type": "Pass", "InputPath": "$.none", "Parameters": {"a": 1}"#,
    #""Type": "Pass", "Parameters": {"a.$": "$.none"}, "ResultPath": null"#,
    #""Type": "Pass", "InputPath": "$.none", "Result": 1, "ResultPath": null"#,
    #""Type": "Parallel", "InputPath": "$.none", "Parameters": {"a": 1}, "Branches": [\#(branch)]"#,
    #""Type": "Task", "Resource": "\#(ARNs.function("F"))", "InputPath": "$.none""#,
    #""Type": "Task", "Resource": "\#(ARNs.function("F"))", "InputPath": "$.none", "Parameters": {"a": 1}"#,
    #""Type": "Task", "Resource": "\#(ARNs.function("F"))", "Parameters": {"a.$": "$.none"}, "ResultPath": null"#,
  ])
  func dataThatIsNotThereIsMissed(state: String) throws {
    let definition = Story.states("S", #""S": {\#(state), "End": true}"#)
    for history in [true, false] {
      let outcome = try Story(definition, history: history).outcome
      #expect(outcome.error == "States.Runtime", "\(state), history: \(history)")
    }
  }
}
