import JSON

/// What a definition says, state by state, as far as it can be read: what the rules about its text look at.
struct DefinitionText {
  /// A state whose type is known.
  struct StateText {
    var fields: Fields
    var type: StateType
    var language: QueryLanguage
    /// Of a Task, where it is a resource at all.
    var resource: Resource?
    /// Of a Map, where its processor can be read.
    var isDistributed: Bool?
  }

  /// A transition to a name that its `States` object does not have.
  struct Dangling {
    var name: String
    var position: SourcePosition
    var field: String
    var owner: String
    var suggestion: String?
  }

  /// A `States` object whose transitions all lead somewhere.
  struct Graph {
    var members: [LocatedJSON.Member]
    /// The index of the first of them.
    var first: StateIndex
    var start: StateIndex
    var startName: String
    var edges: [(from: StateIndex, to: StateIndex)]
  }

  /// A variable that gets a value somewhere in a scope.
  struct Assignment {
    var scope: Int
    var name: String
    var position: SourcePosition
    /// The state whose `Catch` assigns it; nil where the state itself does.
    var catcher: StateIndex?
  }

  /// A field that another one would have to go with.
  struct Idle {
    var member: LocatedJSON.Member
    var owner: String
    var needs: String
  }

  let file: String
  /// The whole definition, for the pointers that AWS names places by; nil while there is none.
  var root: LocatedJSON?
  /// Whether a machine that no state ends is refused. It can be run, and tests of what never ends do.
  var needsEnd = false
  /// Whether a state of any scope ends it.
  var hasEnd = false
  var states: [StateText] = []
  /// Every state's name as often as it stands there, and where.
  var names: [(name: String, position: SourcePosition)] = []
  /// Every state's name and where it first stands.
  var firstNames: [String: SourcePosition] = [:]
  var dangling: [Dangling] = []
  var graphs: [Graph] = []
  /// For every scope the one around it, whose variables can be read in it, and the state there that it belongs to.
  var scopes: [(outer: Int?, owner: StateIndex?)] = []
  var assignments: [Assignment] = []
  /// Variables that paths and expressions read.
  private(set) var reads: [(name: String, position: SourcePosition, scope: Int)] = []
  /// The scope that is being read.
  var scope = 0
  /// The errors of Fail states, where they are written down.
  var raised: Set<String> = []
  var idle: [Idle] = []
  /// Everything that was found before the rule that looks.
  var diagnostics: [Diagnostic] = []

  init(file: String) { self.file = file }

  mutating func reads(_ name: String, at position: SourcePosition) { reads.append((name, position, scope)) }

  /// `aws`, `awsPosition`: how AWS words it and where it sees it, where that differs from our text and place.
  func finding(
    _ position: SourcePosition, _ message: String, hint: String? = nil,
    code: AWSDiagnostic.Code = .schemaValidationFailed, aws: String? = nil, awsPosition: SourcePosition? = nil
  ) -> Finding {
    Finding(
      file: file, position: position, message: message, hint: hint,
      aws: AWSDiagnostic(
        code: code, message: aws ?? message, location: root?.pointer(to: awsPosition ?? position) ?? "/"))
  }
}

extension DefinitionText.StateText {
  /// The entries of `Retry` or `Catch` that are objects.
  func handlers(_ field: String) -> [(index: Int, fields: Fields, isLast: Bool)] {
    guard let entries = fields[field]?.elements else { return [] }
    return entries.enumerated().compactMap { index, entry in
      entry.members.map {
        let owner = "\(field) entry \(index) of \(fields.owner)"
        return (index, Fields(members: $0, position: entry.position, owner: owner), index == entries.count - 1)
      }
    }
  }

  /// The names in the `ErrorEquals` of an entry.
  static func errorNames(_ entry: Fields) -> [(name: String, position: SourcePosition)] {
    (entry["ErrorEquals"]?.elements ?? []).compactMap { value in value.string.map { ($0, value.position) } }
  }

  var parametersName: String { language.parametersName }

  /// The members of `Parameters` or `Arguments`, where they are written one by one.
  var parameters: [LocatedJSON.Member]? { fields[parametersName]?.members }
}

extension LocatedJSON.Member {
  /// The key without the mark of a path or an intrinsic function.
  var plainKey: String { key.hasSuffix(".$") ? String(key.dropLast(2)) : key }
}
