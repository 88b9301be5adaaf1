public import JSON

/// Something that a definition must or should not say: what the rule is called, where it comes from, a definition that
/// breaks it, and the function that finds where. `Subject` is what that function looks at.
public struct Rule<Subject>: Sendable {
  public let info: RuleInfo
  private let find: @Sendable (inout Subject) -> [Finding]

  public init(_ info: RuleInfo, find: @escaping @Sendable (inout Subject) -> [Finding]) {
    self.info = info
    self.find = find
  }

  /// Every place that breaks the rule.
  public func diagnostics(_ subject: inout Subject) -> [Diagnostic] {
    find(&subject).map { finding in
      Diagnostic(
        severity: info.severity, file: finding.file, position: finding.position, message: finding.message,
        hint: finding.hint, aws: info.severity == .error ? finding.aws : nil, rule: info.id)
    }
  }
}

/// A place that breaks a rule.
public struct Finding: Sendable {
  var file: String
  var position: SourcePosition
  var message: String
  var hint: String?
  /// What AWS says about it; AWS has no words for what only warns.
  var aws: AWSDiagnostic?

  public init(
    file: String, position: SourcePosition, message: String, hint: String? = nil, aws: AWSDiagnostic? = nil
  ) {
    self.file = file
    self.position = position
    self.message = message
    self.hint = hint
    self.aws = aws
  }
}

/// All of a rule but its function: what its documentation is made of.
public struct RuleInfo: Sendable {
  /// What breaks the rule, and no other rule.
  public enum Example: Sendable {
    case definition(String)
    /// Of a machine that is created with the type EXPRESS.
    case express(String)
    case loaded(String, LintSettings)
    /// A scenario, and the definition that it names as `machine.asl.json`.
    case scenario(String, definition: String)
  }

  /// In words with dots and hyphens, as `throttle.unsaved`: the user's handle for the rule, never changed.
  public let id: String
  public let severity: Diagnostic.Severity
  /// What is wrong, in one line.
  package let summary: String
  /// Why that is wrong: a page of AWS, what was recorded there, or the thought that it follows from.
  package let source: String
  package let example: Example

  public init(
    _ id: String, _ severity: Diagnostic.Severity, _ summary: String, source: String, example: Example
  ) {
    self.id = id
    self.severity = severity
    self.summary = summary
    self.source = source
    self.example = example
  }

  /// A row of a table in Markdown, whose columns are those of `tableHead`.
  var tableRow: String { "| `\(id)` | \(severity.rawValue) | \(summary) | \(source) |" }

  static let tableHead = "| rule | severity | what it finds | source |\n|---|---|---|---|"
}

extension RuleInfo.Example {
  /// A machine whose one state has these members.
  static func state(_ members: String) -> Self { .definition(#"{"StartAt":"A","States":{"A":{\#(members)}}}"#) }
}
