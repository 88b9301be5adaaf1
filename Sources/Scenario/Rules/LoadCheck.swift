import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// A plan whose load is to come: what the rules about load look at.
struct LoadCheck {
  let plan: Plan
  let machines: [MachineDraft]
  /// Where each stream stands.
  let places: [Place]
  /// The inputs that the scenario writes.
  let inputs: [Cursor]
  /// Of each stream; nil where its roots are too large to try, or never end.
  let trials: [Trial?]

  init(_ plan: Plan, _ machines: [MachineDraft], places: [Place], inputs: [Cursor]) {
    self.plan = plan
    self.machines = machines
    self.places = places
    self.inputs = inputs
    trials = Trial.all(plan)
  }

  func name(_ stream: LoadStream) -> String { plan.account.machines[stream.machine].name }

  /// `Root 1, Middle 10, Leaf 100`: who is started by calls of the action, per root.
  func callsPerRoot(_ action: APIAction, _ trial: Trial) -> String {
    var counts: [Int] = .init(repeating: 0, count: plan.account.machines.count)
    for starts in trial.starts { counts[starts.machine] += Int(starts.count) }
    return counts.indices.filter { machine in
      let model = plan.account.machines[machine]
      return counts[machine] > 0 && model.owner == nil && (model.kind == .standard) == (action == .startExecution)
    }.map { "\(plan.account.machines[$0].name) \(counts[$0])" }.joined(separator: ", ")
  }

  /// What a machine of the account was read as; of the processor of a Map, the machine that has it.
  func draft(of machine: Int) -> MachineDraft {
    var index = machine
    while let owner = plan.account.machines[index].owner { index = owner.machine }
    return machines[index]
  }

  /// At most `places` decimals.
  static func rounded(_ value: Double, _ places: Int = 1) -> String {
    let scale = [1.0, 10, 100][places]
    let scaled = (value * scale).rounded() / scale
    return Int(exactly: scaled).map(String.init) ?? "\(scaled)"
  }
}
