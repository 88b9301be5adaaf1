import Engine
import JSON
import StatesLanguage
import StepFunctions
import TestSupport

/// One test of the corpus: definitions, input, what Tasks answered, and what AWS made of it.
struct RecordedCase {
  let json: JSON
  let id: String
  let group: String
  /// `[value, placeholder]`: what the recorder replaced everywhere.
  let placeholders: [(value: String, placeholder: String)]
  /// Placeholders without angle brackets, longest first.
  let bareWords: [String]

  init(_ json: JSON) {
    self.json = json
    id = json["id"]?.string ?? "?"
    group = json["group"]?.string ?? "?"
    placeholders = (json["placeholders"]?.elements ?? []).compactMap { pair in
      guard let texts = pair.elements?.compactMap(\.string), texts.count == 2 else { return nil }
      return (texts[0], texts[1])
    }
    let rules = (json["placeholder_rules"]?.elements ?? []).compactMap { $0["as"]?.string }
    let words = Set(placeholders.map(\.placeholder) + rules).filter { !$0.isEmpty && !$0.hasPrefix("<") }
    bareWords = Self.everywhereBare.union(words).sorted { ($1.count, $0) < ($0.count, $1) }
  }

  static let everywhereBare: Set = [
    "timestamp", "date", "datetime", "RequestId", "x-amzn-RequestId", "x-amzn-requestid", "X-Amzn-Trace-Id",
    "x-amz-crc32", "snf_role_arn", "sfn_role_arn", "start-date", "stop-date", "start-time", "json-input",
  ]

  var kind: String { json["kind"]?.string ?? "?" }
  var expected: JSON { json["expected"] ?? .null }
  var tasks: [JSON] { json["tasks"]?.elements ?? [] }
  var definitions: [JSON] { json["definitions"]?.elements ?? [] }
  var services: [String] { (json["services"]?.elements ?? []).compactMap(\.string) }

  var input: JSON {
    if let text = json["input_text"]?.string, let value = try? JSON.parse(text) { return value }
    guard let input = json["input"], !input.isNull else { return [:] }
    return input
  }

  /// What the test had put into S3.
  var objects: ObjectStore {
    var store = ObjectStore()
    for step in json["setup"]?.elements ?? [] where step["service"] == "s3" {
      let given = step["args"] ?? .null
      if let bucket = given["name"]?.string { store.addBucket(bucket) }
      guard let bucket = given["Bucket"]?.string, let key = given["Key"]?.string, let body = given["Body"] else {
        continue
      }
      store.put(Array((body.string ?? body.text).utf8), bucket: bucket, key: key)
    }
    return store
  }

  /// StopExecution was called while the execution ran; nothing says when.
  var isStopped: Bool { expected["status"] == "ABORTED" }

  private var dateRecorded: (year: Int, month: Int)? {
    let date = (json["aws"]?["recorded"]?.string ?? "01-01-2100").prefix(10).split(separator: "-")
    guard date.count == 3, let year = Int(date[2]), let month = Int(date[1]) else { return nil }
    return (year, month)
  }

  /// Recorded before what follows a distributed Map pointed to its MapRunStarted.
  var isBeforeMapRunChange: Bool { dateRecorded.map { $0 < (2024, 11) } ?? false }

  /// Recorded before November 2023, when DescribeExecution and the context object had no redrive fields yet.
  var isBeforeRedrive: Bool {
    dateRecorded.map { $0 < (2023, 11) } ?? false
  }
}
