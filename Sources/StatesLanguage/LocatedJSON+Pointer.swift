import JSON

extension LocatedJSON {
  /// The way to what stands at `position`, or begins last before it: `/States/A/Retry[0]/ErrorEquals`, `/` for the top.
  func pointer(to position: SourcePosition) -> String {
    var path = ""
    var place = self
    while let step = place.step(toward: position) {
      path += step.name
      place = step.value
    }
    return path.isEmpty ? "/" : path
  }

  /// The last member or element that does not begin after `position`.
  private func step(toward position: SourcePosition) -> (name: String, value: LocatedJSON)? {
    switch content {
    case .object(let members):
      let count = members.countBefore { $0.keyPosition <= position }
      return count == 0 ? nil : ("/" + members[count - 1].key, members[count - 1].value)
    case .array(let values):
      let count = values.countBefore { $0.position <= position }
      return count == 0 ? nil : ("[\(count - 1)]", values[count - 1])
    case .null, .bool, .integer, .double, .string: return nil
    }
  }
}

extension Array {
  /// How many elements at the beginning have a property that none has after the first one without it.
  fileprivate func countBefore(_ holds: (Element) -> Bool) -> Int {
    var (lower, upper) = (0, count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if holds(self[middle]) { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}

extension SourcePosition {
  fileprivate static func <= (a: SourcePosition, b: SourcePosition) -> Bool { (a.line, a.column) <= (b.line, b.column) }
}
