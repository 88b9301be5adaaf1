import JSON

/// Keys and values in the order they came; a key is there once.
struct Members {
  private(set) var keys: [String] = []
  private(set) var values: [Value] = []
  private var places: [ExactText: Int]?

  /// So many are looked through one by one.
  private static let few = 12

  init() {}

  /// No two keys are the same.
  init(keys: [String], values: [Value]) {
    self.keys = keys
    self.values = values
    index()
  }

  private mutating func index() {
    let isLarge = keys.count > Self.few
    places = isLarge ? Dictionary(zip(keys.map(ExactText.init), keys.indices)) { first, _ in first } : nil
  }

  func place(of key: String) -> Int? {
    if let places { return places[ExactText(key)] }
    return keys.firstIndex { $0.isWritten(as: key) }
  }

  mutating func set(_ key: String, _ value: Value) {
    if let place = place(of: key) {
      values[place] = value
      return
    }
    keys.append(key)
    values.append(value)
    if places != nil { places?[ExactText(key)] = keys.count - 1 } else if keys.count > Self.few { index() }
  }

  mutating func remove(_ gone: [String]) {
    let places = Set(gone.compactMap(place))
    guard !places.isEmpty else { return }
    let kept = keys.indices.filter { !places.contains($0) }
    self = Members(keys: kept.map { keys[$0] }, values: kept.map { values[$0] })
  }
}
