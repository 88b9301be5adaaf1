import JSON
import JSONPath

/// Names of children that are taken when the Task, or the next item, wants them.
///
/// A name belongs to one execution for 90 days. A retry of a refused start may use its name again: nothing was started.
/// A retry after the child has begun may not.
extension Rules {
  static let sharedChildName = Rule<Lint>(
    RuleInfo(
      "child-name.items", .warning, "the items of a Map start children of one name",
      source: "API reference, StartExecution",
      example: .definition(
        #"{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"A","States":{"A":{"#
          + namedStart("Retry", #"["StepFunctions.AWSStepFunctionsException"]"#) + "}}}}}}"))
  ) { lint in
    lint.ofEachState { lint, index in lint.sharedName(index) }
  }

  static let repeatedChildName = Rule<Lint>(
    RuleInfo(
      "child-name.retries", .warning, "a retry starts a child under the name of one that has run",
      source: "API reference, StartExecution",
      example: .state(
        namedStart("Retry", #"["States.ALL"]"#).replacing(#""Name":"one""#, with: #""Name.$":"$$.Execution.Name""#)))
  ) { lint in
    lint.ofEachState { lint, index in lint.repeatedName(index) }
  }

  static let constantChildName = Rule<Lint>(
    RuleInfo(
      "child-name.executions", .warning, "every execution starts a child of one name",
      source: "API reference, StartExecution: a name is taken for 90 days",
      example: .state(namedStart("Retry", #"["StepFunctions.AWSStepFunctionsException"]"#)))
  ) { lint in
    lint.ofEachState { lint, index in lint.constantName(index) }
  }

  private static func namedStart(_ field: String, _ errors: String) -> String {
    #""Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true,"#
      + #""\#(field)":[{"ErrorEquals":\#(errors)}],"Parameters":{"StateMachineArn":"x","Name":"one"}"#
  }
}

/// The name that a Task gives to its child, where it can tell what it will be.
private struct ChildName {
  var text: String
  var path: [String]
  var paths: [Path]

  var isOfExecution: Bool { paths.allSatisfy(\.isOfExecution) }
  /// The same in all executions of the machine.
  var isConstant: Bool { paths.allSatisfy(\.isOfMachine) }
}

extension Lint {
  private func childName(_ state: State) -> ChildName? {
    guard case .task(let task) = state.action, task.resource.isStartExecution else { return nil }
    // Names of Express executions are never taken.
    let child = state.dataFlow.parameters?.constantMember("StateMachineArn")?.string
    if let child, settings.expressMachines.contains(child) { return nil }
    let plain = source.value([state.language.parametersName, "Name"], in: state)
    guard let text = (plain ?? source.value(["Parameters", "Name.$"], in: state))?.string else { return nil }
    if state.language == .jsonata, text.hasPrefix("{%") { return nil }
    let expression = plain == nil ? try? PayloadTemplate.Expression(parsing: text) : nil
    if plain == nil, expression == nil || expression?.usesEntropy == true { return nil }
    let path = [state.language.parametersName, plain == nil ? "Name.$" : "Name"]
    return ChildName(text: text, path: path, paths: expression?.paths ?? [])
  }

  fileprivate func sharedName(_ index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard isInMap(index), let name = childName(state), name.isOfExecution else { return nil }
    return finding(
      state, name.path,
      "the items of a Map start children of one name, \(quoted(name.text)): all but the first collide",
      hint: "States.Format('{}-{}', $$.Execution.Name, $$.Map.Item.Index) differs from item to item; no name is "
        + "always unique")
  }

  fileprivate func constantName(_ index: StateIndex) -> Finding? {
    let state = machine.states[index]
    guard !isInMap(index), let name = childName(state), name.isConstant, !expectsCollision(state) else { return nil }
    return finding(
      state, name.path,
      "every execution starts its child under one name, \(quoted(name.text)): all but the first within 90 days "
        + "meet ExecutionAlreadyExists, or get that child while it runs",
      hint: "$$.Execution.Name in the name differs from execution to execution; a Catch of "
        + "StepFunctions.ExecutionAlreadyExistsException says that it is meant")
  }

  /// Who expects the collision has thought of it.
  private func expectsCollision(_ state: State) -> Bool {
    let handlers = state.retriers.map(\.errorEquals) + state.catchers.map(\.errorEquals)
    return handlers.joined().contains { $0.hasSuffix(".ExecutionAlreadyExistsException") }
  }

  fileprivate func repeatedName(_ index: StateIndex) -> Finding? {
    let state = machine.states[index]
    // Of a name that is taken anyway another rule speaks.
    guard let name = childName(state), case .task(let task) = state.action, !(isInMap(index) && name.isOfExecution),
      !name.isConstant
    else { return nil }
    if expectsCollision(state) { return nil }
    let again: String
    if let around = enclosing(index).first(where: { machine.states[$0].retriers.contains { $0.maxAttempts > 0 } }) {
      again = "\"Retry\" of \(machine.states[around].described) runs it once more"
    } else if let retrier = retrierAfterStart(state, task),
      !name.paths.contains(where: { $0.text.hasPrefix("$$.State.RetryCount") })
    {
      again = "Retry entry \(retrier) tries again"
    } else {
      return nil
    }
    return finding(
      state, name.path,
      "\(state.described) starts the child under the same name, \(quoted(name.text)), when \(again) after the child "
        + "has run: that meets ExecutionAlreadyExists",
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
          case ErrorName.all, ErrorName.taskFailed: true
          case ErrorName.timeout, ErrorName.heartbeatTimeout: task.timeout != nil || task.heartbeat != nil
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

  /// Whether it has one value in all executions of the machine.
  fileprivate var isOfMachine: Bool { ["$$.StateMachine", "$$.State.Name"].contains(where: text.hasPrefix) }
}
