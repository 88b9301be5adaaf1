/// The values of the names of one scope, while it runs.
final class Frame {
  /// Those that the program knows come first, in the order of their slots.
  private var names: [String]
  /// nil where a name has no value yet.
  private var values: [Value?]
  private(set) var parent: Frame?
  /// A closure refers to it; the evaluator will clear it.
  var isCaptured = false

  init(_ names: [String], parent: Frame?) {
    self.names = names
    self.parent = parent
    values = Array(repeating: nil, count: names.count)
  }

  /// Parameters are the first names; what the call does not give them is undefined.
  init(_ names: [String], parent: Frame?, parameters count: Int, _ arguments: [Value]) {
    self.names = names
    self.parent = parent
    var values: [Value?] = []
    values.reserveCapacity(names.count)
    for index in 0..<count { values.append(index < arguments.count ? arguments[index] : .undefined) }
    while values.count < names.count { values.append(nil) }
    self.values = values
  }

  /// What a tuple of a path binds.
  init(_ tuple: ObjectBox, parent: Frame) {
    names = tuple.keys
    values = tuple.values
    self.parent = parent
  }

  subscript(slot: Int) -> Value? {
    get { values[slot] }
    set {
      // Taken out, the values can be changed without a check that nobody else does.
      var taken: [Value?] = []
      swap(&taken, &values)
      taken[slot] = newValue
      values = taken
    }
  }

  // MARK: By name

  /// Of two parameters of one name the last one counts.
  private func slot(of name: String) -> Int? { names.lastIndex { $0 == name } }

  func bind(_ name: String, _ value: Value) {
    if let slot = slot(of: name) {
      self[slot] = value
    } else {
      names = names + [name]
      values = values + [value]
    }
  }

  /// The innermost value of the name.
  func lookup(_ name: String) -> Value? {
    var frame: Frame? = self
    while let current = frame {
      if let slot = current.slot(of: name), let value = current.values[slot] { return value }
      frame = current.parent
    }
    return nil
  }

  /// Breaks the cycle between a frame and the closures in it.
  func clear() {
    names = []
    values = []
    parent = nil
  }
}
