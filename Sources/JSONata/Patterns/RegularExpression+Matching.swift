/// Runs a pattern's program: backtracking, on a stack of its own.
struct PatternMatcher {
  private struct Entry {
    enum Kind { case branch, run, restore }
    var kind: Kind
    /// Where to go on, or the slot to restore.
    var target: Int
    /// Where in the text, or what the slot held.
    var position: Int
    /// The least position a run may give back to.
    var least = 0
  }

  private let expression: RegularExpression
  private let text: [UInt16]
  private(set) var steps = 0
  private var slots: [Int]
  private var stack: [Entry] = []
  private var counter = 0
  private var position = 0

  init(expression: RegularExpression, text: [UInt16]) {
    self.expression = expression
    self.text = text
    slots = Array(repeating: -1, count: expression.slotCount)
  }

  /// nil as the result when all matches together would take more than `most` steps.
  mutating func match(at start: Int, most: Int) -> RegularExpression.Match?? {
    for index in slots.indices { slots[index] = -1 }
    stack.removeAll(keepingCapacity: true)
    counter = 0
    position = start
    // To begin takes about as long as two instructions.
    steps += 2
    while true {
      steps += 1
      if steps > most { return nil }
      let instruction = expression.program[counter]
      if case .match = instruction { return .some(found(from: start)) }
      if !execute(instruction), !backtrack() { return .some(nil) }
    }
  }

  private func found(from start: Int) -> RegularExpression.Match {
    let groups = (0..<expression.groupCount).map { index -> Range<Int>? in
      let (low, high) = (slots[2 * index + 2], slots[2 * index + 3])
      return low >= 0 && high >= low ? low..<high : nil
    }
    return RegularExpression.Match(range: start..<position, groups: groups)
  }

  private mutating func set(_ slot: Int, _ value: Int) {
    stack.append(Entry(kind: .restore, target: slot, position: slots[slot]))
    slots[slot] = value
  }

  /// Goes back to the last alternative that is left.
  private mutating func backtrack() -> Bool {
    while var entry = stack.popLast() {
      switch entry.kind {
      case .restore: slots[entry.target] = entry.position
      case .branch:
        (counter, position) = (entry.target, entry.position)
        return true
      case .run:
        entry.position -= 1
        if entry.position > entry.least { stack.append(entry) }
        (counter, position) = (entry.target, entry.position)
        return true
      }
    }
    return false
  }

  /// Whether the instruction succeeds; it then has set the counter to the next one.
  private mutating func execute(_ instruction: RegularExpression.Instruction) -> Bool {
    let next = counter + 1
    counter = next
    switch instruction {
    case .unit(let wanted, let backward):
      guard let other = unit(at: backward ? position - 1 : position), expression.matches(wanted, other) else {
        return false
      }
      position += backward ? -1 : 1
    case .set(let set, let backward):
      guard let other = unit(at: backward ? position - 1 : position), expression.matches(set, other) else {
        return false
      }
      position += backward ? -1 : 1
    case .run(let set, let min, let max): return run(set, min, max, next)
    case .split(let first, let second):
      stack.append(Entry(kind: .branch, target: second, position: position))
      counter = first
    case .jump(let target): counter = target
    case .save(let slot): set(slot, position)
    case .lineStart: return expression.isLineStart(position, of: text)
    case .lineEnd: return expression.isLineEnd(position, of: text)
    case .wordBoundary(let expected): return expression.isWordBoundary(position, of: text) == expected
    case .backReference(let number, let backward): return backReference(number, backward)
    case .lookBegin(let slot, let negative, let exit):
      set(slot + 1, position)
      set(slot, stack.count + 1)
      if negative { stack.append(Entry(kind: .branch, target: exit, position: position)) }
    case .lookEnd(let slot, let negative): return lookEnd(slot, negative)
    case .loopStart(let slot):
      set(slot, 0)
      set(slot + 1, -1)
    case .loopHead(let slot, let min, let max, let greedy, let exit):
      let count = slots[slot]
      if count < min { break }
      if count >= max {
        counter = exit
      } else {
        stack.append(Entry(kind: .branch, target: greedy ? exit : next, position: position))
        if !greedy { counter = exit }
      }
    case .loopEnter(let slot, let groups):
      set(slot, slots[slot] + 1)
      set(slot + 1, position)
      for group in groups where slots[2 * group] >= 0 || slots[2 * group + 1] >= 0 {
        set(2 * group, -1)
        set(2 * group + 1, -1)
      }
    case .loopBack(let slot, let min, let head):
      // A round that took nothing beyond the needed ones would repeat for ever.
      if position == slots[slot + 1] && slots[slot] > min { return false }
      counter = head
    case .match: break
    }
    return true
  }

