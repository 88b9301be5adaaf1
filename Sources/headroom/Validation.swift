import JSON
import Scenario
import Simulation
import StatesLanguage
import StepFunctions
import Templates

/// What `validate` finds in one file.
struct Validation {
  let file: String
  let isScenario: Bool
  let diagnostics: [Diagnostic]
  /// Of a valid scenario.
  private let account: AccountModel?

  /// Reads a scenario with all that it names, or a definition, of an Express machine if it `isExpress`; either with its
  /// lint, but without the warnings of the rules in `silenced`. `files` has all that was read.
  init(
    _ subject: ValidatedFiles.Subject, from files: inout FileSnapshot, isExpress: Bool,
    substitutions: SubstitutionOptions, silenced: Set<String>
  ) throws(FileFailure) {
    file = subject.file
    isScenario = subject.isScenario || Template.isTemplate(subject.file, &files)
    if isScenario {
      let (plan, diagnostics) = try TemplateScenario.read(
        file: file, from: &files, sets: substitutions.sets, lints: true, silenced: silenced)
      self.diagnostics = diagnostics
      account = plan?.account
    } else {
      account = nil
      let bytes = try files.bytes(of: file)
      let read = DefinitionFile(bytes, file: file, substitutions: substitutions.ofDefinition)
      guard let root = read.root else {
        diagnostics = read.diagnostics
        return
      }
      let (machine, problems) = StateMachine.validate(
        root, byteCount: read.byteCount, file: file, isExpress: isExpress || read.isExpress)
      let lint = machine?.lint(DefinitionSource(root), file: file) ?? []
      diagnostics = (problems + lint).silencing(silenced)
    }
  }

  var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

  /// `{file, valid, diagnostics, result, truncated, problems}`: what AWS answers (`diagnostics`, `result`, `truncated`,
  /// as ValidateStateMachineDefinition gives them) and all that we say, `valid` being our own verdict; with `services`
  /// also `[{machine, state, resource, service}]`.
  func json(services: Bool) -> JSON {
    var object: JSONObject = ["file": .string(file), "valid": .bool(isValid)]
    for (key, value) in AWSValidation(diagnostics).response.members ?? [:] { object[key] = value }
    object["problems"] = .array(diagnostics.map(\.json))
    if services, let account {
      object["services"] = .array(
        account.answeredTasks.map { task in
          [
            "machine": .string(task.machine), "state": .string(task.state), "resource": .string(task.resource),
            "service": account.serviceName(of: task).map(JSON.string) ?? .null,
          ]
        })
    }
    return .object(object)
  }

  /// A line for each Task: its key, and the service that answers it.
  var serviceListing: String {
    guard let account else { return "" }
    let rows = account.answeredTasks.map { task in
      let key = ServiceKey.text(machine: task.machine, state: task.state)
      return (
        key,
        (account.serviceName(of: task) ?? "(the service of the function that each call names)")
          + (task.quota.map { "  (\($0.text))" } ?? "")
      )
    }
    let width = rows.reduce(0) { max($0, $1.0.count) }
    return rows.map { key, name in key + String(repeating: " ", count: width - key.count + 2) + name + "\n" }.joined()
  }
}

extension Diagnostic {
  /// `{file, line, column, severity, message, hint, rule}`.
  fileprivate var json: JSON {
    var object: JSONObject = [
      "file": .string(file), "line": .integer(position.line), "column": .integer(position.column),
      "severity": .string(severity.rawValue), "message": .string(message),
    ]
    if let hint { object["hint"] = .string(hint) }
    if let rule { object["rule"] = .string(rule) }
    return .object(object)
  }
}
