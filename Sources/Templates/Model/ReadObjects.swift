import JSON
import StatesLanguage

/// The objects that distributed Maps read: files of three items stand for them, and what they write goes beside these.
struct ReadObjects {
  /// A Map that reads, and what its items are asked for.
  struct Reader {
    var state: LocatedJSON
    var item: Shape
  }

  /// By bucket: objects by key.
  private(set) var buckets: [(name: String, objects: [(key: String, text: String)])] = []

  /// What a dynamic name is: the same text as in the example of the input.
  private static let dynamicName = "example"

  mutating func add(_ readers: [Reader]) {
    for reader in readers {
      if let part = reader.state["ItemReader"] { addRead(part, reader.item) }
      if let part = reader.state["ResultWriter"], part["Resource"] != nil {
        put("placeholder.txt", "What is written is kept by the simulation alone.\n", in: Self.text("Bucket", part))
      }
    }
  }

  private mutating func addRead(_ reader: LocatedJSON, _ item: Shape) {
    let bucket = Self.text("Bucket", reader)
    if reader["Resource"]?.string?.hasSuffix(":listObjectsV2") == true {
      let prefix = Self.parameters(reader)?["Prefix"] == nil ? "" : Self.text("Prefix", reader)
      for number in 1...3 { put("\(prefix)\(number).json", "{}\n", in: bucket) }
      return
    }
    let configuration = reader["ReaderConfig"]
    let example = item.example()
    let text: String
    switch configuration?["InputType"]?.string {
    case "CSV": text = Self.csv(example, isHeaderGiven: configuration?["CSVHeaders"] != nil)
    case "JSONL": text = String(repeating: (example.members == nil ? JSON.object([:]) : example).text + "\n", count: 3)
    case "JSON", nil:
      let pointer = configuration?["ItemsPointer"]?.string?.split(separator: "/").map(String.init) ?? []
      let items = JSON.array(Array(repeating: example, count: 3))
      text = pointer.reversed().reduce(items) { inner, name in .object([name: inner]) }.text + "\n"
    default: return
    }
    put(Self.text("Key", reader), text, in: bucket)
  }

  private mutating func put(_ key: String, _ text: String, in bucket: String) {
    // A key is a path here: it may lead nowhere else.
    let parts = key.split(separator: "/").map(String.init)
    guard !parts.isEmpty, !parts.contains(".."), !bucket.isEmpty, !bucket.contains("/"), !bucket.hasPrefix("."),
      !parts.contains(where: { $0.hasPrefix(".") || $0.unicodeScalars.contains { $0.value < 0x20 } })
    else { return }
    let path = parts.joined(separator: "/")
    guard let index = buckets.firstIndex(where: { $0.name == bucket }) else {
      return buckets.append((bucket, [(path, text)]))
    }
    if !buckets[index].objects.contains(where: { $0.key == path }) { buckets[index].objects.append((path, text)) }
  }

  private static func parameters(_ part: LocatedJSON) -> LocatedJSON? { part["Parameters"] ?? part["Arguments"] }

  private static func text(_ name: String, _ part: LocatedJSON) -> String {
    guard let text = parameters(part)?[name]?.string, !text.hasPrefix("{%") else { return dynamicName }
    return text
  }

  private static func csv(_ item: JSON, isHeaderGiven: Bool) -> String {
    let columns = item.members.map { $0.map(\.key) } ?? []
    let names = columns.isEmpty ? ["id"] : columns
    let row = names.map { name in item.members?[name]?.string ?? "1" }.joined(separator: ",")
    let header = isHeaderGiven ? "" : names.joined(separator: ",") + "\n"
    return header + String(repeating: row + "\n", count: 3)
  }
}
