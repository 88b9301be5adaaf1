/// Why a part of a scenario or a definition cannot be read. What can be read and is wrong nevertheless, rules find.
public enum ReadingProblem: String, CaseIterable, Sendable {
  case syntax = "read.syntax"
  case type = "read.type"
  case value = "read.value"
  case unknownField = "read.unknown-field"
  case missingField = "read.missing-field"
  case repeatedField = "read.repeated-field"
  case conflictingFields = "read.conflicting-fields"
  case unknownName = "read.unknown-name"
  case expression = "read.expression"
  case size = "read.size"
  case file = "read.file"
  case unsupported = "read.unsupported"
  case placeholder = "read.placeholder"

  /// None of them can be silenced: what was not read cannot be run.
  public var info: RuleInfo {
    RuleInfo(rawValue, .error, summary, source: source, example: example)
  }

  private var summary: String {
    switch self {
    case .syntax: "a text that is no JSON, YAML or CSV"
    case .type: "a value of another type than its field has, as a list in place of a number"
    case .value: "a value of the right type that its field does not take"
    case .unknownField: "a field that does not exist there"
    case .missingField: "a field that must be there, and is not"
    case .repeatedField: "a field that is there twice"
    case .conflictingFields: "fields that exclude each other"
    case .unknownName: "a name that nothing has: of a machine, a version, a metric or a Region in a scenario"
    case .expression: "a path, a template, a JSONata expression or an expectation that does not follow its grammar"
    case .size: "more bytes, characters or levels than a file, a value or a name may have"
    case .file: "a file that cannot be read"
    case .unsupported: "what Step Functions has and Headroom does not have yet"
    case .placeholder: "a `${Name}` without a substitution where it decides what is called, or a number"
    }
  }

  private var source: String {
    switch self {
    case .syntax: "RFC 8259, YAML 1.2, RFC 4180"
    case .type, .value, .unknownField, .missingField, .conflictingFields: "States Language; the scenario's format"
    case .repeatedField: "recorded on AWS; YAML 1.2"
    case .expression: "States Language; JSONata 2.0.6; the scenario's format"
    case .size: "Step Functions API model, `Definition`; service quotas"
    case .unknownName, .file: "the scenario's format"
    case .unsupported: "\"Not modelled\" below"
    case .placeholder: "SAM and CloudFormation, DefinitionSubstitutions"
    }
  }

  private var example: RuleInfo.Example {
    switch self {
    case .syntax: .definition("{")
    case .type: .state(#""Type":"Pass","End":true,"Comment":1"#)
    case .value: .state(#""Type":"Wait","End":true,"Seconds":-1"#)
    case .unknownField: .state(#""Type":"Pass","End":true,"Seconds":1"#)
    case .missingField: .state(#""Type":"Pass""#)
    case .repeatedField: .state(#""Type":"Pass","End":true,"End":true"#)
    case .conflictingFields: .state(#""Type":"Wait","End":true,"Seconds":1,"SecondsPath":"$.n""#)
    case .unknownName: .scenario(Self.scenario.replacing("start: Root", with: "start: Other"), definition: Self.pass)
    case .expression: .state(#""Type":"Pass","End":true,"InputPath":"$.a[""#)
    case .size: .scenario(Self.scenario + "throttleError: " + String(repeating: "E", count: 257), definition: Self.pass)
    case .file: .scenario(Self.scenario.replacing("machine.asl.json", with: "other.asl.json"), definition: Self.pass)
    case .unsupported:
      .scenario(Self.scenario.replacing("stateMachines:", with: "Resources:"), definition: Self.pass)
    case .placeholder: .scenario(Self.scenario, definition: Self.placeholderTask)
    }
  }

  private static let placeholderTask =
    #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Name}","End":true}}}"#
  private static let scenario = """
    region: us-east-1
    stateMachines: { Root: { definition: machine.asl.json } }
    load: [ { start: Root, arrivals: { burst: 1 } } ]

    """
  private static let pass = #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#
}
