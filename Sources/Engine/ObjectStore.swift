/// What stands for S3: buckets of objects in memory. Keys are in the order of their UTF-8 bytes, as S3 lists them.
public struct ObjectStore: Sendable {
  private var buckets: [String: [String: [UInt8]]] = [:]

  public init() {}

  public var isEmpty: Bool { buckets.isEmpty }

  public mutating func addBucket(_ bucket: String) { buckets[bucket, default: [:]] = buckets[bucket] ?? [:] }

  public mutating func put(_ bytes: [UInt8], bucket: String, key: String) { buckets[bucket, default: [:]][key] = bytes }

  public func hasBucket(_ bucket: String) -> Bool { buckets[bucket] != nil }

  /// Nil: no such object.
  public func object(bucket: String, key: String) -> [UInt8]? { buckets[bucket]?[key] }

  public func keys(bucket: String, prefix: String) -> [String] {
    (buckets[bucket] ?? [:]).keys.filter { $0.hasPrefix(prefix) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
