/// An object of a bucket, with its contents.
public struct StoredObject: Sendable, Equatable {
  public var bucket: String
  public var key: String
  public var bytes: [UInt8]
}

/// What stands for S3: buckets of objects in memory. Keys are in the order of their UTF-8 bytes, as S3 lists them.
public struct ObjectStore: Sendable {
  /// By the bytes of bucket and key: Swift's strings are equal where S3's keys differ.
  private var buckets: [[UInt8]: [[UInt8]: [UInt8]]] = [:]

  /// What executions have written, in that order.
  public private(set) var written: [StoredObject] = []

  public init() {}

  public mutating func addBucket(_ bucket: String) {
    if !hasBucket(bucket) { buckets[Array(bucket.utf8)] = [:] }
  }

  public mutating func put(_ bytes: [UInt8], bucket: String, key: String) {
    buckets[Array(bucket.utf8), default: [:]][Array(key.utf8)] = bytes
  }

  /// Puts what an execution has made, and keeps account of it.
  mutating func write(_ text: String, bucket: String, key: String) {
    let object = StoredObject(bucket: bucket, key: key, bytes: Array(text.utf8))
    put(object.bytes, bucket: bucket, key: key)
    written.append(object)
  }

  public func hasBucket(_ bucket: String) -> Bool { buckets[Array(bucket.utf8)] != nil }

  /// The cause of a failure that has its reason in a bucket which is not there.
  static func cause(noBucket bucket: String) -> String { noBucket + bucket }

  private static let noBucket = "The specified bucket does not exist: "

  /// The bucket that such a cause names.
  public static func missingBucket(_ cause: String) -> String? {
    cause.hasPrefix(noBucket) && cause != noBucket ? String(cause.dropFirst(noBucket.count)) : nil
  }

  /// Nil: no such object.
  public func object(bucket: String, key: String) -> [UInt8]? { buckets[Array(bucket.utf8)]?[Array(key.utf8)] }

  public func keys(bucket: String, prefix: String) -> [String] {
    (buckets[Array(bucket.utf8)] ?? [:]).keys.filter { $0.starts(with: prefix.utf8) }
      .sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }
}
