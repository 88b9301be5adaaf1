import JSON
import Prelude
import StatesLanguage
package import StepFunctions
import TestState

/// What is likely to be wrong with a mock file that can be read: keys that answer nothing, and answers of a form that
/// the API never has or the definition does not read.
struct MockCheck {
  private let mocks: MockedAnswers
  private(set) var diagnostics: [Diagnostic] = []
  /// Entries that answer a Task of the machines.
  private var used: Set<Int> = []
  /// Some call says only as it is made what it calls.
  private var hasUnknownCalls = false
  /// Tasks of which the file says nothing.
  private var others: [String] = []

  init(_ mocks: MockedAnswers, _ machines: [MockedMachine]) {
    self.mocks = mocks
    for machine in machines {
      for state in machine.definition.everyState {
        guard case .task(let task) = state.action else { continue }
        switch mocks.match(state, of: machine.name, takesRest: true) {
        case .entry(let index)?:
          used.insert(index)
          check(mocks.entries[index], state, task.resource, machine)
        case .byCall?:
          hasUnknownCalls = true
          others.append(state.name)
        case nil: others.append(state.name)
        }
      }
    }
    checkUnused(machines)
    diagnostics = diagnostics.inOrderOfPlace
  }

  private mutating func warn(_ position: SourcePosition, _ message: String, hint: String? = nil) {
    let warning = Diagnostic(severity: .warning, file: mocks.file, position: position, message: message, hint: hint)
    if !diagnostics.contains(warning) { diagnostics.append(warning) }
  }

  // MARK: Keys

  private mutating func checkUnused(_ machines: [MockedMachine]) {
    let states = machines.flatMap(\.definition.everyState)
    let known = Self.names(of: states)
    for (index, entry) in mocks.entries.enumerated() where !entry.isLiteral && !used.contains(index) {
      if let other = states.first(where: { $0.name == entry.key && $0.action.type != .task }) {
        let type = other.action.type.rawValue
        warn(entry.position, "\"\(entry.key)\" is a \(type), which calls nothing that could be mocked")
      } else if !mayBeCalled(entry.key) {
        warn(entry.position, "no Task asks for \"\(entry.key)\"", hint: Self.hint(for: entry.key, among: known, states))
      }
    }
  }

  /// By a name that is worked out in the call; one that is nearly a Task's is rather a slip.
  private func mayBeCalled(_ key: String) -> Bool {
    guard hasUnknownCalls, suggestion(for: key, among: others) == nil else { return false }
    return FunctionReference(key) != nil || key.contains("*")
  }

  /// What a key that answers nothing was probably meant to be.
  private static func hint(for key: String, among known: [String], _ states: [State]) -> String? {
    if known.contains(key) { return "a more exact key answers its calls" }
    if let whole = known.first(where: { $0.hasSuffix(":" + key) }) { return "did you mean \"\(whole)\"?" }
    guard let function = FunctionReference(key), function.name != key else {
      return MockReader.hint(for: key, among: known)
    }
    let called = Set(states.compactMap(function(of:))).sorted()
    if let other = called.first(where: { FunctionReference($0)?.name == function.name }) {
      return "the function is called as \"\(other)\": another version, Region or account is another function"
    }
    let near = suggestion(
      for: String(function.name), among: called.compactMap(FunctionReference.init).map { String($0.name) })
    return near.map { "did you mean \"\($0)\"?" } ?? MockReader.hint(for: key, among: known)
  }

  /// As the definition names it, where it does.
  private static func function(of state: State) -> String? {
    guard case .task(let task) = state.action else { return nil }
    if task.resource.kind == .lambdaFunction { return task.resource.arn }
    return state.dataFlow.parameters?.constantMember("FunctionName")?.string
  }

  /// All by which a mock file can name Tasks.
  private static func names(of states: [State]) -> [String] {
    var names: Set<String> = []
    for state in states {
      guard case .task(let task) = state.action else { continue }
      names.insert(state.name)
      names.insert(task.resource.arn)
      if let function = function(of: state).flatMap(FunctionReference.init) { names.insert(String(function.name)) }
      if task.resource.kind == .activity { names.insert(task.resource.activityName) }
    }
    return names.sorted()
  }

  // MARK: Answers

  private mutating func check(
    _ entry: MockedAnswers.Entry, _ state: State, _ resource: Resource, _ machine: MockedMachine
  ) {
    for run in entry.runs {
      guard case .success(let value) = run.reply else { continue }
      if isMeantAsFailure(value) {
        warn(
          run.position, "\"\(entry.key)\" is answered by a result that reads like a failure",
          hint: "a failure is {\"error\": \"Name\", \"cause\": \"Text\"}; a result like this is {\"Return\": …}")
      }
      let result = entry.isLiteral ? value : AnswerForm.result(value, of: resource)
      checkShape(result, run, state, resource)
      if let source = machine.source {
        checkReads(ResultReads(state, source), of: result, written: value, entry, run, state, resource, machine)
      }
    }
  }

