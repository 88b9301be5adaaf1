package import JSON
import StatesLanguage
package import StepFunctions
import TestState

/// A mock file for an account's machines that answers every Task, to be filled in.
package enum MockSkeleton {
  /// In the order of the definitions; Tasks that start a machine of the account, or that the account itself answers,
  /// are left out. A state's name is its key, unless several machines have one of that name.
  package static func file(_ machines: [MockedMachine], of account: AccountModel) -> JSON {
    let directory = AccountDirectory(account)
    let tasks = machines.flatMap { machine in
      machine.definition.everyState.sorted {
        ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column)
      }.compactMap { state -> (MockedMachine, State, Resource)? in
        guard case .task(let task) = state.action, account.needsAnswer(state, directory) else { return nil }
        return (machine, state, task.resource)
      }
    }
    var counts: [String: Int] = [:]
    for (_, state, _) in tasks { counts[state.name, default: 0] += 1 }
    var file = JSONObject()
    for (machine, state, resource) in tasks {
      let key =
        counts[state.name] == 1 ? state.name : ServiceKey.text(machine: machine.name, state: state.name)
      file[key] = answer(of: resource, reads: machine.source.map { ResultReads(state, $0).reads.map(\.path) } ?? [])
    }
    return .object(file)
  }

  /// With everything that its API always answers, and all that the definition reads.
  private static func answer(of resource: Resource, reads: [[String]]) -> JSON {
    var answer: JSON =
      switch AnswerForm.member(of: resource) {
      case "Payload"?: ["StatusCode": 200, "Payload": resource.service == "lambda" ? [:] : "{}"]
      case "Output"?: ["Status": "SUCCEEDED", "Output": resource.pattern == .sync2 ? [:] : "{}"]
      case let body?: ["StatusCode": 200, .init(body): [:]]
      case nil: ResponseShape.of(resource)?.sample ?? [:]
      }
    for path in reads { answer.add(path[...]) }
    return answer
  }
}

extension JSON {
  /// An empty text at the path, and objects on the way to it, unless something is there already.
  fileprivate mutating func add(_ path: ArraySlice<String>) {
    guard let name = path.first, case .object(var members) = self else { return }
    var inner = members[name] ?? (path.count == 1 ? "" : [:])
    inner.add(path.dropFirst())
    members[name] = inner
    self = .object(members)
  }
}
