/// `Map.Item.Source`: what a Map's items were read from, one thing after another.
struct ItemSource: ExpressibleByStringLiteral {
  /// `end`: the index of the first item that is not from here.
  private var parts: [(end: Int, name: String)]

  init(_ name: String) { parts = [(.max, name)] }
  init(stringLiteral name: String) { self.init(name) }
  init() { parts = [] }

  /// The items up to `end`, as far as they have no source yet, are from `name`.
  mutating func append(_ name: String, end: Int) { parts.append((end, name)) }

  func name(at index: Int) -> String {
    var low = 0
    var high = parts.count
    while low < high {
      let middle = (low + high) / 2
      if parts[middle].end <= index { low = middle + 1 } else { high = middle }
    }
    return low < parts.count ? parts[low].name : ""
  }
}
