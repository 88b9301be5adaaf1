import Engine
import JSON
import StepFunctions
import TestSupport
import Testing

/// Numbers that a path gives to a Map's fields. Sources: recorded on AWS for MaxConcurrencyPath, MaxItemsPath,
/// ToleratedFailureCountPath and ToleratedFailurePercentagePath; likely for the batches.
@Suite struct PathFieldTests {
  static func reader(_ field: String) -> String {
    #""ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}, "#
      + "\"ReaderConfig\": {\"InputType\": \"JSON\", \(field)}}"
  }

  /// How the field stands in a distributed Map, with the value of `$.n`.
  static func fields(_ field: String) -> String {
    let path = "\"\(field)\": \"$.n\""
    return switch field {
    case "MaxItemsPath": reader(path)
    case "MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath": "\"ItemBatcher\": {\(path)}"
    default: path
    }
  }

  static func story(_ fields: String, n: JSON) throws -> Story {
    let items = fields.contains("ItemReader") ? "" : #""ItemsPath": "$.items", "#
    let map = """
      "Map": {"Type": "Map", \(items)\(fields), "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
        "States": {"P": {"Type": "Pass", "End": true}}}}
      """
    return try Story(
      Story.states("Map", map), input: ["items": [1, 2], "n": n], quotas: MapRunTests.quotas())
  }

  static let values =
    [
      ("some", "some"), (true, "true"), ([:], "{}"), ([1], "[1]"), (.null, "null"), ("", ""), ("0x10", "0x10"),
    ] as [(JSON, String)]

  @Test(
    arguments: [
      ("MaxConcurrencyPath", "integer", []), ("MaxItemsPath", "integer", ["MapStateStarted 2"]),
      ("ToleratedFailureCountPath", "integer", ["MapStateStarted 2"]),
      ("ToleratedFailurePercentagePath", "float", ["MapStateStarted 2"]),
      ("MaxItemsPerBatchPath", "integer", ["MapStateStarted 2"]),
      ("MaxInputBytesPerBatchPath", "integer", ["MapStateStarted 2"]),
    ] as [(String, String, [String])])
  func whatIsNoNumber(field: String, type: String, before: [String]) throws {
    for (value, text) in Self.values + (type == "integer" ? [(1.5, "1.5")] : []) {
      let story = try Self.story(Self.fields(field), n: value)
      let start = ["MapStateEntered 0"] + before
      #expect(story.chain.dropFirst() == (start + ["ExecutionFailed \(start.count + 1)"])[...], "\(value)")
      #expect(story.outcome.error == "States.Runtime")
      #expect(
        story.outcome.cause == "An error occurred while executing the state 'Map' (entered at the event id #2). "
          + "The \(field) field refers to value \"\(text)\" which is not a valid \(type): $.n")
    }
  }

  /// Text that reads as a number is one; 0 means that there is no limit.
  @Test(arguments: [
    "MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath", "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatchPath",
  ])
  func whatIsANumber(field: String) throws {
    for value in ["2", 0, 2] as [JSON] {
      #expect(try Self.story(Self.fields(field), n: value).outcome.status == .succeeded, "\(value)")
    }
  }

  @Test(
    arguments: [
      (fields("MaxItemsPath"), "MaxItems"), (fields("MaxItemsPerBatchPath"), "MaxItemsPerBatch"),
      (fields("MaxInputBytesPerBatchPath"), "MaxInputBytesPerBatch"),
      (
        reader(#""MaxItems": "{% $states.input.n %}""#).replacing("Parameters", with: "Arguments")
          + #", "QueryLanguage": "JSONata""#, "MaxItems"
      ),
    ])
  func aNegativeSizeFailsTheMapRun(fields: String, field: String) throws {
    let story = try Self.story(fields, n: -1)
    #expect(
      story.chain.dropFirst() == [
        "MapStateEntered 0", "MapStateStarted 2", "MapRunStarted 3", "MapRunFailed 4", "MapStateFailed 5",
        "ExecutionFailed 6",
      ])
    #expect(story.outcome.error == "States.ItemReaderFailed")
    #expect(story.outcome.cause == "field \(field) must be positive")
    #expect(story.events("MapRunFailed")[0].details["cause"] == .string("field \(field) must be positive"))
  }
}
