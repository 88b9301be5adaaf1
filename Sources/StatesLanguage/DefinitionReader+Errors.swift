import JSON

extension DefinitionReader {
  mutating func retriers(_ fields: Fields) -> [Retrier] {
    let allowed = [
      "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment",
    ]
    var retriers: [Retrier] = []
    for (entry, isLast) in entries(fields, "Retry", allowed: allowed) {
      guard let names = errorEquals(entry, isLast: isLast) else { continue }
      var retrier = Retrier(errorEquals: names)
      if let seconds = integer(entry, "IntervalSeconds", in: 1...99_999_999) { retrier.intervalSeconds = seconds }
      if let attempts = integer(entry, "MaxAttempts", in: 0...99_999_999) { retrier.maxAttempts = attempts }
      if let rate = backoffRate(entry) { retrier.backoffRate = rate }
      retrier.maxDelaySeconds = integer(entry, "MaxDelaySeconds", in: 1...31_622_400)
      if let strategy = entry["JitterStrategy"] {
        switch strategy.content {
        case .string("FULL"): retrier.jitter = .full
        case .string("NONE"): break
        default: mismatch(strategy, "JitterStrategy", expected: "\"FULL\" or \"NONE\"")
        }
      }
      retriers.append(retrier)
    }
    return retriers
  }

  mutating func catchers(_ fields: Fields, index: StateIndex, in scope: inout Scope) -> [Catcher] {
    let allowed = ["ErrorEquals", "Next", "Comment", "Assign", stateLanguage == .jsonata ? "Output" : "ResultPath"]
    var catchers: [Catcher] = []
    for (offset, (entry, isLast)) in entries(fields, "Catch", allowed: allowed).enumerated() {
      let names = errorEquals(entry, isLast: isLast)
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
  ) -> [(fields: Fields, isLast: Bool)] {
    guard let value = fields[name] else { return [] }
    guard case .array(let items) = value.content else {
      mismatch(value, name, expected: "an array of objects")
      return []
    }
    var entries: [(Fields, Bool)] = []
    for (offset, item) in items.enumerated() {
      let entry = open(
        item, owner: "\(name) entry \(offset) of \(fields.owner)", position: item.position, allowed: allowed)
      if let entry {
        _ = string(entry, "Comment")
        entries.append((entry, offset == items.count - 1))
      }
    }
    return entries
  }

  private mutating func errorEquals(_ entry: Fields, isLast: Bool) -> [String]? {
    guard let value = entry["ErrorEquals"] else {
      require(["ErrorEquals"], in: entry)
      return nil
    }
    guard case .array(let items) = value.content else {
      mismatch(value, "ErrorEquals", expected: "an array of error names")
      return nil
    }
    if items.isEmpty {
      empty(value, "\"ErrorEquals\" of \(entry.owner)")
      return nil
    }
    var names: [String] = []
    for item in items {
      guard case .string(let name) = item.content, !name.isEmpty else {
        error(item.position, "\"ErrorEquals\" holds error names, found \(item.described)")
        continue
      }
      names.append(name)
      check(name, at: item.position, isAlone: items.count == 1, isLast: isLast, owner: entry.owner)
    }
    return names.count == items.count ? names : nil
  }

  private mutating func check(_ name: String, at position: SourcePosition, isAlone: Bool, isLast: Bool, owner: String) {
    if name == "States.ALL" {
      if !isAlone { error(position, "\"States.ALL\" must stand alone in \"ErrorEquals\" of \(owner)") }
      if !isLast {
        error(
          position, "\"States.ALL\" must be in the last entry, found it in \(owner)",
          hint: "no entry after it could ever match")
      }
    } else if name.hasPrefix("States."), !Self.reservedErrors.contains(name) {
      unusualErrors.append((name, position))
    }
  }

  /// A name that begins with `States.` and is none of AWS's is only raised by a Fail state; AWS takes both.
  mutating func warnOfUnusualErrors() {
    for (name, position) in unusualErrors where !raised.contains(name) {
      warn(
        position, "no error is called \(quoted(name)): names that begin with \"States.\" are reserved",
        hint: suggestion(for: name, among: Self.reservedErrors).map { "did you mean \"\($0)\"?" })
    }
  }

  /// Source: Amazon States Language, Appendix A; AWS developer guide, error handling.
  private static let reservedErrors = [
    "States.ALL", "States.BranchFailed", "States.DataLimitExceeded", "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout", "States.Http.Socket", "States.IntrinsicFailure", "States.ItemReaderFailed",
    "States.NoChoiceMatched", "States.ParameterPathFailure", "States.Permissions", "States.QueryEvaluationError",
    "States.ResultPathMatchFailure", "States.ResultWriterFailed", "States.Runtime", "States.TaskFailed",
    "States.Timeout",
  ]

  private mutating func backoffRate(_ entry: Fields) -> Double? {
    guard let value = entry["BackoffRate"] else { return nil }
    let rate: Double? =
      switch value.content {
      case .integer(let number): Double(number)
      case .double(let number): number
      default: nil
      }
    if let rate, rate >= 1, rate.isFinite { return rate }
    mismatch(value, "BackoffRate", expected: "a number of at least 1.0")
    return nil
  }
}