  private func isMeantAsFailure(_ value: JSON) -> Bool {
    guard let members = value.members, members["Error"]?.string != nil else { return false }
    return members.allSatisfy { key, _ in key == "Error" || key == "Cause" }
  }

  /// What the API of the service says of its own answers.
  private mutating func checkShape(
    _ result: JSON, _ run: MockedAnswers.Entry.Run, _ state: State, _ resource: Resource
  ) {
    guard let shape = ResponseShape.of(resource), AnswerForm.member(of: resource) == nil else { return }
    let api = resource.integration
    do throws(ResponseShape.Mismatch) {
      try shape.check(result, needsRequired: false)
    } catch {
      return warn(run.position, "\"\(state.name)\" is answered as \(api) never answers: \(error.message)")
    }
    let known = shape.memberNames
    guard let members = result.members, !members.isEmpty, !known.isEmpty,
      !members.contains(where: { key, _ in known.contains(key) || key.hasPrefix("Sdk") })
    else { return }
    warn(
      run.position, "\"\(state.name)\" is answered as \(api) never answers: none of its members is there",
      hint: "its answer has " + alternatives(Array(known.prefix(8))))
  }

  /// Reads of members that the answer has not, in the form that it is taken in.
  private mutating func checkReads(
    _ reads: ResultReads, of result: JSON, written: JSON, _ entry: MockedAnswers.Entry,
    _ run: MockedAnswers.Entry.Run, _ state: State, _ resource: Resource, _ machine: MockedMachine
  ) {
    guard let (read, found) = reads.reads.lazy.compactMap({ read in result.lacks(read.path).map { (read, $0) } }).first
    else { return }
    let place = "\(machine.file):\(read.position.line):\(read.position.column)"
    let isPayload = if case .payload = AnswerForm(written, of: resource) { true } else { false }
    var form = "the result"
    var hint = MockReader.hint(for: found.name, among: found.members)
    if let member = AnswerForm.member(of: resource) {
      form = isPayload ? entry.isLiteral ? "a result without \(member)" : "the bare payload" : "the envelope"
      if isPayload, entry.isLiteral {
        hint = "a Return stands for the whole result of \(resource.integration), as {\"\(member)\": …}"
      } else if read.path[0] != member, isPayload {
        hint = "the result of \(resource.integration) has it in its \(member): \(read.within(member))"
      }
    }
    warn(
      run.position,
      "\"\(state.name)\" is answered by \(form), in which \(place) reads \(read.text), and there is none", hint: hint)
  }
}

extension JSON {
  /// The first name of the path that is not there, and those that are there in its place; nil where all are, or where
  /// an array is on the way.
  fileprivate func lacks(_ path: [String]) -> (name: String, members: [String])? {
    var value = self
    for name in path {
      if value.elements != nil { return nil }
      guard let next = value.members?[name] else { return (name, value.members?.map(\.key) ?? []) }
      value = next
    }
    return nil
  }
}

extension Resource {
  /// As it is called: `states:startExecution.sync:2`.
  fileprivate var integration: String {
    kind == .integration ? arn.replacing("arn:aws:states:::", with: "") : arn
  }
}

extension MockedAnswers {
  /// In which form answers were taken where they may have two, a line for each form: for whoever reads along.
  package func forms(_ machines: [MachineModel]) -> [String] {
    var payloads: [String] = []
    var envelopes: [String] = []
    for machine in machines {
      for state in machine.definition.everyState {
        guard case .task(let task) = state.action,
          case .entry(let index)? = match(state, of: machine.name, takesRest: true), !entries[index].isLiteral,
          let member = AnswerForm.member(of: task.resource)
        else { continue }
        for run in entries[index].runs {
          guard case .success(let value) = run.reply else { continue }
          let line = "\"\(state.name)\" (\(member) of \(task.resource.integration))"
          if case .payload = AnswerForm(value, of: task.resource) {
            if !payloads.contains(line) { payloads.append(line) }
          } else if !envelopes.contains(line) {
            envelopes.append(line)
          }
        }
      }
    }
    func note(_ form: String, _ names: [String]) -> [String] {
      names.isEmpty ? [] : ["\(file): note: \(form): \(names.joined(separator: ", "))"]
    }
    return note("taken as the bare payload, which the API puts into its envelope", payloads)
      + note("taken as the whole envelope", envelopes)
  }
}
