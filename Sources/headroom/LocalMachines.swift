import JSON
import Mocks
import Prelude
import Scenario
import StatesLanguage
import StepFunctions

/// A definition, and those of the machines that it starts, directly or through others: given by name, or found beside
/// it in its folder, where a file is named as the machine is.
struct LocalMachines {
  private struct Source {
    var file: String
    var bytes: [UInt8]
  }

  /// The first is the definition's own.
  private(set) var models: [MachineModel] = []
  private(set) var mocked: [MockedMachine] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var region = ARN.exampleRegion
  private(set) var accountID = ARN.exampleAccount
  private let folder: String
  private let given: [(name: String, file: String)]
  private let substitutions: Substitutions
  /// Files of the folder that may hold a definition, by their names without extensions.
  private var neighbours: [(name: String, file: String)] = []

  /// `machines`: definitions of machines by their names. Fails where one of them cannot be read.
  init(
    _ bytes: [UInt8], file: String, type: MachineType?, machines: [(name: String, file: String)],
    _ substitutions: Substitutions
  ) throws(FileFailure) {
    folder = File.folder(of: file)
    given = machines
    self.substitutions = substitutions
    neighbours = Self.files(in: folder, but: file)
    try add(Self.name(of: file), Source(file: file, bytes: bytes), type)
    for machine in machines { try add(machine) }
    var next = 0
    while next < models.count {
      for state in models[next].definition.everyState { try addStarted(by: state) }
      next += 1
    }
    // Who starts them says in which account they are.
    for index in models.indices { models[index].arn = arn(models[index].name) }
  }

  var isValid: Bool { !models.isEmpty && !diagnostics.contains { $0.severity == .error } }

  /// The file without its folders and extensions, and what no name may have.
  static func name(of file: String) -> String {
    if file == File.standardInput { return "StateMachine" }
    let base = (file.split(separator: "/").last ?? "").prefix { $0 != "." }
    let name = base.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    return name.isEmpty ? "StateMachine" : name
  }

  // MARK: Machines

  private mutating func add(_ machine: (name: String, file: String)) throws(FileFailure) {
    if models.contains(where: { $0.name == machine.name }) { return }
    try add(machine.name, Source(file: machine.file, bytes: File.read(machine.file)), nil)
  }

  private mutating func add(_ name: String, _ source: Source, _ type: MachineType?) throws(FileFailure) {
    let read = DefinitionFile(
      source.bytes, file: source.file, substitutions: completed(source.bytes, substitutions))
    let (machine, found) = read.machine(file: source.file)
    diagnostics += found
    guard let machine else { return }
    let isExpress = type.map { $0 == .express } ?? read.isExpress
    if isExpress { diagnostics += machine.problems(asExpress: source.file) }
    models.append(
      MachineModel(
        name: name, arn: arn(name), kind: isExpress ? .express : .standard, definition: machine,
        definitionBytes: read.byteCount, file: source.file))
    mocked.append(
      MockedMachine(
        name: name, file: source.file, definition: machine, source: read.root.map { DefinitionSource($0) }))
  }

  private func arn(_ name: String) -> String { ARN.stateMachine(name, region: region, account: accountID).text }

  private mutating func addStarted(by state: State) throws(FileFailure) {
    guard case .task(let task) = state.action, task.resource.isStartExecution,
      let text = state.dataFlow.parameters?.constantMember("StateMachineArn")?.string, let arn = ARN(text),
      arn.service == "states", arn.path.first == "stateMachine", arn.path.count > 1
    else { return }
    let name = String(arn.path[1])
    let isNew = !models.contains { $0.name == name }
    if isNew, let file = file(of: name) { try add((name, file)) }
    guard let index = models.firstIndex(where: { $0.name == name }) else { return }
    (region, accountID) = (arn.region, arn.account)
    // Only Express machines can be started so, and a definition does not say what it is.
    if task.resource.isStartSyncExecution, isNew, models[index].kind == .standard {
      models[index].kind = .express
      diagnostics += models[index].definition.problems(asExpress: models[index].file)
    }
  }

  // MARK: Files

  private func file(of name: String) -> String? {
    if let exact = given.first(where: { $0.name == name }) { return exact.file }
    // `ProcessOrder` is kept as process-order.asl.json as well; two such files would be a guess.
    let alike = neighbours.filter { Self.letters($0.name) == Self.letters(name) && Self.isDefinition($0.file) }
    return alike.first { $0.name == name }?.file ?? (alike.count == 1 ? alike[0].file : nil)
  }

  private static func isDefinition(_ file: String) -> Bool {
    guard File.isRegular(file), let bytes = try? File.read(file) else { return false }
    return DefinitionFile.isDefinition(bytes, file: file)
  }

  private static func letters(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

  private static func files(in folder: String, but own: String) -> [(name: String, file: String)] {
    let names = Directory(folder.isEmpty ? "." : folder)?.entries.filter { !$0.isFolder }.map(\.text) ?? []
    return names.sorted().compactMap { name in
      guard !name.hasPrefix("."), folder + name != own, extensions.contains(where: { name.hasSuffix($0) }) else {
        return nil
      }
      return (String(name.prefix { $0 != "." }), folder + name)
    }
  }

  private static let extensions = [".asl.json", ".asl.yaml", ".asl.yml", ".asl", ".json"]

  /// With the ARNs of known machines in place of `${Child}`, `${ChildArn}` and `${ChildStateMachineArn}`, as templates
  /// call them, where nothing else is given for these.
  private func completed(_ bytes: [UInt8], _ substitutions: Substitutions) -> Substitutions {
    var all = substitutions
    for place in bytes.indices {
      guard let name = Placeholder.name(in: bytes, at: place)?.name, all[name] == nil else { continue }
      for suffix in ["StateMachineArn", "Arn", ""] where name.hasSuffix(suffix) {
        let machine = String(name.dropLast(suffix.count))
        let isGiven = given.contains { $0.name == machine }
        guard !machine.isEmpty, isGiven || !suffix.isEmpty && file(of: machine) != nil else { continue }
        all[name] = arn(machine)
        break
      }
    }
    return all
  }
}
