import Engine
import JSON
import Prelude
import StepFunctions
import Testing

/// What a distributed Map reads in place of its input. Source of the rules: histories recorded on AWS.
@Suite struct ItemReaderTests {
  static func outcome(_ config: String, body: String, key: String = "file") throws -> LocalExecution.Outcome {
    try outcome(
      resource: "getObject", #", "ReaderConfig": {\#(config)}"#, parameters: #""Bucket": "b", "Key": "\#(key)""#,
      objects: ["file": body])
  }

  static func outcome(
    resource: String, _ config: String, parameters: String, objects: [String: String], bytes: [String: [UInt8]] = [:],
    fields: String = ""
  ) throws -> LocalExecution.Outcome {
    let reader = """
      "ItemReader": {"Resource": "arn:aws:states:::s3:\(resource)"\(config), "Parameters": {\(parameters)}}\(fields)
      """
    var account = try Story.account(Story.states("Map", MapRunTests.map(reader)), quotas: MapRunTests.quotas())
    for (key, body) in objects { account.objects.put(Array(body.utf8), bucket: "b", key: key) }
    for (key, body) in bytes { account.objects.put(body, bucket: "b", key: key) }
    let execution = LocalExecution(account: account, machine: 0, input: [:], name: "story", history: true)
    return try execution.run { _ in nil }
  }

  @Test(arguments: [
    (#""InputType": "JSON""#, "[1, {\"a\": 2}]", #"[1,{"a":2}]"#),
    (#""InputType": "JSON", "ItemsPointer": "/x/y""#, #"{"x": {"y": [5]}}"#, "[5]"),
    (#""InputType": "JSON", "MaxItems": 2"#, "[1, 2, 3]", "[1,2]"),
    (#""InputType": "JSON", "MaxItems": 0"#, "[1, 2, 3]", "[1,2,3]"),
    (#""InputType": "JSONL""#, "{\"a\": 1}\n\n[2]\r\n", #"[{"a":1},[2]]"#),
    (#""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#, "a,b\n1,2\n", #"[{"a":"1","b":"2"}]"#),
    (
      #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#, "a,b\n\"x,\"\"y\",\n ,3,4\n",
      #"[{"a":"x,\"y","b":""},{"a":" ","b":"3"}]"#
    ),
    (
      #""InputType": "CSV", "CSVDelimiter": "TAB", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["h"]"#, "1\t2\r\n3",
      #"[{"h":"1"},{"h":"3"}]"#
    ),
  ])
  func items(config: String, body: String, output: String) throws {
    #expect(try Self.outcome(config, body: body).output?.text == output)
  }

  @Test(arguments: [
    (#""InputType": "JSON""#, #"{"a": 1}"#, "Attempting to map over non-iterable node."),
    (
      #""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["h", "h"]"#, "1,2",
      "CSV headers cannot contain duplicates."
    ),
  ])
  func whatCannotBeRead(config: String, body: String, cause: String) throws {
    let outcome = try Self.outcome(config, body: body)
    #expect(outcome.error == "States.ItemReaderFailed" && outcome.cause == cause)
    #expect(outcome.events.map(\.type).suffix(3) == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"])
  }

  @Test(arguments: [#""Bucket": "b", "Key": "other""#, #""Bucket": "other", "Key": "file""#, #""Bucket": 1"#])
  func whatIsNotThere(parameters: String) throws {
    let outcome = try Self.outcome(
      resource: "getObject", #", "ReaderConfig": {"InputType": "JSON"}"#, parameters: parameters,
      objects: ["file": "[]"])
    #expect(outcome.error == "States.ItemReaderFailed")
  }

  static let manifest = """
    {"sourceBucket": "s", "destinationBucket": "arn:aws:s3:::b", "version": "2016-11-30", "fileFormat": "CSV",
      "fileSchema": "Bucket, Key, Size", "files": [{"key": "data/1.csv.gz"}, {"key": "data/2.csv.gz"}]}
    """

  static func inventory(_ manifest: String, _ second: [UInt8]) throws -> LocalExecution.Outcome {
    try outcome(
      resource: "getObject", #", "ReaderConfig": {"InputType": "MANIFEST", "ManifestType": "S3_INVENTORY"}"#,
      parameters: #""Bucket": "b", "Key": "m.json""#,
      objects: ["m.json": manifest, "data/1.csv.gz": "\"s\",\"a%20b\",\"5\"\n"], bytes: ["data/2.csv.gz": second])
  }

  @Test func anInventoryIsTheRowsOfItsFiles() throws {
    #expect(
      try Self.inventory(Self.manifest, Array("s,c,0\n".utf8)).output == [
        ["Bucket": "s", "Key": "a%20b", "Size": "5"], ["Bucket": "s", "Key": "c", "Size": "0"],
      ])
  }

  @Test(
    arguments: [
      (manifest, [0x1F, 0x8B], "compressed"), ("{}", [], "fileFormat"),
      (manifest.split(separator: "2.csv").joined(separator: "3.csv"), [], "b/data/3.csv.gz"),
    ] as [(String, [UInt8], String)])
  func anInventoryThatCannotBeRead(manifest: String, second: [UInt8], cause: String) throws {
    let outcome = try Self.inventory(manifest, second)
    #expect(outcome.error == "States.ItemReaderFailed" && outcome.cause?.contains(cause) == true)
  }

  @Test(arguments: [
    ("getObject", #", "ReaderConfig": {"InputType": "JSON"}"#, "S3://b/in/a"), ("listObjectsV2", "", "S3://b"),
  ])
  func itemsKnowTheirSource(resource: String, config: String, source: String) throws {
    let selector = #", "ItemSelector": {"from.$": "$$.Map.Item.Source", "at.$": "$$.Map.Item.Index"}"#
    let outcome = try Self.outcome(
      resource: resource, config, parameters: #""Bucket": "b", "Key": "in/a""#, objects: ["in/a": "[7]"],
      fields: selector)
    #expect(outcome.output == [["from": .string(source), "at": 0]])
  }

  @Test func aListingIsInTheOrderOfKeys() throws {
    let outcome = try Self.outcome(
      resource: "listObjectsV2", "", parameters: #""Bucket": "b", "Prefix": "in/""#,
      objects: ["in/b": "12345", "in/a": "1", "out/c": ""])
    guard case .array(let items)? = outcome.output else {
      Issue.record("\(outcome)")
      return
    }
    #expect(items.map { $0["Key"] } == ["in/a", "in/b"])
    #expect(items.map { $0["Size"] } == [1, 5])
  }
}
