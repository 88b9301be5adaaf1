import JSON
import Prelude
import Testing

@testable import StatesLanguage

@Suite struct LintStartTests {
  @Test(arguments: [
    LintRow(machine(nested(#""Comment": "once""#)), #"2:48 starts an execution without "Retry": a throttled start"#),
    LintRow(
      machine(nested(#""Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]"#) + #", "B": {"Type": "Succeed"}"#)),
    LintRow(
      machine(nested(#""Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "B"}]"#) + #", "B": {"Type": "Succeed"}"#),
      "2:48 without \"Retry\""),
    LintRow(map(nested(#""Comment": "many""#)), "3:48 without \"Retry\""),
    LintRow(map(nested(#""Retry": []"#)), "3:48 without \"Retry\""),
    LintRow(map(nested(#""Retry": [\#(patient)]"#))),
    LintRow(
      machine(nested(#""Retry": [{"ErrorEquals": ["States.Timeout"]}]"#)),
      #"3:10 matches "StepFunctions.AWSStepFunctionsException""#),
    LintRow(machine(nested(#""Retry": [{"ErrorEquals": ["States.TaskFailed"]}]"#))),
    LintRow(machine(nested(#""Retry": [{"ErrorEquals": ["States.ALL"]}]"#))),
    LintRow(
      machine(nested(#""Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}]"#)), "3:10 fails it at once"),
    LintRow(map(nested(#""Comment": "c""#), #""Retry": [{"ErrorEquals": ["States.ALL"]}], "#)),
    LintRow(
      machine(
        nested(
          #""Retry": [{"ErrorEquals": ["States.Timeout"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]"#)
          + #", "B": {"Type": "Succeed"}"#)),
    LintRow(machine(nested(#""Retry": [{"ErrorEquals": ["StepFunctions.ExecutionLimitExceeded"]}]"#))),
  ])
  func throttledStarts(row: LintRow) {
    #expect(lintDifferences(row.definition, row.warnings) == [])
  }

  @Test func aScenarioMayNameTheThrottleError() {
    var settings = LintSettings()
    settings.throttleError = "Slow"
    let retry = #""Retry": [{"ErrorEquals": ["Slow"]}]"#
    #expect(lintDifferences(machine(nested(retry)), [], settings) == [])
    #expect(lintDifferences(machine(nested(#""Retry": [\#(patient)]"#)), ["3:10 matches \"Slow\""], settings) == [])
  }

  /// Delays 1, 2, 4, …; the bucket has 10 tokens and adds one a second.
  @Test(arguments: [
    (15, 1, 3, ""), (20, 1, 3, #"4:11 (20 - 10) / 1/s = 10 s, and the delays add up to 7 s"#), (20, 1, 4, ""),
    (5, 4, 3, #"4:11 4 × 5 calls at once"#), (40, 1, 4, #"4:11 (40 - 10) / 1/s = 30 s"#),
    (1000, 1, 4, "4:11 1 × 40 calls"),
    (40, 1, 5, ""), (10, 1, 1, ""),
  ])
  func retriesThatEndBeforeTheRefill(count: Int, executions: Int, attempts: Int, warning: String) {
    var settings = LintSettings()
    settings.buckets[childARN] = LintSettings.Bucket(capacity: 10, refill: 1)
    settings.starts = [LintSettings.Start(input: [:], count: executions)]
    let retry = #""Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": \#(attempts)}], "ResultSelector": {}"#
    let definition = map(nested(retry), before: items(count))
    #expect(lintDifferences(definition, warning.isEmpty ? [] : [warning], settings) == [])
    // Where the bucket is not known, nothing is said.
    #expect(lintDifferences(definition, []) == [])
  }

  @Test(
    arguments: [
      (1, 2.0, 3, nil, 7.0), (1, 2, 5, 4, 15), (2, 1, 10, nil, 20), (5, 3, 2, 3, 6),
      (1, 1, 99_999_999, nil, 99_999_999),
      (1, 1.000_000_1, 99_999_999, nil, .infinity), (1, 9, 99_999, nil, .infinity), (1, 2, 0, nil, 0),
    ] as [(Int, Double, Int, Int?, Double)])
  func delaysAddUp(interval: Int, rate: Double, attempts: Int, cap: Int?, sum: Double) {
    var retrier = Retrier(errorEquals: ["E"])
    (retrier.intervalSeconds, retrier.backoffRate, retrier.maxAttempts, retrier.maxDelaySeconds) =
      (interval, rate, attempts, cap)
    #expect(retrier.backoff.sum(retrier.maxAttempts) == sum)
  }

  @Test(arguments: [
    LintRow(map(nested(#""Retry": [\#(patient)]"#, parameters: #", "Name": "n""#)), #"3:199 one name, "n""#),
    LintRow(
      map(nested(#""Retry": [\#(patient)]"#, parameters: #", "Name.$": "$$.Execution.Name""#)), "3:201 one name"),
    LintRow(map(nested(#""Retry": [\#(patient)]"#, parameters: #", "Name.$": "$.id""#))),
    LintRow(map(nested(#""Retry": [\#(patient)]"#, parameters: #", "Name.$": "States.UUID()""#))),
    LintRow(
      map(
        nested(#""Retry": [\#(patient)]"#, parameters: #", "Name.$": "$.id""#, pattern: ""),
        #""Retry": [{"ErrorEquals": ["States.Timeout"]}], "#), #"3:194 "Retry" of Map state "M" runs it once more"#),
    LintRow(
      map(
        nested(#""Retry": [\#(patient)]"#, parameters: #", "Name.$": "$.id""#),
        #""Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}], "#)),
    LintRow(
      machine(nested(#""Retry": [\#(patient)]"#, parameters: #", "Name": "n""#)), #"2:199 under one name, "n""#),
    LintRow(
      machine(nested(#""Retry": [\#(patient)]"#, parameters: #", "Name.$": "$$.StateMachine.Name""#)),
      "2:201 under one name"),
    LintRow(
      machine(nested(#""Retry": [{"ErrorEquals": ["States.ALL"]}]"#, parameters: #", "Name": "n""#)),
      "2:199 every execution"),
    LintRow(
      machine(nested(#""Retry": [{"ErrorEquals": ["States.ALL"]}]"#, parameters: #", "Name.$": "$$.Execution.Name""#)),
      "2:201 ExecutionAlreadyExists"),
    LintRow(
      machine(nested(#""Retry": [{"ErrorEquals": ["States.ALL"]}]"#, parameters: #", "Name.$": "$.id""#)),
      "2:201 when Retry entry 0 tries again"),
    LintRow(
      machine(
        nested(
          #""Retry": [{"ErrorEquals": ["States.ALL"]}]"#,
          parameters: #", "Name.$": "States.Format('{}-{}', $.id, $$.State.RetryCount)""#))),
    LintRow(
      machine(
        nested(
          #""Retry": [{"ErrorEquals": ["States.ALL"]}]"#, parameters: #", "Name.$": "$$.Execution.Name""#, pattern: ""))
    ),
    LintRow(
      machine(
        nested(
          #""Retry": [{"ErrorEquals": ["StepFunctions.ExecutionAlreadyExistsException"], "MaxAttempts": 0}, "#
            + #"{"ErrorEquals": ["States.ALL"]}]"#, parameters: #", "Name": "n""#))),
  ])
  func childNames(row: LintRow) {
    #expect(lintDifferences(row.definition, row.warnings) == [])
  }
}
