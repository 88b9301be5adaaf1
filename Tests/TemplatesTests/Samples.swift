import JSON

/// The same two workflows as people deploy them: an order that starts a payment for each of its lines, and waits.
enum Samples {
  static let sam = """
    AWSTemplateFormatVersion: "2010-09-09"
    Transform: AWS::Serverless-2016-10-31
    Parameters:
      Stage: { Type: String, Default: dev }
      Lines: { Type: Number, Default: 7 }
    Conditions:
      IsProd: !Equals [ !Ref Stage, prod ]
    Globals:
      Function: { Timeout: 20, MemorySize: 256 }
    Resources:
      Order:
        Type: AWS::Serverless::StateMachine
        Properties:
          Name: !Sub "order-${Stage}"
          DefinitionUri: order.asl.json
          DefinitionSubstitutions:
            PaymentArn: !Ref Payment
            Lines: !Ref Lines
          Policies: [ { StepFunctionsExecutionPolicy: { StateMachineName: !GetAtt Payment.Name } } ]
          Events:
            Nightly:
              Type: Schedule
              Properties: { Schedule: cron(0 3 * * ? *), Input: '{"lines": [1]}' }
            Hook:
              Type: Api
              Properties: { Method: post, Path: /orders }
      Payment:
        Type: AWS::Serverless::StateMachine
        Properties:
          Type: EXPRESS
          Definition:
            StartAt: Charge
            States:
              Charge:
                Type: Task
                Resource: arn:aws:states:::lambda:invoke
                Parameters: { FunctionName: !GetAtt ChargeFunction.Arn, Payload.$: $ }
                OutputPath: $.Payload
                Next: Save
              Save:
                Type: Task
                Resource: !Sub "arn:${AWS::Partition}:states:::dynamodb:putItem"
                Parameters: { TableName: !Ref Payments, Item: { id: { S.$: $.id } } }
                End: true
      ChargeFunction:
        Type: AWS::Serverless::Function
        Properties: { Handler: i.h, Runtime: python3.12, ReservedConcurrentExecutions: !If [ IsProd, 50, 5 ] }
      Payments:
        Type: AWS::DynamoDB::Table
        Properties: { TableName: !Join [ "-", [ payments, !Ref Stage ] ] }
    """

  static let order = """
    {"StartAt": "Each line", "States": {"Each line": {"Type": "Map", "ItemsPath": "$.lines", "MaxConcurrency": ${Lines},
      "ItemProcessor": {"StartAt": "Pay", "States": {"Pay": {"Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution",
        "Parameters": {"StateMachineArn": "${PaymentArn}", "Input.$": "$"},
        "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true}}}, "End": true}}}
    """

  /// As CDK joins a definition: texts, and references between them.
  private static func joined(_ parts: [String]) -> String {
    let items = parts.map { $0.hasPrefix("{\"Ref") || $0.hasPrefix("{\"Fn") ? $0 : JSON.string($0).text }
    return #"{"Fn::Join": ["", [\#(items.joined(separator: ", "))]]}"#
  }

  private static let payment = joined([
    #"{"StartAt":"Charge","States":{"Charge":{"Type":"Task","Resource":"arn:"#, #"{"Ref": "AWS::Partition"}"#,
    #":states:::lambda:invoke","Parameters":{"FunctionName":""#, #"{"Fn::GetAtt": ["ChargeEC431097", "Arn"]}"#,
    #"","Payload.$":"$"},"End":true}}}"#,
  ])

  private static let startsPayment = joined([
    #"{"StartAt":"Pay","States":{"Pay":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","#
      + #""Parameters":{"StateMachineArn":""#, #"{"Ref": "PaymentDAB30558"}"#,
    #""},"Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}"#,
  ])

