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

  /// A transition to a name that its scope does not have; other scopes may, which the hint then says.
  struct Dangling {
    var name: String
    var position: SourcePosition
    var field: String
    var owner: String
    var suggestion: String?
  }

  let file: String
  /// Whether a machine that no state ends is refused. It can be run, and tests of what never ends do.
  var needsEnd = false
  /// The whole definition, for the pointers that AWS names places by; nil while there is none.
  var root: LocatedJSON?
  var diagnostics: [Diagnostic] = []
  var states: [State?] = []
  /// Every state name of the machine and where it first stands.
  var names: [String: SourcePosition] = [:]
  var dangling: [Dangling] = []
  /// For every scope the one around it, whose variables can be read in it, and the state there that it belongs to.
  var scopes: [(outer: Int?, owner: StateIndex?)] = []
  var assignments: [Assignment] = []
  /// Variables that paths and expressions read.
  var reads: [(name: String, position: SourcePosition)] = []
  /// Partitions other than `aws` that resources have named.
  var partitions: Set<String> = []
  /// Names in `ErrorEquals` that begin with `States.` and are none of AWS's.
  var unusualErrors: [(name: String, position: SourcePosition)] = []
  /// The errors of Fail states, where they are written down.
  var raised: Set<String> = []
  /// Whether a state of any scope ends it.
  var hasEnd = false
  /// The labels of distributed Maps.
  var labels: Set<String> = []
  /// The machine's own `QueryLanguage`.
  var machineLanguage = QueryLanguage.jsonPath
  /// That of the state that is being read.
  var stateLanguage = QueryLanguage.jsonPath

  /// `code`, `aws`, `awsPosition`: what AWS calls it, how AWS words it, and where AWS sees it, where that differs from
  /// our text and place. Without a code AWS has nothing to say.
  mutating func error(
    _ position: SourcePosition, _ message: String, hint: String? = nil,
    code: AWSDiagnostic.Code? = .schemaValidationFailed, aws: String? = nil, awsPosition: SourcePosition? = nil
  ) {
    var diagnostic = Diagnostic(file: file, position: position, message: message, hint: hint)
    if let code {
      let location = code == .invalidJSON ? nil : root?.pointer(to: awsPosition ?? position)
      diagnostic.aws = AWSDiagnostic(code: code, message: aws ?? message, location: location ?? "/")
    }
    diagnostics.append(diagnostic)
  }

  mutating func empty(_ value: LocatedJSON, _ what: String) {
    error(value.position, "Value cannot be empty: \(what)", aws: "Value cannot be empty")
  }

  mutating func warn(_ position: SourcePosition, _ message: String, hint: String? = nil) {
    diagnostics.append(
      Diagnostic(severity: .warning, file: file, position: position, message: message, hint: hint))
  }

  mutating func notYet(_ position: SourcePosition, _ what: String, hint: String? = nil) {
    error(position, "\(what) is not supported yet", hint: hint, code: nil)
  }

  /// Reads the whole file; nil where any error was found.
  mutating func machine(_ root: LocatedJSON) -> StateMachine? {
    self.root = root
    guard case .object = root.content else {
      diagnostics.append(
        Diagnostic(
          file: file, position: root.position, message: "the state machine must be an object, found \(root.described)",
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
      error(value.position, "\"Version\" must be \"1.0\", found \(quoted(version))")
    }
    let timeout = integer(fields, "TimeoutSeconds", in: 1...99_999_999)
    machineLanguage = language(fields)
    let start = scope(fields, in: nil)
    reportDangling()
    reportEndlessness(root)
    reportShadowing()
    warnOfUnassigned()
    warnOfUnusualErrors()
    let read = states.compactMap(\.self)
    guard !diagnostics.contains(where: { $0.severity == .error }), let start, read.count == states.count else {
      return nil
    }
    return StateMachine(comment: comment, states: read, start: start, timeoutSeconds: timeout)
  }

  /// Reads `StartAt` and `States`: the machine's own, a branch's or an item processor's. `outer`: the scope whose
  /// variables it can read, `owner`: the Parallel or Map there.
  mutating func scope(_ fields: Fields, of owner: StateIndex? = nil, in outer: Scope?) -> StateIndex? {
    var scope = Scope(id: scopes.count)
    scopes.append((outer?.id, owner))
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
    if let index { reportUnreachable(members, first: first, start: index, startName: startName, in: scope) }
    return index
  }

  private mutating func register(_ member: LocatedJSON.Member, as index: StateIndex, in scope: inout Scope) {
    if member.key.isEmpty || member.key.unicodeScalars.count > 80 {
      error(
        member.keyPosition,
        "a state's name has 1 to 80 characters, this one has \(member.key.unicodeScalars.count): \(quoted(member.key))")
    }
    if let other = names[member.key] {
      error(
        member.keyPosition, "duplicate state name \(quoted(member.key))",
        hint: "names are unique in the whole machine, branches included; the first one is at "
          + "\(other.line):\(other.column)", code: .duplicateStateName,
        aws: "Duplicate State name: \(member.key)")
    } else {
      names[member.key] = member.keyPosition
    }
    if scope.names[member.key] == nil { scope.names[member.key] = index } else { scope.isWhole = false }
  }

  /// The state a transition names; a problem, reported at the end, where its scope has none.
  mutating func resolve(
    _ name: String, at position: SourcePosition, field: String, owner: String, in scope: inout Scope
  ) -> StateIndex? {
    if let index = scope.names[name] { return index }
    scope.isWhole = false
    let near = dangling.count < 100 ? suggestion(for: name, among: scope.names.keys) : nil
    dangling.append(Dangling(name: name, position: position, field: field, owner: owner, suggestion: near))
    return nil
  }

  private mutating func reportDangling() {
    for item in dangling {
      let hint =
        if let elsewhere = names[item.name] {
          "the state \(quoted(item.name)) at \(elsewhere.line):\(elsewhere.column) belongs to another States object; "
            + "no transition enters or leaves a branch or an item processor"
        } else {
          item.suggestion.map { "did you mean \"\($0)\"?" } ?? "\"States\" has no state of that name"
        }
      error(
        item.position, "\"\(item.field)\" of \(item.owner) names the unknown state \(quoted(item.name))", hint: hint,
        code: .missingTransitionTarget,
        // AWS writes Next for Default and the like, too (measured by the floci project, 2026-08).
        aws: "Missing '\(item.field == "StartAt" ? item.field : "Next")' target: \(item.name)")
    }
  }

  /// Source: measured by the floci project on AWS, 2026-08: no state ends anything, AWS names no place, and is silent
  /// about states that cannot be reached. Whether every scope needs an end of its own is not known.
  private mutating func reportEndlessness(_ root: LocatedJSON) {
    guard needsEnd, !hasEnd, !states.isEmpty,
      diagnostics.allSatisfy({ $0.severity == .warning || $0.aws?.code == .missingTransitionTarget })
    else { return }
    diagnostics.removeAll { $0.aws?.message.hasSuffix("is not reachable.") == true }
    let text = "Workflow has no terminal state"
    diagnostics.append(
      Diagnostic(
        file: file, position: root.position, message: "\(text): no execution of it could ever end",
        hint: "one state needs \"End\": true, or is of the type Succeed or Fail",
        aws: AWSDiagnostic(code: .missingEndState, message: text, location: nil)))
  }

  private mutating func reportUnreachable(
    _ members: [LocatedJSON.Member], first: Int, start: StateIndex, startName: String, in scope: Scope
  ) {
    guard scope.isWhole else { return }
    var successors = [[StateIndex]](repeating: [], count: members.count)
    for edge in scope.edges { successors[edge.from - first].append(edge.to - first) }
    var isReached = [Bool](repeating: false, count: members.count)
    var pending = [start - first]
    while let next = pending.popLast() {
      guard !isReached[next] else { continue }
      isReached[next] = true
      pending += successors[next]
    }
    for (member, reached) in zip(members, isReached) where !reached {
      error(
        member.keyPosition, "State \(quoted(member.key)) is not reachable from \"StartAt\": \(quoted(startName))",
        hint: "no Next, Default or Catch on the way from the start leads to it", code: .missingTransitionTarget,
        aws: "State \"\(member.key)\" is not reachable.")
    }
  }
}
