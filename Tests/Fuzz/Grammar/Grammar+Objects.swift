import JSON

/// What distributed Maps read.
extension Grammar {
  mutating func items() -> Bundle {
    isInState = true
    defer { isInState = false }
    serial = 0
    isJSONata = oneIn(2)
    let map = distributedMap(Scope(isJSONata: isJSONata, depth: 2, next: [], all: ["M"]))
    let machine: JSON = [
      "StartAt": "M", "QueryLanguage": isJSONata ? "JSONata" : "JSONPath", "States": ["M": .object(map)],
    ]
    return Bundle(files: [("m.asl.json", machine.text)] + objects())
  }

  mutating func objects() -> [(String, String)] {
    [
      ("items.csv", csv(by: ",")), ("wide.csv", csv(by: pick(["|", ";", " ", "\t", ","]))),
      ("items.json", oneIn(2) ? Corpus.payloads[0] : template().text),
      ("list.json", JSON.array(some(0, 5) { $0.constant() }).text), ("lines.jsonl", lines()),
      ("manifest.json", manifest()), ("bad-manifest.json", pick(["{}", "{\"files\": [1]}", "[", lines()])),
      (
        "inventory.csv",
        list(0, 4, by: "\n") { "\"b\",\"\($0.pick(["items.csv", "x%20y", "a+b", ""]))\",\"\($0.below(99))\"" }
      ),
    ]
  }

  private mutating func csv(by separator: String) -> String {
    list(0, 5, by: pick(["\n", "\r\n"])) { grammar in
      grammar.list(1, 4, by: separator) {
        $0.pick(["a", "b", "1", "", "\"x\"\"y\"", "\"x\ny\"", "é", "\"open", " 2 ", "\"q\" r", "a", "\u{FEFF}a"])
      }
    } + pick(["", "\n", "\n\n"])
  }

  private mutating func lines() -> String {
    list(0, 5, by: pick(["\n", "\n", "\r\n", "\n\n"])) { grammar in
      grammar.oneIn(10) ? grammar.pick(["{", "1 2", ""]) : grammar.constant().text
    }
  }

  private mutating func manifest() -> String {
    let key = pick(["inventory.csv", "items.csv", "none"])
    let schema = pick(["Bucket, Key, Size", "Bucket, Key, Size, ETag, LastModifiedDate", "Key", ""])
    return """
      {"sourceBucket": "b", "destinationBucket": "arn:aws:s3:::b", "version": "2016-11-30", \
      "fileFormat": "\(pick(["CSV", "CSV", "ORC"]))", "fileSchema": "\(schema)", \
      "files": [{"key": "\(key)", "size": 10, "MD5checksum": "x"}]}
      """
  }
}