  static let cdk = #"""
    {"Resources": {
      "ChargeEC431097": {"Type": "AWS::Lambda::Function", "Properties": {"ReservedConcurrentExecutions": 5,
        "Timeout": 20, "MemorySize": 256}, "Metadata": {"aws:cdk:path": "Shop/Charge/Resource"}},
      "PaymentsA9B65338": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
      "PaymentDAB30558": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"StateMachineType": "EXPRESS",
        "DefinitionString": \#(payment)}},
      "OrderEC8635DA": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
        "DefinitionString": \#(startsPayment)}},
      "NightlyC44EE0A7": {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 day)",
        "Targets": [{"Arn": {"Ref": "OrderEC8635DA"}, "Id": "Target0"}]}}
    }}
    """#

  static let serverless = """
    service: shop
    custom:
      name: order-${self:provider.stage}
      limit: ${opt:limit, 4}
    provider:
      name: aws
      region: eu-west-1
      stage: ${opt:stage, 'dev'}
    functions:
      charge: { handler: h.charge, timeout: 20, reservedConcurrency: 5 }
    stepFunctions:
      activities: [ review ]
      stateMachines:
        payment:
          type: EXPRESS
          definition:
            StartAt: Charge
            States:
              Charge: { Type: Task, Resource: { Fn::GetAtt: [ charge, Arn ] }, End: true }
        order:
          name: ${self:custom.name}
          events:
            - schedule: rate(5 minutes)
            - http: { path: order, method: POST }
          definition:
            StartAt: Review
            States:
              Review:
                Type: Task
                Resource: !Ref ReviewStepFunctionsActivity
                Next: Pay
              Pay:
                Type: Map
                ItemsPath: $.lines
                MaxConcurrency: ${self:custom.limit}
                End: true
                ItemProcessor:
                  StartAt: Start
                  States:
                    Start:
                      Type: Task
                      Resource: arn:aws:states:::states:startExecution
                      Parameters: { StateMachineArn: !Ref PaymentStepFunctionsStateMachine }
                      Retry: [ { ErrorEquals: [ States.ALL ] } ]
                      End: true
    resources:
      Resources:
        Queue: { Type: "AWS::SQS::Queue" }
    """

  private static func text(_ definition: String) -> String { JSON.string(definition).text }

  static let terraform = #"""
    {"format_version": "1.2", "terraform_version": "1.9.0", "variables": {"region": {"value": "eu-west-1"}},
     "planned_values": {"root_module": {"resources": [
       {"address": "aws_lambda_function.charge", "mode": "managed", "type": "aws_lambda_function", "name": "charge",
        "values": {"function_name": "charge", "timeout": 20, "reserved_concurrent_executions": 5}},
       {"address": "aws_sfn_state_machine.order", "mode": "managed", "type": "aws_sfn_state_machine", "name": "order",
        "values": {"name": "order", "type": "STANDARD", "definition": \#(text(terraformOrder))}},
       {"address": "aws_cloudwatch_event_rule.nightly", "mode": "managed", "type": "aws_cloudwatch_event_rule",
        "name": "nightly", "values": {"name": "nightly", "schedule_expression": "rate(1 day)"}},
       {"address": "aws_cloudwatch_event_target.order", "mode": "managed", "type": "aws_cloudwatch_event_target",
        "name": "order", "values": {"rule": "nightly", "input": "{\"lines\":[1]}"}}],
      "child_modules": [{"address": "module.pay", "resources": [
       {"address": "module.pay.aws_sfn_state_machine.payment", "mode": "managed", "type": "aws_sfn_state_machine",
        "name": "payment", "values": {"name": "payment", "type": "EXPRESS",
          "definition": \#(text(terraformPayment))}}]}]}},
     "configuration": {
       "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"references": ["var.region"]}}}},
       "root_module": {"resources": [
         {"address": "aws_cloudwatch_event_target.order", "mode": "managed", "type": "aws_cloudwatch_event_target",
          "name": "order", "expressions": {"arn": {"references": ["aws_sfn_state_machine.order.arn",
            "aws_sfn_state_machine.order"]}}}]}}}
    """#

  private static let terraformOrder = #"""
    {"StartAt":"Pay","States":{"Pay":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution",
      "Parameters":{"StateMachineArn":"${module.pay.aws_sfn_state_machine.payment.arn}"},
      "Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}
    """#

  private static let terraformPayment =
    #"{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"${aws_lambda_function.charge.arn}","End":true}}}"#
}
