import JSON
import JSONPath

extension Lint {
  /// Names of children that are taken when the Task, or the next item, wants them.
  ///
  /// A name belongs to one execution for 90 days. A retry of a refused start may use its name again: nothing was
  /// started. A retry after the child has begun may not. Source: API reference, StartExecution.
  mutating func childName(of index: StateIndex) {
    let state = machine.states[index]
    guard case .task(let task) = state.action, task.resource.isStartExecution else { return }
    let plain = source.value([state.language.parametersName, "Name"], in: state)
    guard let value = plain ?? source.value(["Parameters", "Name.$"], in: state),
      case .string(let text) = value.content
    else { return }
    if state.language == .jsonata, text.hasPrefix("{%") { return }
    let expression = plain == nil ? try? PayloadTemplate.Expression(parsing: text) : nil
    if plain == nil, expression == nil || expression?.usesEntropy == true { return }
    let path = [state.language.parametersName, plain == nil ? "Name.$" : "Name"]
    let paths = expression?.paths ?? []
    if isInMap(index), paths.allSatisfy({ $0.isOfExecution }) {
      return warn(
        state, path, "the items of a Map start children of one name, \(quoted(text)): all but the first collide",
        hint: "States.Format('{}-{}', $$.Execution.Name, $$.Map.Item.Index) differs from item to item; no name is "
          + "always unique")
    }
    let handlers = state.retriers.map(\.errorEquals) + state.catchers.map(\.errorEquals)
    // Who expects the collision has thought of it.
    if handlers.joined().contains(where: { $0.hasSuffix(".ExecutionAlreadyExistsException") }) { return }
    let again: String
    if let around = enclosing(index).first(where: { machine.states[$0].retriers.contains { $0.maxAttempts > 0 } }) {
      again = "\"Retry\" of \(machine.states[around].described) runs it once more"
    } else if let retrier = retrierAfterStart(state, task),
      !paths.contains(where: { $0.text.hasPrefix("$$.State.RetryCount") })
    {
      again = "Retry entry \(retrier) tries again"
    } else {
      return
    }
    warn(
      state, path,
      "\(state.described) starts the child under the same name, \(quoted(text)), when \(again) after the child has "
        + "run: that meets ExecutionAlreadyExists",
      hint:
        "States.UUID() in the name is always new, $$.State.RetryCount is with each retry of the Task itself; no name "
        + "is always unique")
  }

  /// The retrier of the Task that repeats the start after its child has begun.
  private func retrierAfterStart(_ state: State, _ task: Task) -> Int? {
    // Without waiting, the Task is over when the child has begun.
    if task.resource.pattern == .requestResponse { return nil }
    return state.retriers.firstIndex { retrier in
      retrier.maxAttempts > 0
        && retrier.errorEquals.contains {
          switch $0 {
          case "States.ALL", "States.TaskFailed": true
          case "States.Timeout", "States.HeartbeatTimeout": task.timeout != nil || task.heartbeat != nil
          default: task.resource.pattern == .waitForTaskToken && !$0.contains(".")
          }
        }
    }
  }
}

extension Path {
  /// Whether the path has one value in the whole execution.
  fileprivate var isOfExecution: Bool {
    ["$$.Execution", "$$.StateMachine", "$$.State.Name"].contains(where: text.hasPrefix)
  }
}
