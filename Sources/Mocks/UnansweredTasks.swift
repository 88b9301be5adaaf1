import JSON
package import StatesLanguage
package import StepFunctions

/// What is said where an execution waits for answers that nobody gives: all that are missing, not only the first.
package struct UnansweredTasks {
  private let account: AccountModel

  package init(_ account: AccountModel) { self.account = account }

  /// In the order of their places; the last has the hint for all. `calls`: those that were made;
  /// `others`: with all that would have no answer either.
  package func diagnostics(_ calls: [UnansweredCall], others: Bool = true) -> [Diagnostic] {
    let exhausted = calls.compactMap(exhausted)
    let missing = calls.filter { $0.exhausted == nil }.map(\.call)
    if missing.isEmpty { return exhausted }
    let called = missing.flatMap { call in
      account.machines[call.machine].definition.everyState.filter { $0.name == call.state }.map { (call.machine, $0) }
    }
    let tasks = (called + (others ? account.unansweredTasks : [])).sorted {
      ($0.0, $0.1.position.line, $0.1.position.column) < ($1.0, $1.1.position.line, $1.1.position.column)
    }
    var found: [Diagnostic] = []
    for (machine, state) in tasks {
      let diagnostic = Diagnostic(
        file: account.machines[machine].file, position: state.position,
        message: "nothing says what the Task \"\(state.name)\" answers")
      if !found.contains(diagnostic) { found.append(diagnostic) }
    }
    guard !found.isEmpty else { return exhausted }
    let hasStart = tasks.contains {
      if case .task(let task) = $0.1.action { task.resource.isStartExecution } else { false }
    }
    found[found.count - 1].hint =
      hint(missing[0], count: found.count)
      + (hasStart ? "; --machine NAME=FILE lets a machine that is started run" : "")
    return exhausted + found
  }

  private func exhausted(_ unanswered: UnansweredCall) -> Diagnostic? {
    guard let (index, number) = unanswered.exhausted, let mocks = account.mocks else { return nil }
    let entry = mocks.entries[index]
    return Diagnostic(
      file: mocks.file, position: entry.position,
      message: "\"\(unanswered.call.state)\" makes call \"\(number)\", mocked response \"\(entry.key)\" ends with "
        + "\"\(number - 1)\"", hint: "add \"\(number)\", or extend the last range")
  }

  /// How to give the answers.
  private func hint(_ call: TaskCall, count: Int) -> String {
    let state = JSON.string(call.state).text
    let file = account.mocks?.file ?? "a file given with --mock"
    if let testCase = account.mocks?.testCase {
      return "add \(count > 1 ? "them" : state) to test case \(JSON.string(testCase).text) in \(file)"
    }
    if count > 1 {
      return "add them to \(file), such as {\(state): {}}; --mock-skeleton prints a file with all of them"
    }
    var names = [call.state]
    let function = call.resource.kind == .lambdaFunction ? call.resource.arn : call.parameters["FunctionName"]?.string
    if let function = function.flatMap(FunctionReference.init) { names.append(String(function.name)) }
    if call.resource.kind == .activity { names.append(call.resource.activityName) }
    names.append(call.resource.arn)
    var seen: Set<String> = []
    let keys = names.filter { seen.insert($0).inserted }.map { JSON.string($0).text }.joined(separator: " or ")
    return "add \(keys) to \(file), such as {\(state): {}}"
  }
}
