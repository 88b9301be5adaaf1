/// An object whose members keep their order. One word in size; copies share their members until one is changed.
///
/// Lookup is linear: the objects of workflows are small, and comparing a few keys is faster than hashing one.
public struct JSONObject: Sendable, RandomAccessCollection, ExpressibleByDictionaryLiteral {
  public typealias Element = (key: String, value: JSON)

  @usableFromInline var members: [Element] = []

  @inlinable public init() {}

  public init(dictionaryLiteral elements: (String, JSON)...) {
    members = elements.map { (key: $0.0, value: $0.1) }
  }

  /// The keys must be distinct.
  public init(uniqueMembers: [Element]) { members = uniqueMembers }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { members.count }
  @inlinable public subscript(position: Int) -> Element { members[position] }

  public func index(forKey key: String) -> Int? { members.firstIndex { $0.key == key } }

  /// Setting keeps a member's place, or appends a new one; setting nil removes it.
  public subscript(key: String) -> JSON? {
    get {
      for member in members where member.key == key { return member.value }
      return nil
    }
    set {
      switch (index(forKey: key), newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
    }
  }

  public mutating func removeValue(forKey key: String) { self[key] = nil }

  public mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }
}

extension JSONObject: Hashable {
  /// Equality of members, whatever their order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    guard a.count == b.count else { return false }
    if a.count <= 16 { return a.allSatisfy { b[$0.key] == $0.value } }
    let other = Dictionary(b.map { ($0.key, $0.value) }) { _, last in last }
    return a.allSatisfy { other[$0.key] == $0.value }
  }

  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for (key, value) in self {
      var member = Hasher()
      member.combine(key)
      member.combine(value)
      sum &+= member.finalize()
    }
    hasher.combine(sum)
  }
}
