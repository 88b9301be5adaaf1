import Prelude

/// A sample of bounded size of all that came by, each with the same chance. Source: Vitter, ACM TOMS 11 (1985),
/// algorithm R. Its numbers are its own: the same data give the same sample.
struct Reservoir<Element: Sendable>: Sendable {
  private(set) var items: [Element] = []
  /// All that came by.
  private(set) var seen = 0
  private let limit: Int
  private var position: UInt64

  init(limit: Int, name: String) {
    self.limit = limit
    position = Mix64.hash(name)
  }

  mutating func add(_ item: @autoclosure () -> Element) {
    seen += 1
    guard items.count == limit else { return items.append(item()) }
    position &+= Mix64.golden
    let place = Int(Mix64.mix(position) % UInt64(seen))
    if place < limit { items[place] = item() }
  }
}
