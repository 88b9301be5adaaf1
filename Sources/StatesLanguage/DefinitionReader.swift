import JSON
import JSONPath
import Prelude

/// Walks a parsed definition once, numbers its states and collects every problem on the way.
struct DefinitionReader {
  /// One `States` object: transitions never leave it.
  struct Scope {
    /// Its place in `scopes`.
    var id: Int
    var names: [String: StateIndex] = [:]
    var edges: [(from: StateIndex, to: StateIndex)] = []
    /// False once a transition is missing or leads nowhere: reachability would only repeat that problem.
    var isWhole = true
  }

  let file: String
  /// What the rules look at.
  var written: DefinitionText
  var diagnostics: [Diagnostic] = []
  var states: [State?] = []
  /// The machine's own `QueryLanguage`.
  var machineLanguage = QueryLanguage.jsonPath
  /// That of the state that is being read.
  var stateLanguage = QueryLanguage.jsonPath

  init(file: String) {
    self.file = file
    written = DefinitionText(file: file)
  }

  /// `code`, `aws`, `awsPosition`: what AWS calls it, how AWS words it, and where AWS sees it, where that differs from
  /// our text and place. Without a code AWS has nothing to say.
  mutating func error(
    _ problem: ReadingProblem, _ position: SourcePosition, _ message: String, hint: String? = nil,
    code: AWSDiagnostic.Code? = .schemaValidationFailed, aws: String? = nil, awsPosition: SourcePosition? = nil
  ) {
    var diagnostic = Diagnostic(problem, file: file, position: position, message: message, hint: hint)
    if let code {
      let location = code == .invalidJSON ? nil : written.root?.pointer(to: awsPosition ?? position)
      diagnostic.aws = AWSDiagnostic(code: code, message: aws ?? message, location: location ?? "/")
    }
    diagnostics.append(diagnostic)
  }

  mutating func empty(_ value: LocatedJSON, _ what: String) {
    error(.value, value.position, "Value cannot be empty: \(what)", aws: "Value cannot be empty")
  }

  mutating func notYet(_ position: SourcePosition, _ what: String, hint: String? = nil) {
    error(.unsupported, position, "\(what) is not supported yet", hint: hint, code: nil)
  }

  /// Reads the whole file; nil where any error was found.
  mutating func machine(_ root: LocatedJSON) -> StateMachine? {
    written.root = root
    guard case .object = root.content else {
      diagnostics.append(
        Diagnostic(
          .type, file: file, position: root.position,
          message: "the state machine must be an object, found \(root.described)",
          aws: .noObject))
      return nil
    }
    let allowed = ["StartAt", "States", "Comment", "Version", "TimeoutSeconds", "QueryLanguage"]
    guard
      let fields = open(
        root, owner: "the state machine", position: root.position, allowed: allowed, required: ["States", "StartAt"])
    else { return nil }
    let comment = string(fields, "Comment")
    if let version = string(fields, "Version"), version != "1.0", let value = fields["Version"] {
      error(.value, value.position, "\"Version\" must be \"1.0\", found \(quoted(version))")
    }
    let timeout = integer(fields, "TimeoutSeconds", in: 1...99_999_999)
    machineLanguage = language(fields)
    let start = scope(fields, in: nil)
    applyRules()
    let read = states.compactMap(\.self)
    guard !diagnostics.contains(where: { $0.severity == .error }), let start, read.count == states.count else {
      return nil
    }
    return StateMachine(comment: comment, states: read, start: start, timeoutSeconds: timeout)
  }

  private mutating func applyRules() {
    for rule in Rules.ofTexts {
      written.diagnostics = diagnostics
      diagnostics += rule.diagnostics(&written)
    }
  }

  /// Reads `StartAt` and `States`: the machine's own, a branch's or an item processor's. `outer`: the scope whose
  /// variables it can read, `owner`: the Parallel or Map there.
  mutating func scope(_ fields: Fields, of owner: StateIndex? = nil, in outer: Scope?) -> StateIndex? {
    var scope = Scope(id: written.scopes.count)
    written.scopes.append((outer?.id, owner))
    let around = written.scope
    written.scope = scope.id
    defer { written.scope = around }
    let startName = string(fields, "StartAt")
    guard let value = fields["States"], let members = members(value, "States") else { return nil }
    if members.isEmpty { empty(value, "\"States\" needs at least one state") }
    let first = states.count
    for (offset, member) in members.enumerated() {
      states.append(nil)
      register(member, as: first + offset, in: &scope)
    }
    for (offset, member) in members.enumerated() {
      states[first + offset] = state(member, index: first + offset, in: &scope)
    }
    guard let startName, let start = fields["StartAt"], !members.isEmpty else { return nil }
    let index = resolve(startName, at: start.position, field: "StartAt", owner: fields.owner, in: &scope)
    if let index, scope.isWhole {
      written.graphs.append(
        DefinitionText.Graph(
          members: members, first: first, start: index, startName: startName, edges: scope.edges))
    }
    return index
  }

  private mutating func register(_ member: LocatedJSON.Member, as index: StateIndex, in scope: inout Scope) {
    written.names.append((member.key, member.keyPosition))
    if written.firstNames[member.key] == nil { written.firstNames[member.key] = member.keyPosition }
    if scope.names[member.key] == nil { scope.names[member.key] = index } else { scope.isWhole = false }
  }

  /// The state a transition names; a problem, reported at the end, where its scope has none.
  mutating func resolve(
    _ name: String, at position: SourcePosition, field: String, owner: String, in scope: inout Scope
  ) -> StateIndex? {
    if let index = scope.names[name] { return index }
    scope.isWhole = false
    let near = written.dangling.count < 100 ? suggestion(for: name, among: scope.names.keys) : nil
    written.dangling.append(
      DefinitionText.Dangling(name: name, position: position, field: field, owner: owner, suggestion: near))
    return nil
  }
}
