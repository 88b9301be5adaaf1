import Engine
import JSON
import Simulation
import StatesLanguage
import StepFunctions

/// What became of the visits of a state: means per replication.
struct StateResult {
  let machine: Int
  let index: StateIndex
  let name: String
  /// `Task`, and of a Task what it calls.
  let type: String
  let entered: Double
  /// Visits that the execution, or the branch, went on from; the others failed, were stopped, or had not ended.
  let left: Double
  /// Seconds from entering to leaving, of those that were left; NaN where none was. Children and branches are in it.
  let meanTime: Double
  /// Errors that the state had, throttled calls apart.
  let errors: Double
  let throttled: Double
  let retried: Double
  /// The machine that its Task starts, where the definition names it.
  let starts: Int?

  /// Of all machines, in the order of their states.
  static func all(_ model: ReportModel, _ passages: [Interpreter.Passage]) -> [StateResult] {
    struct Place: Hashable {
      var machine: Int
      var state: String
    }
    var troubles: [Place: (errors: Int, throttled: Int, retried: Int)] = [:]
    for row in model.errors.rows where !row.place.state.isEmpty {
      let place = Place(machine: row.place.machine, state: row.place.state)
      let isThrottled = row.place.kind == .throttled
      troubles[place, default: (0, 0, 0)].errors += isThrottled ? 0 : row.count
      troubles[place, default: (0, 0, 0)].throttled += isThrottled ? row.count : 0
      troubles[place, default: (0, 0, 0)].retried += row.retried
    }
    let replications = Double(max(1, model.recordings.count))
    let directory = AccountDirectory(model.plan.account)
    var results: [StateResult] = []
    let all = model.plan.account.machines
    for (machine, model) in all.enumerated() {
      for (index, state) in model.definition.states.enumerated() {
        let passage = passages.indices.contains(results.count) ? passages[results.count] : Interpreter.Passage()
        let trouble = troubles[Place(machine: machine, state: state.name)] ?? (0, 0, 0)
        results.append(
          StateResult(
            machine: machine, index: index, name: state.name, type: state.typeText,
            entered: Double(passage.entered) / replications, left: Double(passage.left) / replications,
            meanTime: passage.left > 0 ? Double(passage.time) * 1e-9 / Double(passage.left) : .nan,
            errors: Double(trouble.errors) / replications, throttled: Double(trouble.throttled) / replications,
            retried: Double(trouble.retried) / replications,
            starts: child(of: state, at: (machine, index), all, directory)))
      }
    }
    return results
  }

  private static func child(
    of state: State, at place: (machine: Int, state: StateIndex), _ machines: [MachineModel],
    _ directory: AccountDirectory
  ) -> Int? {
    switch state.action {
    case .map: machines.firstIndex { $0.owner.map { $0 == place } ?? false }
    case .task(let task) where task.resource.action.hasPrefix("start"):
      state.dataFlow.parameters?.constantMember("StateMachineArn")?.string.flatMap(directory.machineIndex)
    default: nil
    }
  }
}

extension State {
  var typeText: String {
    switch action {
    case .pass: "Pass"
    case .task(let task): task.resource.shortText
    case .choice: "Choice"
    case .wait: "Wait"
    case .succeed: "Succeed"
    case .fail: "Fail"
    case .parallel: "Parallel"
    case .map(let map): map.distributed == nil ? "Map" : "Map, distributed"
    }
  }
}

extension Resource {
  /// `lambda:invoke`, `states:startExecution.sync:2`, `charge-card`.
  var shortText: String {
    switch kind {
    case .integration: "\(service):\(action)\(pattern.rawValue)"
    case .lambdaFunction, .activity: arn.split(separator: ":").last.map(String.init) ?? arn
    }
  }
}
