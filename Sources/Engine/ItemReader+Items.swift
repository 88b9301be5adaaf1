import JSON
import Prelude
import StatesLanguage

extension ItemReader {
  /// Why no items could be read: the cause of `States.ItemReaderFailed`.
  struct Unreadable: Error { var cause: String }

  private static func text(_ name: String, _ parameters: JSON) -> String {
    guard case .object(let members) = parameters, case .string(let text)? = members[name] else { return "" }
    return text
  }

  /// `Map.Item.Source`: the bucket that is listed, or the object. Source: AWS developer guide, "Accessing execution
  /// data from the context object".
  func origin(_ parameters: JSON) -> String {
    let bucket = "S3://" + Self.text("Bucket", parameters)
    if case .listObjects = source { return bucket }
    return bucket + "/" + Self.text("Key", parameters)
  }

  /// The items of the object or bucket that `parameters` name; `limit` 0 means all of them.
  func items(
    _ parameters: JSON, limit: Int, in store: ObjectStore, listedAt: String
  ) throws(Unreadable) -> [JSON] {
    let bucket = Self.text("Bucket", parameters)
    guard store.hasBucket(bucket) else { throw Unreadable(cause: ObjectStore.cause(noBucket: bucket)) }
    if case .listObjects = source {
      return store.keys(bucket: bucket, prefix: Self.text("Prefix", parameters)).prefix(limit == 0 ? .max : limit).map {
        key in
        Self.listing(key, store.object(bucket: bucket, key: key) ?? [], listedAt)
      }
    }
    let key = Self.text("Key", parameters)
    guard let bytes = store.object(bucket: bucket, key: key) else {
      throw Unreadable(cause: "The specified key does not exist: \(bucket)/\(key)")
    }
    return Array(try items(bytes, in: store).prefix(limit == 0 ? .max : limit))
  }

  /// As ListObjectsV2 describes an object (recorded on AWS).
  private static func listing(_ key: String, _ bytes: [UInt8], _ listedAt: String) -> JSON {
    [
      "Etag": .string("\"\(Self.tag(bytes))\""), "LastModified": .string(listedAt), "Key": .string(key),
      "Size": .integer(bytes.count), "StorageClass": "STANDARD",
    ]
  }

  /// Tells contents apart as an ETag does (FNV-1a, 64 bits); AWS's is an MD5.
  private static func tag(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }

  /// The items in the contents of an object; of a list, in its descriptions as a JSON array.
  func items(_ bytes: [UInt8], in store: ObjectStore) throws(Unreadable) -> [JSON] {
    switch source {
    case .json, .listObjects:
      var value = try Self.parse(bytes[...])
      for name in pointer {
        guard case .object(let members) = value, let inner = members[name] else {
          throw Unreadable(cause: "The ItemsPointer does not point to anything: \(name)")
        }
        value = inner
      }
      guard case .array(let items) = value else {
        throw Unreadable(cause: "Attempting to map over non-iterable node.")
      }
      return items
    case .jsonLines:
      var items: [JSON] = []
      for line in bytes.split(separator: UInt8(ascii: "\n")) where line.contains(where: { $0 > 0x20 }) {
        items.append(try Self.parse(line))
      }
      return items
    case .csv(let delimiter, let headers): return try Self.rows(bytes, delimiter, headers)
    case .inventory: return try Self.inventory(bytes, in: store)
    }
  }

  /// The rows of the files that an inventory's manifest names; the headers are in the manifest. Source: Amazon S3 user
  /// guide, "Locating your inventory list".
  private static func inventory(_ bytes: [UInt8], in store: ObjectStore) throws(Unreadable) -> [JSON] {
    let manifest = try parse(bytes[...])
    guard case .object(let members) = manifest, case .array(let files)? = members["files"],
      case .string(let bucket)? = members["destinationBucket"], case .string(let schema)? = members["fileSchema"],
      members["fileFormat"] == "CSV"
    else {
      throw Unreadable(
        cause:
          "The manifest needs fileFormat CSV, and destinationBucket, fileSchema and files as an S3 inventory has them.")
    }
    let headers = schema.split(separator: ",").map { String($0.drop { $0 == " " }) }
    // An ARN: `arn:aws:s3:::bucket`.
    let name = String(bucket.split(separator: ":").last ?? "")
    var items: [JSON] = []
    for file in files {
      let key = text("key", file)
      guard let bytes = store.object(bucket: name, key: key) else {
        throw Unreadable(cause: "The specified key does not exist: \(name)/\(key)")
      }
      guard !bytes.starts(with: [0x1F, 0x8B]) else {
        throw Unreadable(cause: "\(name)/\(key) is compressed: the file must be unpacked and keep its name.")
      }
      items += try rows(bytes, UInt8(ascii: ","), headers)
    }
    return items
  }

  private static func parse(_ bytes: ArraySlice<UInt8>) throws(Unreadable) -> JSON {
    do {
      return try JSON.parse(Array(bytes))
    } catch {
      throw Unreadable(cause: "The file is not valid JSON: \(error.message)")
    }
  }

  /// Every row an object; missing fields are empty text, those beyond the headers are left out (recorded on AWS).
  private static func rows(_ bytes: [UInt8], _ delimiter: UInt8, _ given: [String]?) throws(Unreadable) -> [JSON] {
    var records = records(bytes, delimiter)
    let headers = given ?? (records.isEmpty ? [] : records.removeFirst())
    guard Set(headers).count == headers.count else {
      throw Unreadable(cause: "CSV headers cannot contain duplicates.")
    }
    return records.map { record in
      let fields = headers.enumerated().map { place, header in
        (key: header, value: JSON.string(place < record.count ? record[place] : ""))
      }
      return .object(JSONObject(uniqueMembers: fields))
    }
  }

  /// RFC 4180, with any delimiter; empty lines are none.
  private static func records(_ bytes: [UInt8], _ delimiter: UInt8) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var isEmptyLine = true
    func text() -> String { String(decoding: field, as: UTF8.self) }
    func endRecord() {
      if isEmptyLine { return }
      record.append(text())
      records.append(record)
      record = []
      field = []
      isEmptyLine = true
    }
    // The byte order mark that some editors put before the text is not part of it.
    var place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && place < bytes.count && bytes[place] == byte:
        field.append(byte)
        place += 1
      case UInt8(ascii: "\"") where isQuoted || field.isEmpty:
        isQuoted.toggle()
        isEmptyLine = false
      case delimiter where !isQuoted:
        record.append(text())
        field = []
        isEmptyLine = false
      case UInt8(ascii: "\n") where !isQuoted: endRecord()
      case UInt8(ascii: "\r") where !isQuoted: break
      default:
        field.append(byte)
        isEmptyLine = false
      }
    }
    endRecord()
    return records
  }
}
