import Digest
import JSON
import Prelude
import StatesLanguage

/// What an ItemReader has read.
struct ReadItems {
  var items: [JSON] = []
  var source = ItemSource()
}

extension ItemReader {
  /// Why no items could be read: the cause of `States.ItemReaderFailed`.
  struct Unreadable: Error { var cause: String }

  private struct Location {
    var bucket: String
    var key: String
  }

  private static func text(_ name: String, _ parameters: JSON) -> String {
    parameters[name]?.string ?? ""
  }

  /// `Map.Item.Source` as far as the parameters tell it: the bucket that is listed, or the object. Source: AWS
  /// developer guide, "Accessing execution data from the context object".
  func origin(_ parameters: JSON) -> String {
    let bucket = "S3://" + Self.text("Bucket", parameters)
    return switch source {
    case .listing, .listedObjects: bucket
    case .object, .athenaManifest, .inventory: bucket + "/" + Self.text("Key", parameters)
    }
  }

  /// The items of the object or bucket that `parameters` name; `limit` 0 means all of them. `listedAt`: when the
  /// objects were last modified, in seconds since 1970.
  func items(
    _ parameters: JSON, limit: Int, in store: ObjectStore, listedAt: Int64
  ) throws(Unreadable) -> ReadItems {
    let limit = limit == 0 ? Int.max : limit
    let bucket = Self.text("Bucket", parameters)
    guard store.hasBucket(bucket) else { throw Unreadable(cause: ObjectStore.cause(noBucket: bucket)) }
    let named = Location(bucket: bucket, key: Self.text("Key", parameters))
    let prefix = Self.text("Prefix", parameters)
    switch source {
    case .listing:
      let items = store.keys(bucket: bucket, prefix: prefix).prefix(limit).map { key in
        Self.listing(key, store.object(bucket: bucket, key: key) ?? [], listedAt)
      }
      return ReadItems(items: items, source: ItemSource(origin(parameters)))
    case .listedObjects(let format):
      let keys = store.keys(bucket: bucket, prefix: prefix)
      return try Self.items(of: keys.map { Location(bucket: bucket, key: $0) }, format, limit: limit, in: store)
    case .object(let format): return try Self.items(of: [named], format, limit: limit, in: store)
    case .athenaManifest(let format):
      let locations = try Self.locations(Self.contents(named, in: store))
      return try Self.items(of: locations, format, limit: limit, in: store)
    case .inventory(let delimiter):
      let items = try Self.inventory(Self.contents(named, in: store), delimiter, in: store)
      return ReadItems(items: Array(items.prefix(limit)), source: ItemSource(origin(parameters)))
    }
  }

  /// One object after the other, until there are enough items.
  private static func items(
    of locations: [Location], _ format: Format, limit: Int, in store: ObjectStore
  ) throws(Unreadable) -> ReadItems {
    var read = ReadItems()
    for location in locations where read.items.count < limit {
      let items = try items(contents(location, in: store), format)
      read.items += items.prefix(limit - read.items.count)
      read.source.append("S3://\(location.bucket)/\(location.key)", end: read.items.count)
    }
    return read
  }

