/// That there is no steady state, in words.
extension ReportModel {
  /// `Backlog of Root grows by 0.1/s: no steady state in this run.`, why, and what would help; nil where there is one,
  /// or nobody asked for it.
  package var unsteadyText: String? {
    guard let steadiness, !steadiness.isReached else { return nil }
    var sentences: [String] = []
    if !steadiness.growth.isEmpty {
      let growth = steadiness.growth.map { "of \($0.machine) grows by \(Number.count($0.perSecond))/s" }
      sentences.append("Backlog \(growth.joined(separator: ", ")): no steady state in this run.")
    }
    if !steadiness.impossible.isEmpty {
      let limits = steadiness.impossible.compactMap(carrying.text)
      sentences.append("Impossible: demand exceeds supply. " + limits.joined(separator: " "))
    } else if steadiness.isTooShort, let memory = steadiness.memory {
      sentences += tooShort(steadiness, memory)
    }
    return sentences.joined(separator: " ")
  }

  private func tooShort(_ steadiness: Steadiness, _ memory: Steadiness.Memory) -> [String] {
    let used = Number.percent(memory.used)
    guard let seconds = memory.seconds, let warmup = memory.warmup, let counted = memory.counted else {
      return ["\(memory.name) is asked for \(used) of what it can do: there may be no steady state at all."]
    }
    let reason = "\(memory.name), of which \(used) is used, remembers an empty start for about \(Number.span(seconds))"
    return [
      """
      Too short to be steady: a warm-up of \(Number.span(warmup)) and \(Number.span(counted)) counted would be enough, \
      in place of \(Number.span(steadiness.warmup)) and \(Number.span(steadiness.counted)).
      """, reason + ".",
    ]
  }
}

extension Steadiness {
  /// What is to be said of every time that was measured; nil where it is what it seems.
  var doubt: String? {
    if !growth.isEmpty || !impossible.isEmpty { return "of a growing backlog" }
    return isTooShort ? "of a run that is too short to be steady" : nil
  }
}
