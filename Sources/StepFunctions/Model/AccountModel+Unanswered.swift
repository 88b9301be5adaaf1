import JSON
public import StatesLanguage

/// Tasks and who answers them, as far as definitions tell.
extension AccountModel {
  /// Tasks that neither a mock file, nor a service, nor a machine of the account answers, in the order of the
  /// definitions. What is known only as the call is made is not among them.
  public var unansweredTasks: [(machine: Int, state: State)] {
    let directory = AccountDirectory(self)
    return machines.indices.filter { machines[$0].owner == nil }.flatMap { index in
      let machine = machines[index]
      let states = machine.definition.everyState.filter { state in
        guard needsAnswer(state, directory), mocks?.match(state, of: machine.name, takesRest: true) == nil else {
          return false
        }
        switch directory.services.answer(to: state, of: machine.name) {
        case .service?: return false
        case .byFunctionName?: return services.isEmpty
        case .nobody?, nil: return true
        }
      }
      return states.map { (index, $0) }
    }
  }

  /// Somebody outside Step Functions has to answer it: it is a Task that starts no machine of the account, answers no
  /// token, and looks at no execution. `directory`: the account's.
  public func needsAnswer(_ state: State, _ directory: AccountDirectory) -> Bool {
    guard case .task(let task) = state.action, !task.resource.isTokenAnswer, !task.resource.isExecutionRead else {
      return false
    }
    guard task.resource.isStartExecution else { return true }
    let arn = state.dataFlow.parameters?.constantMember("StateMachineArn")?.string
    return arn.map { directory.machineIndex(arn: $0) == nil } ?? false
  }
}
