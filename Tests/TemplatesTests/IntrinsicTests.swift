import Templates
import Testing

/// One law of the template language per row: an expression, and what the machine's name comes to.
@Suite struct IntrinsicTests {
  private static let rows: [(expression: String, name: String)] = [
    ("plain", "plain"),
    ("!Ref Stage", "dev"),
    ("{ Ref: Stage }", "dev"),
    ("!Sub '${Stage}-x'", "dev-x"),
    ("!Sub [ '${A}-${Stage}', { A: !Ref Other } ]", "o-dev"),
    ("!Join [ '-', [ a, !Ref Stage, b ] ]", "a-dev-b"),
    ("!Join [ '-', !Ref Many ]", "x-y-z"),
    ("!Select [ 1, !Ref Many ]", "y"),
    ("!Select [ 1, !Split [ '/', 'a/b/c' ] ]", "b"),
    ("!Select [ !FindInMap [ Numbers, dev, index ], [ p, q ] ]", "q"),
    ("!FindInMap [ Names, !Ref Stage, name ]", "mapped"),
    ("!FindInMap [ Names, nosuch, name, { DefaultValue: fallback } ]", "fallback"),
    ("!If [ IsDev, yes-dev, no-dev ]", "yes-dev"),
    ("!If [ IsProd, yes-prod, no-prod ]", "no-prod"),
    ("!If [ Both, both, not-both ]", "not-both"),
    ("!If [ Either, either, neither ]", "either"),
    ("!If [ Negated, negated, plain ]", "negated"),
    ("!GetAtt Queue.QueueName", "jobs"),
    ("!GetAtt [ Function, Arn ]", "arn-aws-lambda-us-east-1-123456789012-function-fun"),
    ("!Select [ 5, !Split [ ':', !GetAtt Queue.Arn ] ]", "jobs"),
    ("!Select [ 6, !Split [ ':', !Ref Version ] ]", "fun"),
    ("!Select [ 7, !Split [ ':', !Ref Alias ] ]", "live"),
    ("!ImportValue shared-name", "exported"),
    ("!Sub 'r-${AWS::Region}'", "r-us-east-1"),
    ("!Ref AWS::AccountId", "123456789012"),
    ("!Select [ 0, !GetAZs '' ]", "us-east-1a"),
    ("!Sub '${Function.Arn}'", "arn-aws-lambda-us-east-1-123456789012-function-fun"),
    ("!Base64 text", "text"),
  ]

  @Test(arguments: rows) func evaluates(row: (expression: String, name: String)) throws {
    let template = """
      Parameters:
        Stage: { Type: String, Default: dev }
        Other: { Type: String, Default: o }
        Many: { Type: CommaDelimitedList, Default: "x,y,z" }
      Mappings:
        Names: { dev: { name: mapped } }
        Numbers: { dev: { index: 1 } }
      Conditions:
        IsDev: !Equals [ !Ref Stage, dev ]
        IsProd: !Equals [ !Ref Stage, prod ]
        Both: !And [ { Condition: IsDev }, { Condition: IsProd } ]
        Either: !Or [ { Condition: IsDev }, { Condition: IsProd } ]
        Negated: !Not [ !Condition IsProd ]
      Resources:
        Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
        Function: { Type: AWS::Lambda::Function, Properties: { FunctionName: fun } }
        Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Function } }
        Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !GetAtt Function.Arn, Name: live } }
        Hidden: { Type: AWS::Lambda::Function, Condition: IsProd, Properties: { FunctionName: !Ref Nowhere } }
        Machine:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            StateMachineName: \(row.expression)
            Definition: { StartAt: P, States: { P: { Type: Pass, End: true } } }
      Outputs:
        Shared: { Value: exported, Export: { Name: shared-name } }
      """
    let made = try Made("t.yaml", template)
    #expect(made.machines == [row.name], "\(made.notes) \(made.problems)")
    #expect(made.notes.allSatisfy { $0.contains("AWS takes no machine with the name") }, "\(made.notes)")
  }

  @Test func versionsAndAliasesAreThoseOfTheScenario() throws {
    let made = try Made(
      "t.yaml",
      """
      Resources:
        Machine:
          Type: AWS::StepFunctions::StateMachine
          Properties: { Definition: { StartAt: P, States: { P: { Type: Pass, End: true } } } }
        V1: { Type: AWS::StepFunctions::StateMachineVersion, Properties: { StateMachineArn: !Ref Machine } }
        V2: { Type: AWS::StepFunctions::StateMachineVersion, Properties: { StateMachineArn: !GetAtt Machine.Arn } }
        Live:
          Type: AWS::StepFunctions::StateMachineAlias
          Properties:
            Name: live
            RoutingConfiguration:
              - { StateMachineVersionArn: !Ref V1, Weight: 90 }
              - { StateMachineVersionArn: !Ref V2, Weight: 10 }
        Caller:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            Definition:
              StartAt: A
              States:
                A:
                  Type: Task
                  Resource: arn:aws:states:::states:startExecution
                  Parameters: { StateMachineArn: !Ref Live }
                  Retry: [ { ErrorEquals: [ States.ALL ] } ]
                  End: true
      """)
    #expect(made.notes == [] && made.problems == [])
    #expect(made.machines == ["Machine", "Machine:1", "Machine:2", "Caller"])
    #expect(made.scenario.contains("live: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ]"))
  }

  /// A list, a number and what is left out stand in a definition as themselves.
  @Test func valuesOfADefinitionKeepTheirKinds() throws {
    let made = try Made(
      "t.yaml",
      """
      Parameters:
        Seconds: { Type: Number, Default: 3 }
        Text: { Type: String, Default: "3" }
        Nets: { Type: CommaDelimitedList, Default: "a,b" }
      Resources:
        Machine:
          Type: AWS::StepFunctions::StateMachine
          Properties:
            Definition:
              StartAt: W
              TimeoutSeconds: !Ref AWS::NoValue
              States:
                W: { Type: Wait, Seconds: !Ref Seconds, Next: P }
                P: { Type: Pass, Result: { nets: !Ref Nets, text: !Ref Text, yes: "true", no: false }, End: true }
      """)
    #expect(made.notes == [] && made.problems == [])
    let definition = made.definitions["definitions/Machine.asl.json"] ?? ""
    #expect(definition.contains("\"Seconds\": 3,"))
    #expect(definition.contains("\"nets\": [\n          \"a\",\n          \"b\"\n        ]"), "\(definition)")
    #expect(definition.contains("\"text\": \"${Text}\"") && definition.contains("\"yes\": \"true\""))
    #expect(definition.contains("\"no\": false") && !definition.contains("TimeoutSeconds"))
  }
}
