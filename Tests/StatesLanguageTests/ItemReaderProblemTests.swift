import Testing

/// What a `ReaderConfig` may not say. Source: AWS developer guide, "ItemReader (Map)".
@Suite struct ItemReaderProblemTests {
  private func found(_ api: String, _ config: String) -> String {
    problems(
      machine(
        """
        "A": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
        "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
        "ItemReader": {"Resource": "arn:aws:states:::s3:\(api)", "Parameters": {"Bucket": "b"}, "ReaderConfig":
        {\(config)}}}
        """))
  }

  private static let owner = #"ReaderConfig of ItemReader of Map state "A""#

  @Test(arguments: [
    ("listObjectsV2", #""Transformation": "NONE", "MaxItems": 1"#),
    ("listObjectsV2", #""Transformation": "LOAD_AND_FLATTEN", "InputType": "JSON", "ItemsPointer": "/a""#),
    ("listObjectsV2", #""Transformation": "LOAD_AND_FLATTEN", "InputType": "JSONL""#),
    ("getObject", #""Transformation": "NONE", "InputType": "JSON", "ItemsPointer": """#),
    ("getObject", #""ManifestType": "S3_INVENTORY", "CSVDelimiter": "PIPE""#),
    ("getObject", #""InputType": "MANIFEST""#),
    ("getObject", #""ManifestType": "ATHENA_DATA", "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#),
  ])
  func fine(api: String, config: String) { #expect(found(api, config) == "") }

  @Test(arguments: [
    (
      "listObjectsV2", #""Transformation": "LOAD_AND_FLATTEN""#,
      "5:1: error: These fields are required: [InputType] in \(owner)"
    ),
    (
      "listObjectsV2", #""Transformation": "LOAD_AND_FLATTEN", "InputType": "MANIFEST""#,
      #"5:53: error: "InputType" must be "CSV", "JSON", "JSONL" or "PARQUET", found the string "MANIFEST""#
    ),
    (
      "listObjectsV2", #""Transformation": "LOAD""#,
      #"5:20: error: "Transformation" must be "NONE" or "LOAD_AND_FLATTEN", found the string "LOAD""#
    ),
    (
      "listObjectsV2", #""ManifestType": "ATHENA_DATA""#,
      """
      5:2: error: "ManifestType" of \(owner) needs the Resource "arn:aws:states:::s3:getObject"
          hint: a manifest is an object
      """
    ),
    (
      "listObjectsV2", #""InputType": "JSON""#,
      #"5:2: warning: "InputType" of \#(owner) has no effect without "Transformation": "LOAD_AND_FLATTEN""#
    ),
    (
      "getObject", #""Transformation": "LOAD_AND_FLATTEN", "InputType": "JSON""#,
      """
      5:20: error: "LOAD_AND_FLATTEN" of \(owner) needs the Resource "arn:aws:states:::s3:listObjectsV2"
          hint: the items of one object are its contents without it
      """
    ),
    (
      "getObject", #""ManifestType": "S3_INVENTORY", "InputType": "MANIFEST""#,
      """
      5:47: error: "InputType" of \(owner) may not stand beside "ManifestType": "S3_INVENTORY"
          hint: the files of an inventory are CSV
      """
    ),
    (
      "getObject", #""ManifestType": "S3_INVENTORY", "CSVHeaders": []"#,
      """
      5:34: error: "CSVHeaders" of an inventory is not supported yet
          hint: the manifest has the headers
      """
    ),
    (
      "getObject", #""ManifestType": "ATHENA_DATA""#, "5:1: error: These fields are required: [InputType] in \(owner)"
    ),
    (
      "getObject", #""ManifestType": "ATHENA_DATA", "InputType": "JSON""#,
      #"5:46: error: "InputType" must be "CSV", "JSONL" or "PARQUET", found the string "JSON""#
    ),
    (
      "getObject", #""ManifestType": "ATHENA_DATA", "InputType": "PARQUET""#,
      """
      5:46: error: "InputType" the string "PARQUET" is not supported yet
          hint: JSON, JSONL and CSV are read, and the inventories, manifests and lists of S3 that name such objects
      """
    ),
    (
      "getObject", #""InputType": "JSON", "ItemsPointer": "a/b""#,
      #"5:39: error: "ItemsPointer" must be a JSON pointer, which begins with "/", found the string "a/b""#
    ),
    (
      "getObject", #""InputType": "JSONL", "ItemsPointer": "/a""#,
      #"5:24: warning: "ItemsPointer" of \#(owner) has no effect without "InputType": "JSON""#
    ),
    (
      "getObject", #""InputType": "JSON", "CSVDelimiter": "TAB""#,
      #"5:23: warning: "CSVDelimiter" of \#(owner) has no effect without "InputType": "CSV""#
    ),
  ])
  func problem(api: String, config: String, expected: String) { #expect(found(api, config) == expected) }
}
