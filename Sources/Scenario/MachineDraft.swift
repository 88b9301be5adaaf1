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
  /// What the definition writes for each state.
  var source: DefinitionSource?

  func model(region: String, account: String) -> MachineModel? {
    definition.map {
      MachineModel(
        name: name, arn: "arn:aws:states:\(region):\(account):stateMachine:\(name)", kind: kind, definition: $0,
        definitionBytes: definitionBytes, file: file)
    }
  }

  /// Where a member of a state stands, such as `Resource` or `Parameters`, `StateMachineArn`; else the state's name.
  func place(of path: [String], in state: State) -> Place {
    Place(file: file, position: source?.position(of: path, in: state) ?? state.position)
  }

  func has(_ path: [String], in state: State) -> Bool {
    source?.value(path, in: state) != nil
  }
}
