/// A program for a pattern without references back and without looks around: all ways through it go on side by side,
/// unit by unit, so that a search takes time in proportion to the text.
///
/// Source: Rob Pike's method, as in Russ Cox, "Regular Expression Matching: the Virtual Machine Approach".
struct LinearProgram: Sendable {
  enum Instruction: Sendable {
    case unit(UInt16)
    case set(Int)
    /// The first one is preferred.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    /// Forgets what the groups of a loop captured in its last round.
    case forget(Range<Int>)
    /// A round that took nothing, beyond the needed ones, counts as none: it began where the slot says.
    case progress(Int)
    case lineStart
    case lineEnd
    case wordBoundary(Bool)
    case match
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [RegularExpression.UnitSet] = []
  private(set) var slotCount: Int
  private let ignoresCase: Bool

  /// Counted loops are written out; beyond these sizes the other matcher takes the pattern.
  private static let mostInstructions = 20_000
  /// Of all ways together.
  private static let mostSlots = 2_000_000

  /// nil where the pattern needs to look elsewhere in the text or is too large, or groups would capture other texts.
  init?(_ node: RegularExpression.Node, groupCount: Int, ignoresCase: Bool) {
    slotCount = 2 * (groupCount + 1)
    self.ignoresCase = ignoresCase
    guard compile(.group(0, node)) else { return nil }
    instructions.append(.match)
    guard instructions.count * slotCount <= Self.mostSlots else { return nil }
  }

  /// Whether all of it has found room.
  private mutating func compile(_ node: RegularExpression.Node) -> Bool {
    guard instructions.count <= Self.mostInstructions else { return false }
    switch node {
    case .empty: break
    case .unit(let unit): instructions.append(.unit(ignoresCase ? RegularExpression.folded(unit) : unit))
    case .set(let set):
      instructions.append(.set(sets.count))
      sets.append(set)
    case .sequence(let nodes): for node in nodes where !compile(node) { return false }
    case .choice(let nodes): return compile(choice: nodes)
    case .group(let number, let body):
      instructions.append(.save(2 * number))
      guard compile(body) else { return false }
      instructions.append(.save(2 * number + 1))
    case .lineStart: instructions.append(.lineStart)
    case .lineEnd: instructions.append(.lineEnd)
    case .wordBoundary(let expected): instructions.append(.wordBoundary(expected))
    case .backReference, .look: return false
    case .loop(let body, let min, let max, let greedy, let groups):
      for _ in 0..<min where !round(body, groups, mark: nil) { return false }
      let mark = body.canBeEmpty && max > min ? newSlot() : nil
      if mark != nil, !groups.isEmpty, body.prefersEmpty { return false }
      return max == .max ? star(body, groups, greedy, mark) : optional(body, max - min, groups, greedy, mark)
    }
    return instructions.count <= Self.mostInstructions
  }

  private mutating func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  private mutating func round(_ body: RegularExpression.Node, _ groups: Range<Int>, mark: Int?) -> Bool {
    if let mark { instructions.append(.save(mark)) }
    if !groups.isEmpty { instructions.append(.forget(2 * groups.lowerBound..<2 * groups.upperBound)) }
    guard compile(body) else { return false }
    if let mark { instructions.append(.progress(mark)) }
    return true
  }

  private mutating func star(
    _ body: RegularExpression.Node, _ groups: Range<Int>, _ greedy: Bool, _ mark: Int?
  ) -> Bool {
    let head = instructions.count
    instructions.append(.match)
    guard round(body, groups, mark: mark) else { return false }
    instructions.append(.jump(head))
    let exit = instructions.count
    instructions[head] = greedy ? .split(head + 1, exit) : .split(exit, head + 1)
    return true
  }

  private mutating func optional(
    _ body: RegularExpression.Node, _ count: Int, _ groups: Range<Int>, _ greedy: Bool, _ mark: Int?
  ) -> Bool {
    var heads: [Int] = []
    for _ in 0..<count {
      heads.append(instructions.count)
      instructions.append(.match)
      guard round(body, groups, mark: mark) else { return false }
    }
    let exit = instructions.count
    for head in heads { instructions[head] = greedy ? .split(head + 1, exit) : .split(exit, head + 1) }
    return true
  }

  private mutating func compile(choice nodes: [RegularExpression.Node]) -> Bool {
    var jumps: [Int] = []
    for (index, node) in nodes.enumerated() {
      let split = instructions.count
      let isLast = index == nodes.count - 1
      if !isLast { instructions.append(.match) }
      guard compile(node) else { return false }
      if isLast { break }
      jumps.append(instructions.count)
      instructions.append(.match)
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
    return true
  }
}

extension RegularExpression.Node {
  /// Whether somewhere in it the way that takes nothing is better than one that takes something. In a loop that way may
  /// come back to where it was, in a new round, before the other one has been followed: the two differ in what groups
  /// capture, and only one of them would go on.
  fileprivate var prefersEmpty: Bool {
    switch self {
    case .empty, .unit, .set, .lineStart, .lineEnd, .wordBoundary, .backReference: false
    case .sequence(let nodes): nodes.contains(where: \.prefersEmpty)
    case .choice(let nodes): nodes.dropLast().contains(where: \.canBeEmpty) || nodes.contains(where: \.prefersEmpty)
    case .group(_, let body), .look(_, _, let body): body.prefersEmpty
    case .loop(let body, _, _, let greedy, _): !greedy || body.prefersEmpty
    }
  }

  /// Whether it may match without taking a unit.
  fileprivate var canBeEmpty: Bool {
    switch self {
    case .empty, .lineStart, .lineEnd, .wordBoundary, .backReference, .look: true
    case .unit, .set: false
    case .sequence(let nodes): nodes.allSatisfy(\.canBeEmpty)
    case .choice(let nodes): nodes.contains(where: \.canBeEmpty)
    case .group(_, let body): body.canBeEmpty
    case .loop(let body, let min, _, _, _): min == 0 || body.canBeEmpty
    }
  }
}
