/// Searches with a `LinearProgram`. Of several matches it finds the leftmost one, and of those the one that a
/// backtracking matcher would meet first: ways are kept in the order of preference, and one that comes to where a
/// better one has been ends.
struct LinearMatcher {
  /// The ways that go on from one place, the preferred one first: where in the program, and what they captured.
  private struct Ways {
    var counters: [Int] = []
    var slots: [Int] = []

    mutating func removeAll() {
      counters.removeAll(keepingCapacity: true)
      slots.removeAll(keepingCapacity: true)
    }
  }

  /// What is still to be followed from one place of the text.
  private enum Task {
    case follow(Int)
    case restore(slot: Int, value: Int)
  }

  private let program: LinearProgram
  private let expression: RegularExpression
  private let text: [UInt16]
  private var current = Ways()
  private var next = Ways()
  /// For each instruction, the last place that some way came to it at.
  private var visited: [Int]
  private var slots: [Int]
  private var tasks: [Task] = []
  private var found: [Int]?

  init(program: LinearProgram, expression: RegularExpression, text: [UInt16]) {
    self.program = program
    self.expression = expression
    self.text = text
    visited = Array(repeating: -1, count: program.instructions.count)
    slots = Array(repeating: -1, count: program.slotCount)
  }

  /// `steps`: what the search has taken so far; nil as the result when it would take more than `most`.
  mutating func search(from start: Int, steps: inout Int, most: Int) -> RegularExpression.Match?? {
    var position = start
    begin(at: position, &steps)
    while position <= text.count, found == nil || !next.counters.isEmpty {
      swap(&current, &next)
      next.removeAll()
      steps += current.counters.count + 1
      if steps > most { return nil }
      advance(at: position, &steps)
      position += 1
      // Ways that begin later come last: an earlier beginning is better.
      if found == nil, position <= text.count { begin(at: position, &steps) }
    }
    return .some(found.map(match))
  }

  private mutating func begin(at position: Int, _ steps: inout Int) {
    for index in slots.indices { slots[index] = -1 }
    follow(0, at: position, &steps)
  }

  private func match(_ slots: [Int]) -> RegularExpression.Match {
    let groups = (0..<expression.groupCount).map { index -> Range<Int>? in
      let (low, high) = (slots[2 * index + 2], slots[2 * index + 3])
      return low >= 0 && high >= low ? low..<high : nil
    }
    return RegularExpression.Match(range: slots[0]..<slots[1], groups: groups)
  }

  /// Takes the unit at the position on every way, until one has matched: those after it are worse.
  private mutating func advance(at position: Int, _ steps: inout Int) {
    let unit = position < text.count ? text[position] : nil
    for (index, counter) in current.counters.enumerated() {
      let own = index * program.slotCount..<(index + 1) * program.slotCount
      switch program.instructions[counter] {
      case .match:
        found = Array(current.slots[own])
        return
      case .unit(let wanted): guard let unit, expression.matches(wanted, unit) else { continue }
      case .set(let set): guard let unit, expression.matches(program.sets[set], unit) else { continue }
      default: continue
      }
      for (slot, place) in own.enumerated() { slots[slot] = current.slots[place] }
      follow(counter + 1, at: position + 1, &steps)
    }
  }

  /// Follows all ways from an instruction to those that take a unit or match.
  private mutating func follow(_ start: Int, at position: Int, _ steps: inout Int) {
    tasks.append(.follow(start))
    while let task = tasks.popLast() {
      switch task {
      case .restore(let slot, let value): slots[slot] = value
      case .follow(let counter):
        if visited[counter] == position { continue }
        visited[counter] = position
        steps += 1
        if let last = execute(counter, at: position) {
          next.counters.append(last)
          next.slots += slots
          steps += slots.count >> 3
        }
      }
    }
  }

  /// The instruction itself, if it is one that ends the way to it.
  private mutating func execute(_ counter: Int, at position: Int) -> Int? {
    switch program.instructions[counter] {
    case .unit, .set, .match: return counter
    case .jump(let target): tasks.append(.follow(target))
    case .split(let first, let second):
      tasks.append(.follow(second))
      tasks.append(.follow(first))
    case .save(let slot):
      set(slot, position)
      tasks.append(.follow(counter + 1))
    case .forget(let range):
      for slot in range where slots[slot] >= 0 { set(slot, -1) }
      tasks.append(.follow(counter + 1))
    case .progress(let slot): if slots[slot] != position { tasks.append(.follow(counter + 1)) }
    case .lineStart: if expression.isLineStart(position, of: text) { tasks.append(.follow(counter + 1)) }
    case .lineEnd: if expression.isLineEnd(position, of: text) { tasks.append(.follow(counter + 1)) }
    case .wordBoundary(let expected):
      if expression.isWordBoundary(position, of: text) == expected { tasks.append(.follow(counter + 1)) }
    }
    return nil
  }

  private mutating func set(_ slot: Int, _ value: Int) {
    tasks.append(.restore(slot: slot, value: slots[slot]))
    slots[slot] = value
  }
}