  private func unit(at index: Int) -> UInt16? {
    index >= 0 && index < text.count ? text[index] : nil
  }

  private mutating func run(_ set: RegularExpression.UnitSet, _ min: Int, _ max: Int, _ next: Int) -> Bool {
    let start = position
    while position < text.count, position - start < max, expression.matches(set, text[position]) { position += 1 }
    steps += position - start
    guard position - start >= min else { return false }
    if position - start > min {
      stack.append(Entry(kind: .run, target: next, position: position, least: start + min))
    }
    return true
  }

  private mutating func backReference(_ number: Int, _ backward: Bool) -> Bool {
    let (low, high) = (slots[2 * number], slots[2 * number + 1])
    guard low >= 0, high >= low else { return true }
    let length = high - low
    let start = backward ? position - length : position
    guard start >= 0, start + length <= text.count else { return false }
    steps += length
    for offset in 0..<length {
      let (one, other) = (text[low + offset], text[start + offset])
      guard one == other || expression.matches(RegularExpression.folded(one), other) && expression.ignoresCase else {
        return false
      }
    }
    position = backward ? start : start + length
    return true
  }

  private mutating func lookEnd(_ slot: Int, _ negative: Bool) -> Bool {
    let height = slots[slot]
    if negative {
      while stack.count > height, let entry = stack.popLast() {
        if entry.kind == .restore { slots[entry.target] = entry.position }
      }
      return false
    }
    // What it captured stays, what else it could have tried does not.
    let kept = stack[height...].filter { $0.kind == .restore }
    steps += stack.count - height
    stack.removeSubrange(height...)
    stack += kept
    position = slots[slot + 1]
    return true
  }
}

extension RegularExpression {
  func matches(_ unit: UInt16, _ other: UInt16) -> Bool {
    unit == (ignoresCase ? Self.folded(other) : other)
  }

  func matches(_ set: UnitSet, _ unit: UInt16) -> Bool {
    guard ignoresCase else { return set.contains(unit) }
    let folded = Self.folded(unit)
    let lowered = Self.lowered(folded)
    let found =
      set.lists(unit) || set.lists(folded) || (Self.folded(lowered) == folded && set.lists(lowered))
    return found != set.isNegated
  }

  func isLineStart(_ position: Int, of text: [UInt16]) -> Bool {
    position == 0 || (isMultiline && Self.endsLine(text[position - 1]))
  }

  func isLineEnd(_ position: Int, of text: [UInt16]) -> Bool {
    position == text.count || (isMultiline && Self.endsLine(text[position]))
  }

  func isWordBoundary(_ position: Int, of text: [UInt16]) -> Bool {
    let before = position > 0 && Self.isWord(text[position - 1])
    let after = position < text.count && Self.isWord(text[position])
    return before != after
  }

  private static func isWord(_ unit: UInt16) -> Bool { PatternParser.word.contains { $0.contains(unit) } }

  private static func endsLine(_ unit: UInt16) -> Bool {
    unit == 0x0A || unit == 0x0D || unit == 0x2028 || unit == 0x2029
  }
}
