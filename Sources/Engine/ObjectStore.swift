/// What stands for S3: buckets of objects in memory. Keys are in the order of their UTF-8 bytes, as S3 lists them.
public struct ObjectStore: Sendable {
  /// By the bytes of bucket and key: Swift's strings are equal where S3's keys differ.
  private var buckets: [[UInt8]: [[UInt8]: [UInt8]]] = [:]

  public init() {}

  public mutating func addBucket(_ bucket: String) {
    if !hasBucket(bucket) { buckets[Array(bucket.utf8)] = [:] }
  }

  public mutating func put(_ bytes: [UInt8], bucket: String, key: String) {
    buckets[Array(bucket.utf8), default: [:]][Array(key.utf8)] = bytes
  }

  public func hasBucket(_ bucket: String) -> Bool { buckets[Array(bucket.utf8)] != nil }

  /// Nil: no such object.
  public func object(bucket: String, key: String) -> [UInt8]? { buckets[Array(bucket.utf8)]?[Array(key.utf8)] }

  public func keys(bucket: String, prefix: String) -> [String] {
    (buckets[Array(bucket.utf8)] ?? [:]).keys.filter { $0.starts(with: prefix.utf8) }
      .sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }
}