  private static func contents(_ location: Location, in store: ObjectStore) throws(Unreadable) -> [UInt8] {
    let place = "\(location.bucket)/\(location.key)"
    guard store.hasBucket(location.bucket) else {
      throw Unreadable(cause: ObjectStore.cause(noBucket: location.bucket))
    }
    guard let bytes = store.object(bucket: location.bucket, key: location.key) else {
      throw Unreadable(cause: "The specified key does not exist: \(place)")
    }
    // How files of gzip (RFC 1952) and of Zstandard (RFC 8878) begin.
    guard !bytes.starts(with: [0x1F, 0x8B]), !bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) else {
      throw Unreadable(cause: "\(place) is compressed: the file must be unpacked and keep its name.")
    }
    return bytes
  }

  /// As ListObjectsV2 describes an object (measured on AWS: the time is a number with a fraction).
  private static func listing(_ key: String, _ bytes: [UInt8], _ listedAt: Int64) -> JSON {
    [
      "Etag": .string("\"\(Digest.hex(algorithm: .md5, of: bytes))\""), "LastModified": .double(Double(listedAt)),
      "Key": .string(key), "Size": .integer(bytes.count), "StorageClass": "STANDARD",
    ]
  }

  /// The items in data that stand for what would be read: the contents of one object, wherever it is named; of a list,
  /// its descriptions as a JSON array.
  func items(_ bytes: [UInt8], in store: ObjectStore) throws(Unreadable) -> [JSON] {
    switch source {
    case .listing: try Self.items(bytes, .json(pointer: []))
    case .listedObjects(let format), .object(let format), .athenaManifest(let format): try Self.items(bytes, format)
    case .inventory(let delimiter): try Self.inventory(bytes, delimiter, in: store)
    }
  }

  // MARK: Formats

  private static func items(_ bytes: [UInt8], _ format: Format) throws(Unreadable) -> [JSON] {
    switch format {
    case .json(let pointer):
      var value = try parse(bytes[...])
      for name in pointer {
        guard let inner = member(name, of: value) else {
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
        items.append(try parse(line))
      }
      return items
    case .csv(let delimiter, let headers): return try rows(bytes, delimiter, headers)
    }
  }

  /// By a name of a JSON pointer (RFC 6901), which for an array is an index without leading zeros.
  private static func member(_ name: String, of value: JSON) -> JSON? {
    switch value {
    case .object(let members): return members[name]
    case .array(let values):
      guard let index = Int(name), String(index) == name, values.indices.contains(index) else { return nil }
      return values[index]
    case .null, .bool, .integer, .double, .string: return nil
    }
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
    let records = DelimitedText.records(bytes, delimiter: delimiter)
    let headers = given ?? records.first ?? []
    guard Set(headers.map(ExactText.init)).count == headers.count else {
      throw Unreadable(cause: "CSV headers cannot contain duplicates.")
    }
    let keys = JSONKeys(headers)
    return records.dropFirst(given == nil ? 1 : 0).map { record in
      .object(JSONObject(keys, values: keys.indices.map { .string($0 < record.count ? record[$0] : "") }))
    }
  }

  // MARK: Manifests

  /// The rows of the files that an inventory's manifest names; the headers are in the manifest. Source: Amazon S3 user
  /// guide, "Locating your inventory list".
  private static func inventory(
    _ bytes: [UInt8], _ delimiter: UInt8, in store: ObjectStore
  ) throws(Unreadable) -> [JSON] {
    let manifest = try parse(bytes[...])
    guard let files = manifest["files"]?.elements, let bucket = manifest["destinationBucket"]?.string,
      let schema = manifest["fileSchema"]?.string, manifest["fileFormat"] == "CSV"
    else {
      throw Unreadable(
        cause:
          "The manifest needs fileFormat CSV, and destinationBucket, fileSchema and files as an S3 inventory has them.")
    }
    let headers = schema.split(separator: ",").map { String($0.drop { $0 == " " }) }
    let name = ARN(bucket)?.resource ?? bucket
    var items: [JSON] = []
    for file in files {
      items += try rows(contents(Location(bucket: name, key: text("key", file)), in: store), delimiter, headers)
    }
    return items
  }

  /// The objects of a manifest of Athena, which has the location of one in each line: `s3://bucket/key`. Source: Amazon
  /// Athena user guide, "UNLOAD".
  private static func locations(_ bytes: [UInt8]) throws(Unreadable) -> [Location] {
    var locations: [Location] = []
    // Quotes are taken off, but a comma or a backslash without them is part of the key.
    for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      let isQuoted = line.first == UInt8(ascii: "\"")
      let record = isQuoted ? DelimitedText.records(Array(line), delimiter: UInt8(ascii: ",")).first : nil
      let text = record?.first ?? String(decoding: line, as: UTF8.self)
      let parts = text.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard text.lowercased().hasPrefix("s3://"), parts.count == 2 else {
        throw Unreadable(cause: "The manifest needs the location of an object in each line, s3://bucket/key: \(text)")
      }
      locations.append(Location(bucket: String(parts[0]), key: String(parts[1])))
    }
    return locations
  }
}
