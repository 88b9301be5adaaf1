import JSON
import JSONPath

extension Lint {
  /// Names of children that are taken when the Task, or the next item, wants them.
  ///
  /// A name belongs to one execution for 90 days. A retry of a start that was refused may use its name again: nothing was
  /// started. A retry after the child has begun may not. Source: API reference, StartExecution.
  mutating func childName(of index: StateIndex) {
    let state = machine.states[index]
    guard case .task(let task) = state.action, task.resource.isStartExecution else { return }
    let plain = source.value(["Parameters", "Name"], in: state)
    guard let value = plain ?? source.value(["Parameters", "Name.$"], in: state),
      case .string(let text) = value.content
    else { return }
    let expression = plain == nil ? try? PayloadTemplate.Expression(parsing: text) : nil
    if plain == nil, expression == nil || expression?.usesEntropy == true { return }
    let path = ["Parameters", plain == nil ? "Name.$" : "Name"]
    let paths = expression?.paths ?? []
    if isInMap(index), paths.allSatisfy({ $0.isOfExecution }) {
      return warn(
        state, path, "the items of a Map start children of one name, \(quoted(text)): all but the first collide",
        hint: "States.Format('{}-{}', $$.Execution.Name, $$.Map.Item.Index) differs from item to item; no name is "
          + "always unique")
    }
    guard !paths.contains(where: { $0.text.hasPrefix("$$.State.RetryCount") }),
      let retrier = retrierAfterStart(state, task)
    else { return }
    warn(
      state, path,
      "\(state.described) starts the child under the same name, \(quoted(text)), when Retry entry \(retrier) tries again "
        + "after the child has run: that meets ExecutionAlreadyExists",
      hint: "add $$.State.RetryCount to the name, or leave it out")
  }

  /// The retrier that repeats a start after its child has begun; nil where an entry of Retry or Catch expects the
  /// collision, which then was thought of.
  private func retrierAfterStart(_ state: State, _ task: Task) -> Int? {
    // Without waiting, the Task is over when the child has begun.
    if task.resource.pattern == .requestResponse { return nil }
    let handlers = state.retriers.map(\.errorEquals) + state.catchers.map(\.errorEquals)
    if handlers.joined().contains(where: { $0.hasSuffix(".ExecutionAlreadyExistsException") }) { return nil }
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
