extension Corpus {
  /// Templates that deploy workflows: together they have every part of those that are read.
  static let deployments = [
    """
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { Timeout: 20 } }
    Parameters:
      Stage: { Type: String, Default: dev }
      N: { Type: Number, Default: 7 }
      L: { Type: CommaDelimitedList, Default: "a,b" }
    Mappings: { M: { dev: { k: v }, prod: { k: w } } }
    Conditions:
      { C: !Equals [ !Ref Stage, prod ], D: !Not [ !Condition C ], E: !And [ { Condition: C }, !Condition D ] }
    Resources:
      A:
        Type: AWS::Serverless::StateMachine
        Properties:
          Name: !Sub "a-${Stage}"
          DefinitionUri: root.asl.json
          DefinitionSubstitutions: { X: !Ref B, Y: !GetAtt F.Arn }
          AutoPublishAlias: live
          Events: { S: { Type: Schedule, Properties: { Schedule: rate(1 day), Input: '{"a": 1}' } } }
      B:
        Type: AWS::StepFunctions::StateMachine
        Condition: D
        Properties:
          StateMachineType: EXPRESS
          Definition:
            StartAt: T
            States:
              T: { Type: Task, Resource: !GetAtt [ F, Arn ], TimeoutSeconds: !Ref N, Next: U }
              U: { Type: Task, Resource: !Sub "arn:${AWS::Partition}:states:::sqs:sendMessage",
                   Parameters: { QueueUrl: !Ref Q, MessageBody: !If [ C, a, !Ref "AWS::NoValue" ] }, End: true }
      F: { Type: AWS::Serverless::Function, Properties: { ReservedConcurrentExecutions: 5 } }
      Q: { Type: AWS::SQS::Queue, Properties: {
           QueueName: !Join [ "-", [ !FindInMap [ M, !Ref Stage, k ], !Ref Stage ] ] } }
      V: { Type: AWS::StepFunctions::StateMachineVersion, Properties: { StateMachineArn: !Ref B } }
      W: { Type: AWS::StepFunctions::StateMachineAlias, Properties: { Name: w,
           RoutingConfiguration: [ { StateMachineVersionArn: !Ref V, Weight: 100 } ] } }
      R: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 hour),
           Targets: [ { Arn: !Ref B, Id: x } ] } }
    Outputs: { O: { Value: !Select [ 1, !Ref L ], Export: { Name: o } } }
    """,
    #"""
    {"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join":
      ["", ["{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"", {"Fn::GetAtt": ["F", "Arn"]},
      "\",\"Next\":\"B\"},\"B\":{\"Type\":\"Map\",\"ItemsPath\":\"$.l\",\"ItemProcessor\":{\"StartAt\":\"C\",",
      "\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.n\",\"NumericGreaterThan\":5,",
      "\"Next\":\"D\"}]},\"D\":{\"Type\":\"Succeed\"}}},\"End\":true}}}"]]}}},
      "F": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": {"Fn::Sub": ["${x}-f", {"x": "y"}]}}}}}
    """#,
    """
    service: s
    custom: { a: { b: "${opt:stage, 'dev'}" }, c: "${self:custom.a.b}-x" }
    provider: { name: aws, region: eu-west-1, stage: "${self:custom.a.b}" }
    functions: { f: { handler: h, reservedConcurrency: 2 } }
    stepFunctions:
      activities: [ act ]
      stateMachines:
        m:
          name: "${self:service}-${self:custom.c}"
          events: [ { schedule: rate(1 day) }, { http: { path: p, method: GET } } ]
          definition:
            StartAt: A
            States:
              A: { Type: Task, Resource: { "Fn::GetAtt": [ f, Arn ] }, Next: B }
              B: { Type: Task, Resource: !Ref ActStepFunctionsActivity, End: true }
    resources: [ { Resources: { Q: { Type: "AWS::SQS::Queue" } } } ]
    """,
    #"""
    {"terraform_version": "1", "planned_values": {"root_module": {"resources": [
      {"address": "aws_lambda_function.f", "type": "aws_lambda_function", "name": "f", "mode": "managed",
       "values": {"function_name": "f", "timeout": 3}},
      {"address": "aws_sfn_state_machine.m[0]", "type": "aws_sfn_state_machine", "name": "m", "mode": "managed",
       "index": 0, "values": {"name": "m", "type": "EXPRESS", "definition":
       "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"${aws_lambda_function.f}\"}}}"}}],
      "child_modules": [{"address": "module.x", "resources": []}]}},
     "configuration": {"root_module": {"resources": [{"type": "aws_sfn_state_machine", "name": "m",
       "expressions": {"definition": {"references": ["aws_lambda_function.f.arn"]}}}]}}}
    """#,
    #"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Fn}", "TimeoutSeconds": ${T}, "End": true}}}"#,
    "StartAt: A\nStates:\n  A: { Type: Wait, Seconds: \"${N}\", End: true }\n",
    #"{"version": "1", "artifacts": {"S": {"type": "aws:cloudformation:stack", "environment": "aws://1/us-east-1", "#
      + #""properties": {"templateFile": "input.json"}}}}"#,
  ]

  static let deploymentWords = [
    "!Ref ", "!Sub ", "!GetAtt ", "!Join ", "!If ", "!Select ", "!Split ", "!FindInMap ", "!ImportValue ", "!Nothing ",
    "{\"Ref\":\"A\"}", "{\"Fn::GetAtt\":[\"A\",\"Arn\"]}", "${A}", "${A.Arn}", "${!A}", "${self:custom}", "${self:}",
    "${opt:a, 'b'}", "${AWS::Region}", "${file(input.json)}", "${file(root.asl.json):States}", "Resources:", "Type:",
    "Properties:", "Definition:", "DefinitionString: |\n", "DefinitionUri: fast.asl.json", "<<: *x", "&x ", "*x",
    "Condition: C", "AWS::NoValue", "AWS::CloudFormation::Stack", "TemplateURL: t.yaml", "\"definition\":", "[0]",
    "\"type\":\"EXPRESS\"", "Outputs:", "Fn::ForEach::X:", "null", "~", "[]", "{}", "-1", "\u{FEFF}", "\t",
  ]
}
