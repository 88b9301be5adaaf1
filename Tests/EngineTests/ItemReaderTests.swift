import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
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
    (#""InputType": "JSON", "ItemsPointer": "/x~1y/1/~01""#, #"{"x/y": [0, {"~1": [5]}]}"#, "[5]"),
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

  /// Source of the rules: AWS developer guide, "How Step Functions parses input CSV files".
  @Test(
    arguments: [
      (#"{""k"":""v""}"#, [[#"{"k":"v"}"#, ""]]), (#"""k"":1,x"#, [[#""k":1"#, "x"]]),
      (#""a""b",x"#, [[#"a"b"#, "x"]]),
      (#""",x"#, [["", "x"]]), (#"""""#, [["\"", ""]]), (#"""",b""#, [["\",b", ""]]), (#"""a"",x"#, [["\"a\"", "x"]]),
      ("\"a\nb\",x", [["a\nb", "x"]]), (#""a"b,x"#, [["ab", "x"]]), (#"5" b,x"#, [[#"5" b"#, "x"]]),
      (#"a\,b,x"#, [["a,b", "x"]]), (#""a\"b",x"#, [[#"a"b"#, "x"]]), (#"\"a\",x"#, [[#""a""#, "x"]]),
      (#"C:\\x\\y,z"#, [[#"C:\x\y"#, "z"]]), (#"a\nb\,"#, [["anb,", ""]]), (#"a\"#, [["a", ""]]),
      (#"a\;b,\"#, [["a;b", ""]]), (#""a\,\b",x"#, [["a,b", "x"]]), (" a , b ", [[" a ", " b "]]),
      ("a\r\nb", [["a", ""], ["b", ""]]), ("a\n\n\nb\n", [["a", ""], ["b", ""]]), (",", [["", ""]]), ("", []),
      ("\u{FEFF}a,b,c", [["a", "b"]]), ("é,ü", [["é", "ü"]]), ("\"a,b", [["a,b", ""]]),
    ] as [(String, [[String]])])
  func delimitedText(text: String, rows: [[String]]) throws {
    let config = #""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["1", "2"]"#
    let items = rows.map { row -> JSON in ["1": .string(row[0]), "2": .string(row[1])] }
    #expect(try Self.outcome(config, body: text).output == .array(items))
  }

  @Test(arguments: [("PIPE", "|"), ("SEMICOLON", ";"), ("SPACE", " "), ("TAB", "\t"), ("COMMA", ",")])
  func delimiters(name: String, sign: String) throws {
    let config = #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "\#(name)""#
    let body = ["a", "b"].joined(separator: sign) + "\n1\\\(sign)2\(sign)\"3\(sign)\"\(sign)4"
    #expect(try Self.outcome(config, body: body).output == [["a": .string("1\(sign)2"), "b": .string("3\(sign)")]])
  }

  @Test(arguments: [
    (#""InputType": "JSON""#, #"{"a": 1}"#, "Attempting to map over non-iterable node."),
    (
      #""InputType": "JSON", "ItemsPointer": "/a/01""#, #"{"a": [[], []]}"#,
      "The ItemsPointer does not point to anything: 01"
    ),
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

  // MARK: Many objects

  static func flattened(_ config: String, _ objects: [String: String], fields: String = "") throws
    -> LocalExecution.Outcome
  {
    try outcome(
      resource: "listObjectsV2", #", "ReaderConfig": {"Transformation": "LOAD_AND_FLATTEN", \#(config)}"#,
      parameters: #""Bucket": "b", "Prefix": "in/""#, objects: objects, fields: fields)
  }

  @Test(arguments: [
    (#""InputType": "JSON""#, ["[1, 2]", "[]", "[3]"], "[1,2,3]"),
    (#""InputType": "JSON", "ItemsPointer": "/x""#, [#"{"x": [1]}"#, #"{"x": [2]}"#], "[1,2]"),
    (#""InputType": "JSON", "MaxItems": 3"#, ["[1, 2]", "[3, 4]", "no JSON"], "[1,2,3]"),
    (#""InputType": "JSONL""#, ["1\n2\n", "", "3"], "[1,2,3]"),
    (
      #""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#, ["a,b\n1,2\n", "b\n3\n"],
      #"[{"a":"1","b":"2"},{"b":"3"}]"#
    ),
    (#""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["h"]"#, ["1", "2"], #"[{"h":"1"},{"h":"2"}]"#),
  ])
  func listedObjectsAreRead(config: String, bodies: [String], output: String) throws {
    var objects = ["out/x": "no JSON"]
    for (place, body) in bodies.enumerated() { objects["in/\(place)"] = body }
    #expect(try Self.flattened(config, objects).output?.text == output)
  }

  @Test func itemsOfManyObjectsKnowTheirOwn() throws {
    let outcome = try Self.flattened(
      #""InputType": "JSON""#, ["in/a": "[1, 2]", "in/b": "[]", "in/c": "[3]"],
      fields: #", "ItemSelector": {"at.$": "$$.Map.Item.Source"}"#)
    #expect(outcome.output == [["at": "S3://b/in/a"], ["at": "S3://b/in/a"], ["at": "S3://b/in/c"]])
  }

  @Test func aListedObjectThatCannotBeReadFailsTheRun() throws {
    let outcome = try Self.flattened(#""InputType": "JSON""#, ["in/a": "[1]", "in/b": "{}"])
    #expect(outcome.error == "States.ItemReaderFailed" && outcome.cause == "Attempting to map over non-iterable node.")
  }

  static func athena(_ config: String, _ manifest: String, fields: String = "") throws -> LocalExecution.Outcome {
    try outcome(
      resource: "getObject", #", "ReaderConfig": {"ManifestType": "ATHENA_DATA", \#(config)}"#,
      parameters: #""Bucket": "b", "Key": "q-manifest.csv""#,
      objects: ["q-manifest.csv": manifest, "q/a,1": "{\"n\":1}\n{\"n\":2}", "q/b": "{\"n\":3}"],
      bytes: ["q/gz": [0x1F, 0x8B, 8], "q/zstd": [0x28, 0xB5, 0x2F, 0xFD]], fields: fields)
  }

  @Test func anAthenaManifestIsTheItemsOfItsObjects() throws {
    let selector = #", "ItemSelector": {"n.$": "$$.Map.Item.Value.n", "at.$": "$$.Map.Item.Source"}"#
    let manifest = "s3://b/q/a,1\r\n\"s3://b/q/b\"\n"
    #expect(
      try Self.athena(#""InputType": "JSONL""#, manifest, fields: selector).output == [
        ["n": 1, "at": "S3://b/q/a,1"], ["n": 2, "at": "S3://b/q/a,1"], ["n": 3, "at": "S3://b/q/b"],
      ])
    let rows = try Self.athena(
      #""InputType": "CSV", "CSVDelimiter": "PIPE", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["t"]"#, "s3://b/q/b")
    #expect(rows.output == [["t": #"{"n":3}"#]])
  }

  @Test(arguments: [
    ("s3://b/q/c", "The specified key does not exist: b/q/c"),
    ("s3://c/q", "The specified bucket does not exist: c"),
    ("q/a", "The manifest needs the location of an object in each line, s3://bucket/key: q/a"),
    ("s3://b", "The manifest needs the location of an object in each line, s3://bucket/key: s3://b"),
    ("s3://b/q/gz", "b/q/gz is compressed: the file must be unpacked and keep its name."),
    ("s3://b/q/zstd", "b/q/zstd is compressed: the file must be unpacked and keep its name."),
  ])
  func anAthenaManifestThatCannotBeRead(manifest: String, cause: String) throws {
    let outcome = try Self.athena(#""InputType": "JSONL""#, manifest)
    #expect(outcome.error == "States.ItemReaderFailed" && outcome.cause == cause)
  }

  static let manifest = """
    {"sourceBucket": "s", "destinationBucket": "arn:aws:s3:::b", "version": "2016-11-30", "fileFormat": "CSV",
      "fileSchema": "Bucket, Key, Size", "files": [{"key": "data/1.csv.gz"}, {"key": "data/2.csv.gz"}]}
    """

  static func inventory(
    _ manifest: String, _ second: [UInt8], config: String = #""ManifestType": "S3_INVENTORY""#
  ) throws -> LocalExecution.Outcome {
    try outcome(
      resource: "getObject", #", "ReaderConfig": {\#(config)}"#,
      parameters: #""Bucket": "b", "Key": "m.json""#,
      objects: ["m.json": manifest, "data/1.csv.gz": "\"s\",\"a%20b\",\"5\"\n"], bytes: ["data/2.csv.gz": second])
  }

  @Test(arguments: [#""ManifestType": "S3_INVENTORY""#, #""InputType": "MANIFEST""#])
  func anInventoryIsTheRowsOfItsFiles(config: String) throws {
    #expect(
      try Self.inventory(Self.manifest, Array("s,c,0\n".utf8), config: config).output == [
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
    // The MD5 of "1", as md5sum prints it.
    #expect(items[0]["Etag"] == "\"c4ca4238a0b923820dcc509a6f75849b\"")
    guard case .double(let seconds)? = items[0]["LastModified"] else {
      Issue.record("\(items)")
      return
    }
    #expect(seconds > 0 && seconds == seconds.rounded())
  }
}
