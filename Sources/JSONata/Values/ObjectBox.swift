import JSON

/// An object whose members keep their order. Only a transform changes one that others see, and it owns its copy.
///
/// One that comes from the input is taken apart when all of it is wanted; until then its members are made as they are
/// asked for. Most expressions want a few members of a large input.
final class ObjectBox {
  /// The whole object, while nobody has wanted all of it, and the arrays and objects that were made of its members.
  private var source: JSONObject?
  private var made: [(place: Int, value: Value)] = []
  private var members = Members()
  private(set) var level = 1
  /// A transform has put members into it; the levels of what is above may be wrong.
  private var isChanged = false
  /// Bytes of the source, measured when it is part of a result for the second time.
  private var sourceBytes: Int?
  private var wasPassed = false

  init() {}

  /// `level`: an upper bound of the levels, this one included.
  init(_ source: JSONObject, level: Int) {
    self.source = source
    self.level = level
  }

  var count: Int { source?.count ?? members.keys.count }
  var keys: [String] { source?.map(\.key) ?? members.keys }

  var values: [Value] {
    takeApart()
    return members.values
  }

  /// The JSON that it is made of, if nothing was changed.
  var untouched: JSONObject? { source }

  private static let mostMade = 8

  /// Changes what is nobody's in the meantime, as `ArrayBox` does.
  @inline(never)
  private func edit(_ change: (inout Members) -> Void) {
    var taken = Members()
    swap(&taken, &members)
    change(&taken)
    members = taken
  }

  private func takeApart() {
    guard let source else { return }
    self.source = nil
    var values = source.map { Value($0.value, level: level - 1) }
    for (place, value) in made { values[place] = value }
    made = []
    members = Members(keys: source.map(\.key), values: values)
  }

  private func member(_ key: String, of source: JSONObject) -> Value? {
    guard let place = source.index(forKey: key) else { return nil }
    switch source[place].value {
    case .array, .object: break
    case let plain: return Value(plain, level: 0)
    }
    for known in made where known.place == place { return known.value }
    if made.count == Self.mostMade {
      takeApart()
      return members.values[place]
    }
    let value = Value(source[place].value, level: level - 1)
    made = made + [(place, value)]
    return value
  }

  subscript(key: String) -> Value? {
    get {
      if let source { return member(key, of: source) }
      return members.place(of: key).map { members.values[$0] }
    }
    set {
      guard let newValue else { return remove([key]) }
      takeApart()
      level = max(level, newValue.level + 1)
      edit { $0.set(key, newValue) }
    }
  }

  func remove(_ keys: [String]) {
    takeApart()
    edit { $0.remove(keys) }
  }

  /// As a transform does it, which others may see.
  func change(_ key: String, _ value: Value) {
    if value.level > 0 { isChanged = true }
    self[key] = value
  }

  /// After a change of something inside.
  func measure() {
    level = 1
    for value in members.values { level = max(level, value.level + 1) }
  }

  /// What the object adds to a result that it is part of already; input that is there once is there anyway.
  func bytesPassedAgain() -> Int {
    guard let source else { return 0 }
    guard wasPassed else {
      wasPassed = true
      return 0
    }
    let bytes = sourceBytes ?? JSON.object(source).byteCount
    sourceBytes = bytes
    return bytes
  }

  func giveValues(to others: inout [Value]) {
    others += members.values
    members = Members()
  }

  deinit {
    guard isChanged || level > Release.deepest else { return }
    var rest: [Value] = []
    giveValues(to: &rest)
    Release.all(in: rest)
  }

  func copy() -> ObjectBox {
    takeApart()
    let copy = ObjectBox()
    copy.members = members
    copy.level = level
    return copy
  }
}
