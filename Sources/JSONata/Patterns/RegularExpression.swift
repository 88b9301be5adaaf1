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

    func contains(_ unit: UInt16) -> Bool { lists(unit) != isNegated }

    /// Whether it is in a range.
    func lists(_ unit: UInt16) -> Bool {
      if ranges.count <= Self.few { return ranges.contains { $0.contains(unit) } }
      var (low, high) = (0, ranges.count)
      while low < high {
        let middle = (low + high) / 2
        if ranges[middle].upperBound < unit { low = middle + 1 } else { high = middle }
      }
      return low < ranges.count && ranges[low].contains(unit)
    }

    /// Ranges that are looked at one after the other; more are in order and apart.
    private static let few = 8

    func inOrder() -> UnitSet {
      guard ranges.count > Self.few else { return self }
      var result = UnitSet(isNegated: isNegated)
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let last = result.ranges.last, range.lowerBound <= last.upperBound {
          result.ranges[result.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        } else {
          result.ranges.append(range)
        }
      }
      return result
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

  /// Of one search of a pattern that needs to go back; a stack entry of 32 bytes may go with each.
  static let stepLimit = 4_000_000
  /// Steps that going back may take for each place that a match could begin at, and in all at first, before the other
  /// matcher takes over: on most texts it is the faster one.
  private static let (stepsPerPlace, stepsAtFirst) = (8, 2_000)
  static let deepestNesting = 100
  static let longestProgram = 100_000

  let program: [Instruction]
  /// nil for patterns that look around or refer back.
  let linear: LinearProgram?
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
    guard compiler.program.count <= Self.longestProgram else {
      throw JSONataError("U1001", value: "The regular expression is too long")
    }
    linear = LinearProgram(node, groupCount: parser.groupCount, ignoresCase: ignoresCase)
    program = compiler.program
    slotCount = compiler.slotCount
  }

  static let tooComplex = JSONataError(
    "U1001", value: "The regular expression takes too many steps on this text: Check for nested or ambiguous repetition"
  )

  func firstMatch(in text: [UInt16], from start: Int) throws(JSONataError) -> Match? {
    var steps = 0
    return try firstMatch(in: text, from: start, steps: &steps, most: Self.stepLimit)
  }

  /// `steps`: what the search took, also where it took more than `most` and failed.
  func firstMatch(
    in text: [UInt16], from start: Int, steps: inout Int, most: Int
  ) throws(JSONataError) -> Match? {
    guard start >= 0 else { return nil }
    var matcher = PatternMatcher(expression: self, text: text)
    var position = start
    while position <= text.count {
      let patience = Self.stepsAtFirst + Self.stepsPerPlace * (position - start)
      let least = linear == nil ? min(most, Self.stepLimit) : min(most, patience)
      let result = matcher.match(at: position, most: least)
      steps = matcher.steps
      if let result {
        if let match = result { return match }
        position += 1
        continue
      }
      guard let linear, least < most else { throw Self.tooComplex }
      var search = LinearMatcher(program: linear, expression: self, text: text)
      guard let found = search.search(from: position, steps: &steps, most: most) else { throw Self.tooComplex }
      return found
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
