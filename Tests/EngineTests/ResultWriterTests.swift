import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// What a Map Run leaves behind. Source: AWS developer guide, "ResultWriter (Map)".
@Suite struct ResultWriterTests {
  static let bucket = """
    "Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix.$": "$.prefix"}
    """

  /// Runs a distributed Map with this ResultWriter over `items`; the bucket `b` is there and empty.
  static func outcome(
    _ writer: String, items: JSON, fields: String = "", start: String = "Same",
    _ states: String = #""Same": {"Type": "Pass", "End": true}"#, prefix: String = "p", hasBucket: Bool = true,
    tasks: @escaping (TaskCall) -> TaskReply? = { _ in nil }
  ) throws -> LocalExecution.Outcome {
    let map = MapRunTests.map("\"ResultWriter\": {\(writer)}\(fields)", start: start, states)
    var account = try Story.account(Story.states("Map", map), quotas: MapRunTests.quotas())
    if hasBucket { account.objects.addBucket("b") }
    let input: JSON = ["items": items, "prefix": .string(prefix)]
    return try LocalExecution(account: account, machine: 0, input: input, name: "story", history: true).run(
      tasks: tasks)
  }

  static func file(_ name: String, _ outcome: LocalExecution.Outcome) -> String? {
    outcome.written.first { $0.key.hasSuffix("/" + name) }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func theManifestNamesTheFiles() throws {
    let outcome = try Self.outcome(Self.bucket, items: [1, 2])
    #expect(outcome.written.count == 2 && outcome.written.allSatisfy { $0.bucket == "b" })
    let arn = outcome.events.first { $0.type == "MapRunStarted" }?.details["mapRunArn"]?.string ?? ""
    let folder = "p/" + (arn.split(separator: ":").last ?? "")
    #expect(
      outcome.output == [
        "MapRunArn": .string(arn),
        "ResultWriterDetails": ["Bucket": "b", "Key": .string(folder + "/manifest.json")],
      ])
    let manifest = try JSON.parse(Array((Self.file("manifest.json", outcome) ?? "").utf8))
    let size = Self.file("SUCCEEDED_0.json", outcome)?.utf8.count ?? 0
    #expect(
      manifest == [
        "DestinationBucket": "b", "MapRunArn": .string(arn),
        "ResultFiles": [
          "FAILED": [], "PENDING": [],
          "SUCCEEDED": [["Key": .string(folder + "/SUCCEEDED_0.json"), "Size": .integer(size)]],
        ],
      ])
  }

  @Test func aFileDescribesTheChildren() throws {
    let outcome = try Self.outcome(
      Self.bucket, items: [1, 0], fields: #", "Label": "Rows", "ToleratedFailureCount": 1"#, start: "Sort",
      MapRunTests.sorting)
    let good = try JSON.parse(Array((Self.file("SUCCEEDED_0.json", outcome) ?? "").utf8))
    let bad = try JSON.parse(Array((Self.file("FAILED_0.json", outcome) ?? "").utf8))
    guard case .array(let succeeded) = good, case .array(let failed) = bad else { return }
    #expect(succeeded.count == 1 && failed.count == 1)
    #expect(
      succeeded[0].keys == [
        "ExecutionArn", "Input", "InputDetails", "Name", "Output", "OutputDetails", "RedriveCount", "RedriveStatus",
        "RedriveStatusReason", "StartDate", "StateMachineArn", "Status", "StopDate",
      ])
    #expect(succeeded[0]["Output"] == "1" && succeeded[0]["Status"] == "SUCCEEDED")
    #expect(succeeded[0]["StartDate"] == "2025-01-01T00:00:00.000Z")
    #expect(succeeded[0]["StopDate"] == "2025-01-01T00:00:01.000Z")
    #expect(succeeded[0]["StateMachineArn"] == .string(ARNs.machine("Parent/Rows")))
    #expect(
      succeeded[0]["ExecutionArn"]?.string?.hasPrefix(
        "arn:aws:states:us-east-1:123456789012:execution:Parent/Rows:") == true)
    #expect(failed[0]["Error"] == "Boom" && failed[0]["Input"] == "0" && failed[0]["Status"] == "FAILED")
    #expect(failed[0]["RedriveStatus"] == "REDRIVABLE_BY_MAP_RUN" && failed[0]["Output"] == nil)
  }

  /// Each with one child that fails: it is described in full, whatever the transformation.
  @Test(arguments: [
    (#""Transformation": "COMPACT""#, "SUCCEEDED_0.json", "[[1,[2]],3]"),
    (#""Transformation": "FLATTEN""#, "SUCCEEDED_0.json", "[1,[2],3]"),
    (#""Transformation": "COMPACT", "OutputType": "JSONL""#, "SUCCEEDED_0.jsonl", "[1,[2]]\n3\n"),
    (#""Transformation": "FLATTEN", "OutputType": "JSONL""#, "SUCCEEDED_0.jsonl", "1\n[2]\n3\n"),
  ])
  func transformations(config: String, name: String, text: String) throws {
    let states = """
      "Sort": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Bad"}], "Default": "Good"},
      "Good": {"Type": "Pass", "End": true}, "Bad": {"Type": "Fail", "Error": "Boom"}
      """
    let outcome = try Self.outcome(
      Self.bucket + ", \"WriterConfig\": {\(config)}", items: [[1, [2]], .null, 3],
      fields: #", "ToleratedFailureCount": 1"#, start: "Sort", states)
    #expect(Self.file(name, outcome) == text)
    #expect(Self.file("FAILED_0" + name.dropFirst("SUCCEEDED_0".count), outcome)?.contains("\"Boom\"") == true)
  }

  @Test(arguments: [
    (#""Transformation": "COMPACT""#, "[[1],2]"), (#""Transformation": "FLATTEN""#, "[1,2]"),
    (#""OutputType": "JSONL""#, "[[1],2]"),
  ])
  func withoutABucketTheResultsAreTheOutput(config: String, output: String) throws {
    let outcome = try Self.outcome("\"WriterConfig\": {\(config)}", items: [[1], 2])
    #expect(outcome.output?.text == output)
    #expect(outcome.written.isEmpty)
  }

  @Test func withoutABucketDescriptionsMayBeTheOutput() throws {
    let outcome = try Self.outcome(#""WriterConfig": {"Transformation": "NONE"}"#, items: [7])
    guard case .array(let children)? = outcome.output else {
      Issue.record("\(outcome)")
      return
    }
    #expect(children.map { $0["Output"] } == ["7"])
  }

  /// The first of four at two a time fails: one is stopped with it, two never start.
  @Test func aFailedRunTellsWhatItLeavesUndone() throws {
    let outcome = try Self.outcome(
      Self.bucket, items: [1, 0, 3, 4], fields: #", "MaxConcurrency": 2"#, start: "Sort", MapRunTests.sorting)
    #expect(outcome.error == "States.ExceedToleratedFailureThreshold")
    let failed = try JSON.parse(Array((Self.file("FAILED_0.json", outcome) ?? "").utf8))
    let pending = try JSON.parse(Array((Self.file("PENDING_0.json", outcome) ?? "").utf8))
    guard case .array(let stopped) = failed, case .array(let waiting) = pending else { return }
    #expect(stopped.map { $0["Status"] } == ["ABORTED", "FAILED"])
    #expect(waiting.map { $0["Input"] } == ["3", "4"] && waiting.allSatisfy { $0["Status"] == "PENDING" })
    #expect(Self.file("SUCCEEDED_0.json", outcome) == nil)
  }

  @Test func aMapThatIsCutLeavesItsFilesToo() throws {
    let slow = #""Slow": {"Type": "Wait", "Seconds": 100, "End": true}"#
    let map = MapRunTests.map("\"ResultWriter\": {\(Self.bucket)}", start: "Slow", slow)
    var account = try Story.account(Story.states("Map", map), quotas: MapRunTests.quotas())
    account.objects.addBucket("b")
    let execution = LocalExecution(
      account: account, machine: 0, input: ["items": [1], "prefix": ""], name: "story", history: false)
    let outcome = try execution.run(stoppedAfter: .seconds(1)) { _ in nil }
    #expect(outcome.status == .aborted)
    #expect(Self.file("FAILED_0.json", outcome)?.contains("ABORTED") == true)
    #expect(Self.file("manifest.json", outcome) != nil)
  }

  @Test func anEmptyRunHasAManifest() throws {
    let outcome = try Self.outcome(Self.bucket, items: [], prefix: "")
    #expect(outcome.written.count == 1 && outcome.written[0].key.hasSuffix("/manifest.json"))
    #expect(!outcome.written[0].key.hasPrefix("/"))
  }

  @Test func aBucketThatIsNotThereFailsTheRun() throws {
    let outcome = try Self.outcome(Self.bucket, items: [1], hasBucket: false)
    #expect(outcome.error == "States.ResultWriterFailed")
    #expect(outcome.cause == "The specified bucket does not exist: b" && outcome.missingBucket == "b")
    #expect(outcome.events.map(\.type).suffix(3) == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"])
  }

  /// The usual way on: the next Map reads the files that the first one's manifest names.
  @Test func aLaterMapReadsWhatAnEarlierOneWrote() throws {
    func map(_ name: String, _ fields: String) -> String {
      """
      "\(name)": {"Type": "Map", \(fields), "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "In\(name)",
        "States": {"In\(name)": {"Type": "Pass", "End": true}}}}
      """
    }
    func reader(_ key: String, _ pointer: String = "") -> String {
      """
      "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"\(pointer)},
        "Parameters": {"Bucket": "b", "Key.$": "\(key)"}}
      """
    }
    let states = [
      map(
        "A",
        """
        "ItemsPath": "$.items", "Next": "B",
        "ResultWriter": {\(Self.bucket), "WriterConfig": {"Transformation": "COMPACT"}}
        """),
      map(
        "B", reader("$.ResultWriterDetails.Key", #", "ItemsPointer": "/ResultFiles/SUCCEEDED""#) + #", "Next": "C""#),
      map("C", reader("$[0].Key") + #", "End": true"#),
    ]
    var account = try Story.account(Story.states("A", states.joined(separator: ", ")), quotas: MapRunTests.quotas())
    account.objects.addBucket("b")
    let input: JSON = ["items": [5, ["x": 6]], "prefix": "p"]
    let execution = LocalExecution(account: account, machine: 0, input: input, name: "story", history: false)
    #expect(try execution.run { _ in nil }.output == [5, ["x": 6]])
  }
}
