/// A regular expression as JavaScript has them (ES2018, without the flag u), over UTF-16 units.
struct RegularExpression: Sendable {
  struct Match: Sendable, Equatable {
    var range: Range<Int>
    /// What each group captured, from the first on.
    var groups: [Range<Int>?]
  }

  /// A set of units.
  struct UnitSet: Sendable, Equatable {
    var ranges: [ClosedRange<UInt16>] = []
    var isNegated = false

    func contains(_ unit: UInt16) -> Bool {
      ranges.contains { $0.contains(unit) } != isNegated
    }
  }

  indirect enum Node: Sendable {
    case empty
    case unit(UInt16)
    case set(UnitSet)
    case sequence([Node])
    case choice([Node])
    case group(Int, Node)
    case lineStart
    case lineEnd
    case wordBoundary(Bool)
    case backReference(Int)
    case look(behind: Bool, negative: Bool, Node)
    case loop(Node, min: Int, max: Int, greedy: Bool, groups: Range<Int>)
  }

  enum Instruction: Sendable {
    case unit(UInt16, backward: Bool)
    case set(UnitSet, backward: Bool)
    /// As many units of the set as there are, given back one by one.
    case run(UnitSet, min: Int, max: Int)
    case split(first: Int, second: Int)
    case jump(Int)
    case save(slot: Int)
    case lineStart
    case lineEnd
    case wordBoundary(Bool)
    case backReference(Int, backward: Bool)
    case lookBegin(slot: Int, negative: Bool, exit: Int)
    case lookEnd(slot: Int, negative: Bool)
    case loopStart(slot: Int)
    case loopHead(slot: Int, min: Int, max: Int, greedy: Bool, exit: Int)
    /// Begins a round: counts it, notes where it began, forgets what its groups captured before.
    case loopEnter(slot: Int, groups: Range<Int>)
    case loopBack(slot: Int, min: Int, head: Int)
    case match
  }

  static let stepLimit = 1_000_000
  static let deepestNesting = 100
  static let longestProgram = 100_000

  let program: [Instruction]
  let groupCount: Int
  let slotCount: Int
  let ignoresCase: Bool
  let isMultiline: Bool

  init(pattern: String, flags: String) throws(JSONataError) {
    guard !pattern.isEmpty else { throw JSONataError("S0301") }
    guard flags.allSatisfy({ "gim".contains($0) }) else { throw JSONataError("S0302", token: flags) }
    ignoresCase = flags.contains("i")
    isMultiline = flags.contains("m")
    var parser = PatternParser(pattern)
    let node = try parser.parse()
    groupCount = parser.groupCount
    var compiler = PatternCompiler(slotCount: 2 * (parser.groupCount + 1), ignoresCase: ignoresCase)
    compiler.compile(node, backward: false)
    compiler.program.append(.match)
    guard compiler.program.count <= Self.longestProgram else { throw JSONataError("U1001") }
    program = compiler.program
    slotCount = compiler.slotCount
  }

  func firstMatch(in text: [UInt16], from start: Int) throws(JSONataError) -> Match? {
    guard start >= 0 else { return nil }
    var matcher = PatternMatcher(expression: self, text: text)
    var position = start
    while position <= text.count {
      if let match = try matcher.match(at: position) { return match }
      position += 1
    }
    return nil
  }

  /// The unit that stands for all that are equal when case is ignored.
  static func folded(_ unit: UInt16) -> UInt16 {
    if unit < 128 { return unit >= 97 && unit <= 122 ? unit - 32 : unit }
    guard let scalar = Unicode.Scalar(unit) else { return unit }
    let upper = scalar.properties.uppercaseMapping.utf16
    guard upper.count == 1, let first = upper.first, first >= 128 else { return unit }
    return first
  }

  static func lowered(_ unit: UInt16) -> UInt16 {
    guard let scalar = Unicode.Scalar(unit) else { return unit }
    let lower = scalar.properties.lowercaseMapping.utf16
    guard lower.count == 1, let first = lower.first else { return unit }
    return first
  }
}

/// Writes the program of a pattern's tree.
struct PatternCompiler {
  typealias Node = RegularExpression.Node

  var program: [RegularExpression.Instruction] = []
  var slotCount: Int
  let ignoresCase: Bool

  init(slotCount: Int, ignoresCase: Bool) {
    self.slotCount = slotCount
    self.ignoresCase = ignoresCase
  }

  mutating func compile(_ node: Node, backward: Bool) {
    switch node {
    case .empty: break
    case .unit(let unit):
      program.append(.unit(ignoresCase ? RegularExpression.folded(unit) : unit, backward: backward))
    case .set(let set): program.append(.set(set, backward: backward))
    case .sequence(let nodes):
      for node in backward ? nodes.reversed() : nodes { compile(node, backward: backward) }
    case .choice(let nodes): compileChoice(nodes, backward: backward)
    case .group(let number, let body):
      program.append(.save(slot: 2 * number + (backward ? 1 : 0)))
      compile(body, backward: backward)
      program.append(.save(slot: 2 * number + (backward ? 0 : 1)))
    case .lineStart: program.append(.lineStart)
    case .lineEnd: program.append(.lineEnd)
    case .wordBoundary(let expected): program.append(.wordBoundary(expected))
    case .backReference(let number): program.append(.backReference(number, backward: backward))
    case .look(let behind, let negative, let body):
      let slot = newSlots()
      let begin = program.count
      program.append(.match)
      compile(body, backward: behind)
      program.append(.lookEnd(slot: slot, negative: negative))
      program[begin] = .lookBegin(slot: slot, negative: negative, exit: program.count)
    case .loop(let body, let min, let max, let greedy, let groups):
      if greedy, !backward, let set = singleSet(body) {
        program.append(.run(set, min: min, max: max))
      } else {
        let slot = newSlots()
        program.append(.loopStart(slot: slot))
        let head = program.count
        program.append(.match)
        program.append(.loopEnter(slot: slot, groups: groups))
        compile(body, backward: backward)
        program.append(.loopBack(slot: slot, min: min, head: head))
        program[head] = .loopHead(slot: slot, min: min, max: max, greedy: greedy, exit: program.count)
      }
    }
  }

  private func singleSet(_ node: Node) -> RegularExpression.UnitSet? {
    switch node {
    case .set(let set): set
    case .unit(let unit): RegularExpression.UnitSet(ranges: [unit...unit])
    default: nil
    }
  }

  private mutating func newSlots() -> Int {
    slotCount += 2
    return slotCount - 2
  }

  private mutating func compileChoice(_ nodes: [Node], backward: Bool) {
    var jumps: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard index < nodes.count - 1 else {
        compile(node, backward: backward)
        break
      }
      let split = program.count
      program.append(.match)
      compile(node, backward: backward)
      jumps.append(program.count)
      program.append(.match)
      program[split] = .split(first: split + 1, second: program.count)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }
}
