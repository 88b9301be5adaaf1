/// An object whose members keep their order. One word in size; copies share their members until one is changed, and
/// objects of one shape share the names.
///
/// Lookup is linear: the objects of workflows are small, and comparing a few keys is faster than hashing one.
public struct JSONObject: @unchecked Sendable, RandomAccessCollection, ExpressibleByDictionaryLiteral {
  public typealias Element = (key: String, value: JSON)

  private enum Storage {
    case plain(JSONMembers)
    case deferred(DeferredMembers)
  }

  private var storage: Storage

  nonisolated(unsafe) private static let empty = JSONMembers.make(JSONKeys([]), room: 0)

  fileprivate init(_ members: JSONMembers) { storage = .plain(members) }

  public init() { self.init(Self.empty) }

  public init(dictionaryLiteral elements: (String, JSON)...) {
    if elements.isEmpty { self.init() } else { self.init(uniqueMembers: elements.map { (key: $0.0, value: $0.1) }) }
  }

  /// The keys must be distinct.
  public init(uniqueMembers: [Element]) {
    let members = JSONMembers.make(JSONKeys(uniqueMembers.map(\.key)), room: uniqueMembers.count)
    for member in uniqueMembers { members.append(member.value) }
    self.init(members)
  }

  /// As many values as there are keys.
  public init(_ keys: JSONKeys, values: [JSON]) {
    precondition(keys.count == values.count, "a value for each key")
    let members = JSONMembers.make(keys, room: values.count)
    for value in values { members.append(value) }
    self.init(members)
  }

  /// One whose members are made when somebody looks at them.
  public init(_ members: DeferredMembers) { storage = .deferred(members) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { keys.count }

  public subscript(position: Int) -> Element {
    switch storage {
    case .plain(let members): (key: members.keys[position], value: members[position])
    case .deferred(let members): (key: members.keys[position], value: members.value(position))
    }
  }

  /// The names of the members, in their order.
  public var keys: JSONKeys {
    switch storage {
    case .plain(let members): members.keys
    case .deferred(let members): members.keys
    }
  }

  public func index(forKey key: String) -> Int? { keys.place(of: key) }

  /// Setting keeps a member's place, or appends a new one; setting nil removes it.
  public subscript(key: String) -> JSON? {
    get {
      switch storage {
      case .plain(let members): members.keys.place(of: key).map { members[$0] }
      case .deferred(let members): members.keys.place(of: key).map { members.value($0) }
      }
    }
    set {
      switch (index(forKey: key), newValue) {
      case (let index?, let value?): setValue(value, at: index)
      case (let index?, nil): remove(at: index)
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Where the names lead, one inside the other, beginning with the one at `first`, which is there.
  public func find(_ names: [String], from first: Int = 0) -> JSON? {
    switch storage {
    case .plain(let members): members.find(names, from: first)
    case .deferred(let members): members.find(names, from: first)
    }
  }

  /// Gives the member at `position` another value.
  public mutating func setValue(_ value: JSON, at position: Int) {
    let members = takeUnique(room: count)
    members.replace(position, by: value)
    storage = .plain(members)
  }

  public mutating func removeValue(forKey key: String) { self[key] = nil }

  public mutating func reserveCapacity(_ count: Int) {
    storage = .plain(takeUnique(room: Swift.max(count, self.count)))
  }

  private mutating func append(_ key: String, _ value: JSON) {
    let members = takeUnique(room: count + 1)
    members.add(key)
    members.append(value)
    storage = .plain(members)
  }

  private mutating func remove(at index: Int) {
    var rest = Array(self)
    rest.remove(at: index)
    self = JSONObject(uniqueMembers: rest)
  }

  /// Takes the members out, with room for so many, that nobody shares; the caller puts them back.
  private mutating func takeUnique(room: Int) -> JSONMembers {
    switch storage {
    case .deferred(let source): return JSONMembers.make(source, room: room)
    case .plain(var members):
      storage = .plain(Self.empty)
      let isRoomy = members.room >= room
      if isRoomy, isKnownUniquelyReferenced(&members) { return members }
      return members.copy(room: isRoomy ? room : Swift.max(room, 2 * members.room))
    }
  }

  /// `level`: so deep the object lies in what is measured.
  func extent(level: Int) -> JSONExtent {
    switch storage {
    case .plain(let members): members.extent(level: level)
    case .deferred(let members): members.extent()
    }
  }

  /// The size of a member, which is not made for that.
  public func extent(ofMember key: String) -> JSONExtent? {
    switch storage {
    case .plain(let members): members.keys.place(of: key).map { members[$0].extent }
    case .deferred(let members): members.keys.place(of: key).map { members.extent($0) }
    }
  }

  /// Whether both are the same in memory.
  public func isIdentical(to other: JSONObject) -> Bool {
    switch (storage, other.storage) {
    case (.plain(let a), .plain(let b)): a === b
    case (.deferred(let a), .deferred(let b)): a === b
    case (.plain, .deferred), (.deferred, .plain): false
    }
  }

  /// A copy of the members, of which some are about to be given other values.
  fileprivate var draft: JSONMembers {
    switch storage {
    case .plain(let members): members.copy(room: members.count, forgetting: true)
    case .deferred(let source): JSONMembers.make(source, room: source.keys.count)
    }
  }
}

/// An object to be, of a given shape: what a template fills. Nobody else has it until it is finished.
public struct JSONDraft: ~Copyable {
  private let members: JSONMembers

  /// The members of `object`, which stays as it is.
  public init(_ object: JSONObject) { members = object.draft }

  public func set(_ value: consuming JSON, at place: Int) { members.replace(place, by: value) }

  public consuming func finish() -> JSONObject { JSONObject(members) }
}

extension JSONObject: Hashable {
  /// Equality of members, whatever their order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    guard a.count == b.count else { return false }
    if a.isIdentical(to: b) { return true }
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
