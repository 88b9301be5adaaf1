import Templates
import Testing

/// Every mistake is said at its place, and what is around it is read all the same.
@Suite struct MistakeTests {
  private static let good = """
    Good:
        Type: AWS::StepFunctions::StateMachine
        Properties: { Definition: { StartAt: P, States: { P: { Type: Pass, End: true } } } }
    """

  private static let rows: [(template: String, complaints: [String])] = [
    ("Resources: []", ["1:12: error: Resources: found a list, expected a mapping [read.type]"]),
    ("Resources:\n  A: { Typ: X }\n  \(good)", ["2:3: error: the resource A has no Type [read.missing-field]"]),
    (
      "Resources:\n  A: { Type: AWS::Serverless::StateMachin }\n  \(good)",
      ["2:3: error: A: there is no type \"AWS::Serverless::StateMachin\" [read.unknown-name]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine\n    Properties: { RoleArn: r }\n  \(good)",
      ["2:3: error: A: it has no definition [read.missing-field]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine"
        + "\n    Properties: { DefinitonString: '{}' }\n  \(good)",
      ["4:19: error: A: AWS::StepFunctions::StateMachine has no property \"DefinitonString\" [read.unknown-field]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine"
        + "\n    Properties: { Definition: 1, DefinitionString: '{}' }",
      ["4:34: error: A: found DefinitionString beside Definition, expected one of them [read.conflicting-fields]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::Serverless::StateMachine\n    Properties:"
        + "\n      DefinitionUri: none.asl.json\n  \(good)",
      ["5:22: warning: A is left out: there is no file none.asl.json [read.file]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine\n    Properties: { StateMachineType: FAST, "
        + "Definition: { StartAt: P, States: { P: { Type: Pass, End: true } } } }",
      ["4:37: error: A: found \"FAST\", expected STANDARD or EXPRESS [read.value]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine\n    Properties: { StateMachineName: !Ref Nam, "
        + "Definition: { StartAt: P, States: { P: { Type: Pass, End: true } } } }",
      ["4:37: error: Ref: there is no resource or parameter \"Nam\" [read.unknown-name]"]
    ),
    (
      "Resources:\n  A:\n    Type: AWS::StepFunctions::StateMachine\n    Condition: Nowhere\n  \(good)",
      ["4:16: error: there is no condition \"Nowhere\" [read.unknown-name]", "2:3: error: A: it has no definition"]
    ),
    (
      "Conditions: { A: { Condition: B }, B: { Condition: A } }\nResources:\n  A: { Type: T, Condition: A }\n  \(good)",
      ["error: the conditions go round in a circle [read.value]"]
    ),
    ("Resources: { A: [1 }", ["error: YAML: "]),
    ("Resources: { A: !Sub &x { b: 1 } ", ["error: YAML: "]),
    ("{\"Resources\": {", ["1:16: error: found the end of the text"]),
  ]

  @Test(arguments: rows) func isSaid(row: (template: String, complaints: [String])) throws {
    let made = try Made("t.yaml", row.template)
    let said = (made.notes + made.problems).map { $0.replacing("t.yaml:", with: "") }
    for complaint in row.complaints {
      #expect(said.contains { $0.contains(complaint) }, "\(said)")
    }
    #expect(made.notes.allSatisfy { $0.hasPrefix("t.yaml:") })
    if row.template.contains(Self.good) { #expect(made.scenario.contains("  Good:\n")) }
  }

  private static let variables: [(text: String, complaint: String)] = [
    ("${self:custom.nosuch}", "there is nothing at \"${self:custom.nosuch}\""),
    ("${opt:nosuch}", "\"${opt:nosuch}\" is not known here"),
    ("${env:NOSUCH}", "\"${env:NOSUCH}\" is not known here"),
    ("${file(none.yml):a}", "there is no file none.yml"),
    ("${file(run.js):a}", "is a program"),
    ("${self:custom.round}", "the variables go round in a circle"),
    ("a-${self:custom}", "stands within a text"),
    ("${ssm:/path}", "is not known here"),
  ]

  @Test(arguments: variables) func variablesAreSaid(row: (text: String, complaint: String)) throws {
    let made = try Made(
      "serverless.yml",
      """
      service: s
      provider: { name: aws }
      custom: { round: "${self:custom.round}" }
      stepFunctions:
        stateMachines:
          m: { name: "\(row.text)", definition: { StartAt: P, States: { P: { Type: Pass, End: true } } } }
      """)
    #expect(made.notes.contains { $0.hasPrefix("serverless.yml:") && $0.contains(row.complaint) }, "\(made.notes)")
    #expect(made.scenario.contains("stateMachines:\n"))
  }

  /// A definition in a template is wrong where the template has it.
  private static let places: [(template: String, place: String)] = [
    ("Definition:\n        StartAt: A\n        States:\n          A: { Type: Pas, End: true }", "t.yaml:8:22:"),
    (
      "DefinitionString: |\n        {\"StartAt\": \"A\", \"States\": {"
        + "\n          \"A\": {\"Type\": \"Pas\", \"End\": true}}}",
      "t.yaml:7:25:"
    ),
    (
      "DefinitionString: !Sub |\n        {\"StartAt\": \"A\","
        + "\n         \"States\": {\"A\": {\"Type\": \"Pas\", \"End\": true}}}",
      "t.yaml:7:35:"
    ),
    (
      "DefinitionString: '{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pas\", \"End\": true}}}'",
      "t.yaml:5:68:"
    ),
    (
      "DefinitionString: \"{\\\"StartAt\\\": \\\"A\\\", \\\"States\\\": {\\\"A\\\": {\\\"Type\\\":"
        + " \\\"Pas\\\", \\\"End\\\": true}}}\"",
      "t.yaml:5:78:"
    ),
  ]

  @Test(arguments: places) func pointsAtTheTemplate(row: (template: String, place: String)) throws {
    let made = try Made(
      "t.yaml",
      """
      Resources:
        A:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            \(row.template)
      """)
    #expect(made.problems.contains { $0.hasPrefix(row.place) && $0.contains("\"Pas\"") }, "\(made.problems)")
  }

  @Test func whatNoTemplateHasGetsAStandIn() throws {
    let made = try Made(
      "t.yaml",
      """
      Resources:
        A:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            Definition:
              StartAt: S
              States:
                S:
                  Type: Task
                  Resource: arn:aws:states:::states:startExecution
                  Parameters: { StateMachineArn: "${Elsewhere}" }
                  End: true
      """)
    #expect(made.problems == [] && made.machines == ["A", "Elsewhere"])
    #expect(made.notes.contains { $0.hasPrefix("t.yaml:8:11: warning: state \"S\" starts Elsewhere") }, "\(made.notes)")
    #expect(made.scenario.contains("# A stand-in: no template has this machine."))
  }
}
