import JSON

/// What a value must look like so that the paths which lead into it find something: it grows as paths are met.
final class Shape {
  /// `isMade`: a state puts it there, so that nobody has to give it.
  private var members: [(key: String, shape: Shape, isMade: Bool)] = []
  private var element: Shape?
  /// What it has to be.
  private(set) var literal: JSON?
  /// Nobody asks for it.
  var isUnknown: Bool { members.allSatisfy(\.isMade) && element == nil && literal == nil && !isUsed }
  private var isUsed = false
  /// What takes it takes no text.
  private var isObject = false

  /// A path within a definition leads on through so many names at most.
  private static let depthLimit = 30

  enum Step { case name(String), element }

  func at(_ steps: some Collection<Step>) -> Shape {
    var shape = self
    for step in steps.prefix(Self.depthLimit) { shape = shape.at(step) }
    return shape
  }

  func at(_ step: Step) -> Shape {
    switch step {
    case .element:
      let shape = element ?? Shape()
      element = shape
      return shape
    case .name(let key):
      if let known = members.first(where: { $0.key == key }) { return known.shape }
      let shape = Shape()
      members.append((key, shape, false))
      return shape
    }
  }

  func put(element shape: Shape) { element = shape }

  func use() { isUsed = true }

  func beObject() { isObject = true }

  /// Puts a shape where a name leads; what was asked of it already is asked of that one too.
  func set(_ key: String, _ shape: Shape) {
    guard let index = members.firstIndex(where: { $0.key == key }) else { return members.append((key, shape, true)) }
    shape.take(members[index].shape)
    members[index].shape = shape
  }

  /// Whatever is asked of another one.
  func take(_ other: Shape) {
    var seen: Set<ObjectIdentifier> = []
    take(other, &seen)
  }

  private func take(_ other: Shape, _ seen: inout Set<ObjectIdentifier>) {
    guard other !== self, seen.insert(ObjectIdentifier(other)).inserted else { return }
    if literal == nil { literal = other.literal }
    isUsed = isUsed || other.isUsed
    isObject = isObject || other.isObject
    if let element = other.element { at(.element).take(element, &seen) }
    for member in other.members where !member.isMade { at(.name(member.key)).take(member.shape, &seen) }
  }

  /// The first that is said counts.
  func be(_ value: JSON) {
    if literal == nil { literal = value }
  }

  /// A list of so many, of which the elements are alike.
  private static let listLength = 3

  /// In values: more than any input needs.
  private static let sizeLimit = 2_000

  func example() -> JSON {
    var left = Self.sizeLimit
    return example(depth: 0, &left)
  }

  /// Ends what contains itself, as a state that takes its own output, and lists of lists of lists.
  private func example(depth: Int, _ left: inout Int) -> JSON {
    left -= 1
    guard depth < Self.depthLimit, left > 0 else { return .null }
    if let element {
      return .array((0..<Self.listLength).map { _ in element.example(depth: depth + 1, &left) })
    }
    if !members.isEmpty {
      var object = JSONObject()
      for member in members where !member.isMade {
        object[member.key] = member.shape.example(depth: depth + 1, &left)
      }
      return .object(object)
    }
    return literal ?? (isObject ? [:] : "example")
  }
}

extension Shape.Step {
  /// The names of a path, `$.a['b'][0].c`, as far as they are plain, and where it ends.
  static func steps(in text: [UInt8], from start: Int) -> (steps: [Shape.Step], end: Int) {
    var steps: [Shape.Step] = []
    var place = start
    func isName(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
        || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    while place < text.count {
      if text[place] == UInt8(ascii: ".") {
        var end = place + 1
        while end < text.count, isName(text[end]) { end += 1 }
        // A function at the end, as `length()`, is no name.
        guard end > place + 1, end >= text.count || text[end] != UInt8(ascii: "(") else { break }
        steps.append(.name(String(decoding: text[place + 1..<end], as: UTF8.self)))
        place = end
      } else if text[place] == UInt8(ascii: "["), let end = text[place...].firstIndex(of: UInt8(ascii: "]")) {
        let inner = text[place + 1..<end]
        if let quote = inner.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), inner.count > 2 {
          steps.append(.name(String(decoding: inner.dropFirst().dropLast(), as: UTF8.self)))
        } else {
          steps.append(.element)
        }
        place = end + 1
      } else {
        break
      }
    }
    return (steps, place)
  }
}
