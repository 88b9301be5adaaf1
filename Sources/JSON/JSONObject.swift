/// An object whose members keep their order. One word in size; copies share their members until one is changed, and
/// objects of one shape share the names.
///
/// Lookup is linear: the objects of workflows are small, and comparing a few keys is faster than hashing one.
public struct JSONObject: @unchecked Sendable, RandomAccessCollection, ExpressibleByDictionaryLiteral {
  public typealias Element = (key: String, value: JSON)

  var members: JSONMembers

  fileprivate init(_ members: JSONMembers) { self.members = members }

  nonisolated(unsafe) private static let empty = JSONMembers.make(JSONKeys([]), room: 0)

  public init() { members = Self.empty }

  public init(dictionaryLiteral elements: (String, JSON)...) {
    if elements.isEmpty { self.init() } else { self.init(uniqueMembers: elements.map { (key: $0.0, value: $0.1) }) }
  }

  /// The keys must be distinct.
  public init(uniqueMembers: [Element]) {
    members = .make(JSONKeys(uniqueMembers.map(\.key)), room: uniqueMembers.count)
    for member in uniqueMembers { members.append(member.value) }
  }

  /// As many values as there are keys.
  public init(_ keys: JSONKeys, values: [JSON]) {
    precondition(keys.count == values.count, "a value for each key")
    members = .make(keys, room: values.count)
    for value in values { members.append(value) }
  }

  /// One whose members are made when somebody looks at them.
  public init(_ deferred: DeferredMembers) {
    members = .make(deferred.keys, room: 0, source: deferred)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { members.count }
  public subscript(position: Int) -> Element { (key: members.keys[position], value: members[position]) }

  public func index(forKey key: String) -> Int? { members.keys.place(of: key) }

  /// The names of the members, in their order.
  public var keys: JSONKeys { members.keys }

  /// Setting keeps a member's place, or appends a new one; setting nil removes it.
  public subscript(key: String) -> JSON? {
    get { members.keys.place(of: key).map { members[$0] } }
    set {
      switch (index(forKey: key), newValue) {
      case (let index?, let value?): setValue(value, at: index)
      case (let index?, nil): remove(at: index)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Gives the member at `position` another value.
  public mutating func setValue(_ value: JSON, at position: Int) {
    makeUnique(room: count)
    members.replace(position, by: value)
  }

  public mutating func removeValue(forKey key: String) { self[key] = nil }

  public mutating func reserveCapacity(_ count: Int) { makeUnique(room: Swift.max(count, self.count)) }

  private mutating func append(_ key: String, _ value: JSON) {
    makeUnique(room: count + 1)
    members.add(key)
    members.append(value)
  }

  private mutating func remove(at index: Int) {
    var rest = Array(self)
    rest.remove(at: index)
    self = JSONObject(uniqueMembers: rest)
  }

  /// Makes room for so many members that nobody shares.
  private mutating func makeUnique(room: Int) {
    let isRoomy = members.room >= room && members.source == nil
    if isRoomy, isKnownUniquelyReferenced(&members) { return }
    members = members.copy(room: isRoomy ? room : Swift.max(room, 2 * members.room))
  }
}

/// An object to be, of a given shape: what a template fills. Nobody else has it until it is finished.
public struct JSONDraft: ~Copyable {
  private let members: JSONMembers

  /// The members of `object`, which stays as it is.
  public init(_ object: JSONObject) { members = object.members.copy(room: object.count, forgetting: true) }

  public func set(_ value: consuming JSON, at place: Int) { members.replace(place, by: value) }

  public consuming func finish() -> JSONObject { JSONObject(members) }
}

extension JSONObject: Hashable {
  /// Equality of members, whatever their order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    guard a.count == b.count else { return false }
    if a.members === b.members { return true }
    if a.count <= 16 { return a.allSatisfy { b[$0.key] == $0.value } }
    let other = Dictionary(b.map { (ExactText($0.key), $0.value) }) { _, last in last }
    return a.allSatisfy { other[ExactText($0.key)] == $0.value }
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
