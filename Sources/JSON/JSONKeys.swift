/// The distinct names of an object's members in their order: shared by all objects that one template makes.
public final class JSONKeys: Sendable, RandomAccessCollection {
  private let names: [String]
  /// Of the object's text without its values.
  public let byteCount: Int

  public init(_ names: [String]) {
    self.names = names
    byteCount = names.reduce(1 + Swift.max(1, names.count)) { $0 + JSON.byteCount($1) + 1 }
  }

  private init(_ names: [String], byteCount: Int) {
    self.names = names
    self.byteCount = byteCount
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { names.count }
  public subscript(place: Int) -> String { names[place] }

  /// Most that are asked for are there, and are the same text in memory or so short that they lie in the value itself:
  /// equal as bits.
  public func place(of key: String) -> Int? {
    for place in names.indices where names[place].hasBits(of: key) { return place }
    for place in names.indices where names[place].isWritten(as: key) { return place }
    return nil
  }

  func areWritten(_ others: [String]) -> Bool {
    names.count == others.count && zip(names, others).allSatisfy { $0.isWritten(as: $1) }
  }

  func with(_ name: String) -> JSONKeys {
    JSONKeys(names + [name], byteCount: byteCount + JSON.byteCount(name) + (names.isEmpty ? 1 : 2))
  }
}
