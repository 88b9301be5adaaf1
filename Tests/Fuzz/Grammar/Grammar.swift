/// Makes texts from the rules of their languages: all of them mean something, and together they use every rule. What
/// the mutations of seeds cannot reach by luck is here by name.
struct Grammar {
  var random: Random
  /// Composites that the text at hand may still have.
  var fuel = 0
  /// Names given so far, so that each is given once.
  var serial = 0
  /// Whether expressions stand in states, where `$states` is what they begin with.
  var isInState = false
  /// Whether the machine at hand is Express, which may not wait for tokens, activities and children.
  var isExpress = false
  /// The language of the machine at hand, which its states have where they do not say otherwise.
  var isJSONata = false

  init(_ random: Random) { self.random = random }

  mutating func below(_ bound: Int) -> Int { random.below(bound) }

  mutating func oneIn(_ bound: Int) -> Bool { random.oneIn(bound) }

  mutating func pick<Element>(_ all: [Element]) -> Element { random.pick(all) }

  /// Up to `most` of what `make` makes, at least `least`.
  mutating func some<Element>(
    _ least: Int, _ most: Int, _ make: (inout Grammar) -> Element
  ) -> [Element] {
    (0..<(least + below(most - least + 1))).map { _ in make(&self) }
  }

  /// Joined to one text.
  mutating func list(_ least: Int, _ most: Int, by separator: String = ", ", _ make: (inout Grammar) -> String)
    -> String
  {
    some(least, most, make).joined(separator: separator)
  }
}
