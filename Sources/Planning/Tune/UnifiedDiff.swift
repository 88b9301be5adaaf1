/// The difference of two texts as `diff -u` and `patch` have it, with three lines around each change.
enum UnifiedDiff {
  private enum Line {
    case same(Substring), removed(Substring), added(Substring)
  }
  private static let context = 3

  /// Empty where there is none.
  static func text(_ old: String, _ new: String, path: String) -> String {
    guard old != new else { return "" }
    let lines = lines(split(old), split(new))
    var text = "--- \(path)\n+++ \(path)\n"
    var start = 0
    while let first = lines[start...].firstIndex(where: isChange) {
      let begin = max(start, first - context)
      var end = first
      // Changes that are close share a hunk.
      while let next = lines[(end + 1)...].firstIndex(where: isChange), next - end <= 2 * context { end = next }
      let stop = min(lines.count, end + context + 1)
      text += hunk(lines, begin..<stop)
      start = stop
    }
    return text
  }

  private static func isChange(_ line: Line) -> Bool { if case .same = line { false } else { true } }

  /// Each with its line feed, which the last may lack.
  private static func split(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var rest = text[...]
    while let end = rest.unicodeScalars.firstIndex(of: "\n") {
      let next = rest.unicodeScalars.index(after: end)
      lines.append(rest[..<next])
      rest = rest[next...]
    }
    return rest.isEmpty ? lines : lines + [rest]
  }

  private static func lines(_ old: [Substring], _ new: [Substring]) -> [Line] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if removed.contains(left) {
        lines.append(.removed(old[left]))
        left += 1
      } else if added.contains(right) {
        lines.append(.added(new[right]))
        right += 1
      } else {
        lines.append(.same(old[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    return lines
  }

  private static func hunk(_ lines: [Line], _ range: Range<Int>) -> String {
    func count(_ range: some Sequence<Int>, _ isOld: Bool) -> Int {
      range.count { index in
        switch lines[index] {
        case .same: true
        case .removed: isOld
        case .added: !isOld
        }
      }
    }
    func place(_ isOld: Bool) -> String {
      let (before, own) = (count(0..<range.lowerBound, isOld), count(range, isOld))
      return own == 1 ? "\(before + 1)" : "\(own == 0 ? before : before + 1),\(own)"
    }
    var text = "@@ -\(place(true)) +\(place(false)) @@\n"
    for line in lines[range] {
      let (mark, words) =
        switch line {
        case .same(let words): (" ", words)
        case .removed(let words): ("-", words)
        case .added(let words): ("+", words)
        }
      text += mark + words
      if words.last?.isNewline != true { text += "\n\\ No newline at end of file\n" }
    }
    return text
  }
}
