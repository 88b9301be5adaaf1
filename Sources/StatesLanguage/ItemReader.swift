/// Where a distributed Map reads its items. Source: AWS developer guide, "ItemReader (Map)".
public struct ItemReader: Sendable {
  public enum Source: Sendable {
    /// The list of a bucket's objects: an item describes an object.
    case listing
    /// The contents of the listed objects, one object after the other.
    case listedObjects(Format)
    case object(Format)
    /// The objects that the manifest of an UNLOAD query of Athena names.
    case athenaManifest(Format)
    /// The manifest of an S3 inventory, which names CSV files and their headers.
    case inventory(delimiter: UInt8)
  }
  /// How an object's contents are items.
  public enum Format: Sendable {
    /// `pointer`: the members to follow from the top to the array of items.
    case json(pointer: [String])
    case jsonLines
    /// `headers` where the definition gives them; nil: the first row has them.
    case csv(delimiter: UInt8, headers: [String]?)
  }
  enum InputType: String, CaseIterable, Sendable {
    case csv = "CSV"
    case json = "JSON"
    case jsonLines = "JSONL"
    case parquet = "PARQUET"
    case manifest = "MANIFEST"
  }
  enum ManifestType: String, CaseIterable, Sendable {
    case inventory = "S3_INVENTORY"
    case athena = "ATHENA_DATA"
  }
  /// What becomes of a list of objects.
  public enum Transformation: String, CaseIterable, Sendable {
    case none = "NONE"
    case loadAndFlatten = "LOAD_AND_FLATTEN"
  }

  public var source: Source
  /// `Bucket`, and `Key` or `Prefix`.
  public var parameters: Template
  /// 0 means all.
  public var maxItems: NumberSource?

  init(source: Source, parameters: Template) {
    self.source = source
    self.parameters = parameters
  }

  /// Whether the items lie within a JSON file, at a place that the definition names.
  public var hasPointer: Bool {
    switch source {
    case .listedObjects(.json(let pointer)), .object(.json(let pointer)), .athenaManifest(.json(let pointer)):
      !pointer.isEmpty
    case .listing, .listedObjects, .object, .athenaManifest, .inventory: false
    }
  }
}
