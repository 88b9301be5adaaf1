import Prelude
import StatesLanguage
import StepFunctions

/// A machine of the scenario while it is read: its definition may have failed.
struct MachineDraft {
  var name: String
  /// The machine's key in the scenario.
  var place: Place
  var kind: MachineModel.Kind
  /// The definition's path, as diagnostics name it.
  var file: String
  var definition: StateMachine?
  var definitionBytes = 0
  /// What stands in place of `${Name}` in it.
  var substitutions = Substitutions()
  /// Of a published version, whose name is `Child:2`.
  var version: String?
  /// What the definition writes for each state.
  var source: DefinitionSource?

  func model(region: String, account: String) -> MachineModel? {
    guard let definition else { return nil }
    let base = version.map { name.dropLast($0.count + 1) } ?? name[...]
    var model = MachineModel(
      name: name, arn: ARN.stateMachine(base, region: region, account: account).text, kind: kind,
      definition: definition,
      definitionBytes: definitionBytes, file: file)
    model.version = version
    return model
  }

  /// In the order of the definition.
  var taskNames: [String] { definition?.taskNames ?? [] }

  /// Where a member of a state stands, such as `Resource` or `Parameters`, `StateMachineArn`; else the state's name.
  func place(of path: [String], in state: State) -> Place {
    Place(file: file, position: source?.position(of: path, in: state) ?? state.position)
  }

  func has(_ path: [String], in state: State) -> Bool {
    source?.value(path, in: state) != nil
  }
}
