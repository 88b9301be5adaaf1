import JSON
import JSONPath
import StatesLanguage

/// The files of a ResultWriter: where they lie, and what the Map's result says of them.
/// Source: AWS developer guide, "ResultWriter (Map)".
struct MapRunExport {
  private let arn: String
  private let bucket: JSON?
  private let folder: String
  private let outputType: ResultWriter.OutputType

  /// `place`: the writer's parameters, worked out.
  init(ofRun arn: String, id: String, to place: JSON, outputType: ResultWriter.OutputType) {
    self.arn = arn
    self.outputType = outputType
    bucket = place["Bucket"]
    let prefix = place["Prefix"]?.string ?? ""
    folder = prefix + (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + id
  }

  private var manifest: String { folder + "/manifest.json" }

  /// Of the state that has it all written.
  var result: JSON {
    ["MapRunArn": .string(arn), "ResultWriterDetails": ["Bucket": bucket ?? .null, "Key": .string(manifest)]]
  }

  /// A file for each group that has anything in it, and the manifest. AWS begins another one after 5 GB.
  func write(_ groups: [ResultWriter.Group], into store: inout ObjectStore) throws(QueryFailure) {
    let bucket = bucket?.string ?? ""
    guard store.hasBucket(bucket) else {
      throw QueryFailure(error: "States.ResultWriterFailed", cause: ObjectStore.cause(noBucket: bucket))
    }
    var files: JSONObject = [:]
    for group in groups {
      files[group.name] = .array([])
      if group.values.isEmpty { continue }
      let key = "\(folder)/\(group.name)_0.\(outputType == .json ? "json" : "jsonl")"
      let text = outputType.text(group.values)
      store.write(text, bucket: bucket, key: key)
      files[group.name] = [["Key": .string(key), "Size": .integer(text.utf8.count)]]
    }
    let contents: JSON = [
      "DestinationBucket": .string(bucket), "MapRunArn": .string(arn), "ResultFiles": .object(files),
    ]
    store.write(contents.text, bucket: bucket, key: manifest)
  }
}

extension ResultWriter.OutputType {
  fileprivate func text(_ values: [JSON]) -> String {
    switch self {
    case .json: JSON.array(values).text
    case .jsonLines: values.map { $0.text + "\n" }.joined()
    }
  }
}
