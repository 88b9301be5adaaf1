import JSON
public import StatesLanguage
import StepFunctions

/// The state on trial, found in its definition and put into a machine of its own.
extension StateTestRequest {
  struct Subject {
    /// Of the state, named as AWS names it, and of a stub for every state that may follow it.
    var machine: StateMachine

    var state: State { machine.states[machine.start] }
  }

  /// The definition as a machine; a state alone is one by the name that AWS gives it.
  public func machine() throws(Refusal) -> StateMachine {
    if stateName == nil { return try bareState().machine }
    let (machine, diagnostics) = StateMachine.parse(definition, file: file)
    guard let machine else { throw Self.invalid(diagnostics) }
    return machine
  }

  /// A machine is checked as a whole before the state is looked for (recorded).
  func subject() throws(Refusal) -> Subject {
    guard let stateName else { return try bareState() }
    _ = try machine()
    guard case .object(let members)? = try? JSON.parse(definition) else { preconditionFailure("it was parsed") }
    guard let state = Self.find(stateName, in: members) else { throw .validation("State not found in definition") }
    let head = members["QueryLanguage"].map { "\"QueryLanguage\":\($0.text)," } ?? ""
    let (alone, more) = StateMachine.parse(
      Array("{\(head)\(Self.head)\(state.text)\(Self.stubs(of: state))}}".utf8), file: file)
    guard let alone else { throw Self.invalid(more) }
    return Subject(machine: alone)
  }

  private static let head = "\"StartAt\":\"\(assignedName)\",\"States\":{\"\(assignedName)\":"

  /// The text of the state stays as it is, so that only its first line moves, and problems have the file's own places.
  private func bareState() throws(Refusal) -> Subject {
    guard let state = try? JSON.parse(definition) else {
      throw Self.invalid(StateMachine.parse(definition, file: file).diagnostics)
    }
    let head = Array("{\(Self.head)".utf8)
    let (machine, diagnostics) = StateMachine.parse(
      head + definition + Array("\(Self.stubs(of: state))}}".utf8), file: file)
    guard let machine else {
      throw Self.invalid(
        diagnostics.map { diagnostic in
          var moved = diagnostic
          if moved.position.line == 1 { moved.position.column = max(1, moved.position.column - head.count) }
          return moved
        })
    }
    return Subject(machine: machine)
  }

  private static func invalid(_ diagnostics: [Diagnostic]) -> Refusal {
    let errors = diagnostics.filter { $0.severity == .error }
    let message = AWSValidation(errors).refusal ?? errors.map(\.message).joined(separator: ", ")
    return Refusal(code: "InvalidDefinition", message: message, diagnostics: errors)
  }

  /// States of the machine before those of its Maps' processors and Parallels' branches.
  static func find(_ name: String, in machine: JSONObject) -> JSON? {
    guard let states = machine["States"]?.members else { return nil }
    if let state = states[name] { return state }
    for (_, state) in states {
      for scope in scopes(of: state) {
        if let found = find(name, in: scope) { return found }
      }
    }
    return nil
  }

  /// The machines within a Map or Parallel.
  private static func scopes(of state: JSON) -> [JSONObject] {
    let processors = [state["ItemProcessor"], state["Iterator"]].compactMap(\.self)
    return (processors + (state["Branches"]?.elements ?? [])).compactMap(\.members)
  }

  /// `,"Next":{"Type":"Succeed"}` for every state that this one may go to.
  private static func stubs(of state: JSON) -> String {
    var names: [String] = []
    let entries = ["Choices", "Catch"].flatMap { state[$0]?.elements ?? [] }
    for name in ([state["Next"], state["Default"]] + entries.map { $0["Next"] }).compactMap({ $0?.string })
    where name != assignedName && !names.contains(name) {
      names.append(name)
    }
    return names.map { ",\(JSON.string($0).text):{\"Type\":\"Succeed\"}" }.joined()
  }
}
