import JSON

extension DefinitionReader {
  mutating func retriers(_ fields: Fields) -> [Retrier] {
    let allowed = [
      "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment",
    ]
    var retriers: [Retrier] = []
    for entry in entries(fields, "Retry", allowed: allowed) {
      guard let names = errorEquals(entry) else { continue }
      var retrier = Retrier(errorEquals: names)
      if let seconds = integer(entry, "IntervalSeconds", in: 1...99_999_999) { retrier.intervalSeconds = seconds }
      if let attempts = integer(entry, "MaxAttempts", in: 0...99_999_999) { retrier.maxAttempts = attempts }
      if let rate = backoffRate(entry) { retrier.backoffRate = rate }
      retrier.maxDelaySeconds = integer(entry, "MaxDelaySeconds", in: 1...31_622_400)
      if let strategy = entry["JitterStrategy"] {
        switch strategy.content {
        case .string("FULL"): retrier.jitter = .full
        case .string("NONE"): break
        default: mismatchedText(strategy, "JitterStrategy", expected: "\"FULL\" or \"NONE\"")
        }
      }
      retriers.append(retrier)
    }
    return retriers
  }

  mutating func catchers(_ fields: Fields, index: StateIndex, in scope: inout Scope) -> [Catcher] {
    let allowed = ["ErrorEquals", "Next", "Comment", "Assign", stateLanguage == .jsonata ? "Output" : "ResultPath"]
    var catchers: [Catcher] = []
    for (offset, entry) in entries(fields, "Catch", allowed: allowed).enumerated() {
      let names = errorEquals(entry)
      var catcher = Catcher(errorEquals: names ?? [], resultPath: placement(entry), next: 0)
      catcher.assign = assign(entry, at: "Catch[\(offset)]/Assign", in: scope, catcher: index)
      if stateLanguage == .jsonata { catcher.output = jsonata(entry, "Output", at: "Catch[\(offset)]/Output") }
      guard let next = entry["Next"] else {
        require(["Next"], in: entry)
        scope.isWhole = false
        continue
      }
      guard let name = string(entry, "Next"),
        let target = resolve(name, at: next.position, field: "Next", owner: entry.owner, in: &scope)
      else {
        scope.isWhole = false
        continue
      }
      scope.edges.append((index, target))
      catcher.next = target
      if names != nil { catchers.append(catcher) }
    }
    return catchers
  }

  private mutating func entries(
    _ fields: Fields, _ name: String, allowed: [String]
  ) -> [Fields] {
    guard let value = fields[name] else { return [] }
    guard let items = value.elements else {
      mismatch(value, name, expected: "an array of objects")
      return []
    }
    var entries: [Fields] = []
    for (offset, item) in items.enumerated() {
      let entry = open(
        item, owner: "\(name) entry \(offset) of \(fields.owner)", position: item.position, allowed: allowed)
      if let entry {
        _ = string(entry, "Comment")
        entries.append(entry)
      }
    }
    return entries
  }

  private mutating func errorEquals(_ entry: Fields) -> [String]? {
    guard let value = entry["ErrorEquals"] else {
      require(["ErrorEquals"], in: entry)
      return nil
    }
    guard let items = value.elements else {
      mismatch(value, "ErrorEquals", expected: "an array of error names")
      return nil
    }
    if items.isEmpty {
      empty(value, "\"ErrorEquals\" of \(entry.owner)")
      return nil
    }
    var names: [String] = []
    for item in items {
      guard let name = item.string, !name.isEmpty else {
        error(.type, item.position, "\"ErrorEquals\" holds error names, found \(item.described)")
        continue
      }
      names.append(name)
    }
    return names.count == items.count ? names : nil
  }

  private mutating func backoffRate(_ entry: Fields) -> Double? {
    guard let value = entry["BackoffRate"] else { return nil }
    let rate: Double? =
      switch value.content {
      case .integer(let number): Double(number)
      case .double(let number): number
      default: nil
      }
    if let rate, rate >= 1, rate.isFinite { return rate }
    mismatch(
      value, "BackoffRate", expected: "a number of at least 1.0", as: rate == nil ? .type : .value)
    return nil
  }
}
