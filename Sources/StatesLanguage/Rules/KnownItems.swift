import JSON
import JSONPath

/// What is known of the items of a Map before anything runs.
struct KnownItems {
  /// The most items that it gets.
  var count: Int
  /// Executions that reach it at the same instant.
  var executions: Int
}

extension StateMachine {
  /// The Maps whose items follow from the machine's input, or from a constant: those that a straight line of states
  /// leads to, which hands its data on in a known way. Of several inputs the largest product of both numbers counts.
  func knownItems(_ starts: [LintSettings.Start]) -> [StateIndex: KnownItems] {
    var known: [StateIndex: KnownItems] = [:]
    // Of an unknown input nothing is known, but what Pass states put into it is.
    for start in starts.isEmpty ? [LintSettings.Start(input: [:], count: 1)] : starts {
      follow(from: self.start, start, &known)
    }
    for index in states.indices {
      for inner in scopes(of: index) { follow(from: inner, LintSettings.Start(input: [:], count: 1), &known) }
    }
    return known
  }

  private func follow(from first: StateIndex, _ start: LintSettings.Start, _ known: inout [StateIndex: KnownItems]) {
    var (index, data, executions) = (first, start.input, start.count)
    var seen: Set<StateIndex> = []
    while seen.insert(index).inserted {
      let state = states[index]
      guard let input = state.dataFlow.inputPath.apply(to: data) else { return }
      if case .map(let map) = state.action, let count = map.itemCount(input) {
        let old = known[index] ?? KnownItems(count: 0, executions: 0)
        if count * executions > old.count * old.executions || (count > old.count && old.executions == 0) {
          known[index] = KnownItems(count: count, executions: executions)
        }
      }
      if case .pass = state.action {} else { executions = 1 }
      guard case .state(let next) = state.next, let output = state.knownOutput(raw: data, input: input) else { return }
      (index, data) = (next, output)
    }
  }
}

extension Map {
  fileprivate func itemCount(_ input: JSON) -> Int? {
    switch items {
    case .input: input.count
    case .path(let path):
      path.usesContext || !path.isReference ? nil : path.find(input: input, context: .none)?.count
    case .template(let template): template.constant?.count
    }
  }
}

extension JSON {
  fileprivate var count: Int? { elements?.count }
}

extension Selection {
  fileprivate func apply(to value: JSON) -> JSON? {
    switch self {
    case .whole: value
    case .nothing: [:]
    case .path(let path): path.usesContext ? nil : path.find(input: value, context: .none)
    }
  }
}

extension State {
  /// The state's output where it follows from its input alone.
  fileprivate func knownOutput(raw: JSON, input: JSON) -> JSON? {
    if let output = dataFlow.output { return output.constant }
    switch action {
    case .pass(let constant):
      guard let result = constant ?? shaped(input) else { return nil }
      switch dataFlow.resultPath {
      case .replace: return dataFlow.outputPath.apply(to: result)
      case .discard: return dataFlow.outputPath.apply(to: raw)
      case .at(let path): return (try? path.place(result, in: raw)).flatMap { dataFlow.outputPath.apply(to: $0) }
      }
    case .wait: return dataFlow.outputPath.apply(to: input)
    case .task, .map, .parallel:
      if case .discard = dataFlow.resultPath { return dataFlow.outputPath.apply(to: raw) }
      return nil
    case .choice, .succeed, .fail: return nil
    }
  }

  private func shaped(_ input: JSON) -> JSON? {
    guard let parameters = dataFlow.parameters else { return input }
    guard let template = parameters.asJSONPath else { return parameters.constant }
    if template.usesContext || template.usesEntropy { return nil }
    var entropy = Entropy(seed: 0)
    return try? template.evaluate(input: input, context: .none, entropy: &entropy)
  }
}
