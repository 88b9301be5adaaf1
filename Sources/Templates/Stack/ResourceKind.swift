/// How resources of a type are named, and what a reference to one gives. Source: CloudFormation resource reference,
/// "Return values" of each type.
struct ResourceKind {
  enum Reference { case name, arn, url, qualified }

  var nameProperties: [String]
  var reference: Reference
  /// `service:resource` with NAME in it.
  var arn: String
  /// Its ARN names no Region.
  var isGlobal = false

  init(_ type: String) {
    if let row = Self.table[type] {
      nameProperties = row.names.split(separator: " ").map(String.init)
      reference = row.reference
      arn = row.arn
      isGlobal = arn.hasPrefix("s3:") || arn.hasPrefix("iam:")
      return
    }
    let words = type.split(separator: ":", omittingEmptySubsequences: true).map(String.init)
    let last = words.last ?? type
    nameProperties = [last + "Name", "Name"]
    reference = .name
    arn = (words.count > 1 ? words[1].lowercased() : "cloudformation") + ":NAME"
  }

  static let function = ["AWS::Lambda::Function", "AWS::Serverless::Function"]
  static let machine = ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"]

  private typealias Row = (names: String, reference: Reference, arn: String)

  private static let table: [String: Row] = [
    "AWS::Lambda::Function": ("FunctionName", .name, "lambda:function:NAME"),
    "AWS::Serverless::Function": ("FunctionName", .name, "lambda:function:NAME"),
    "AWS::Lambda::Version": ("", .qualified, "lambda:function:NAME"),
    "AWS::Lambda::Alias": ("Name", .qualified, "lambda:function:NAME"),
    "AWS::Lambda::LayerVersion": ("LayerName", .arn, "lambda:layer:NAME:1"),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", .arn, "states:stateMachine:NAME"),
    "AWS::Serverless::StateMachine": ("Name", .arn, "states:stateMachine:NAME"),
    "AWS::StepFunctions::StateMachineVersion": ("", .qualified, "states:stateMachine:NAME"),
    "AWS::StepFunctions::StateMachineAlias": ("Name", .qualified, "states:stateMachine:NAME"),
    "AWS::StepFunctions::Activity": ("Name", .arn, "states:activity:NAME"),
    "AWS::SQS::Queue": ("QueueName", .url, "sqs:NAME"),
    "AWS::SNS::Topic": ("TopicName", .arn, "sns:NAME"),
    "AWS::DynamoDB::Table": ("TableName", .name, "dynamodb:table/NAME"),
    "AWS::DynamoDB::GlobalTable": ("TableName", .name, "dynamodb:table/NAME"),
    "AWS::Serverless::SimpleTable": ("TableName", .name, "dynamodb:table/NAME"),
    "AWS::S3::Bucket": ("BucketName", .name, "s3:NAME"),
    "AWS::Events::EventBus": ("Name", .name, "events:event-bus/NAME"),
    "AWS::Events::Rule": ("Name", .name, "events:rule/NAME"),
    "AWS::Events::Connection": ("Name", .name, "events:connection/NAME"),
    "AWS::Events::ApiDestination": ("Name", .name, "events:api-destination/NAME"),
    "AWS::ECS::Cluster": ("ClusterName", .name, "ecs:cluster/NAME"),
    "AWS::ECS::TaskDefinition": ("Family", .arn, "ecs:task-definition/NAME:1"),
    "AWS::Batch::JobQueue": ("JobQueueName", .arn, "batch:job-queue/NAME"),
    "AWS::Batch::JobDefinition": ("JobDefinitionName", .arn, "batch:job-definition/NAME:1"),
    "AWS::CodeBuild::Project": ("Name", .name, "codebuild:project/NAME"),
    "AWS::IAM::Role": ("RoleName", .name, "iam:role/NAME"),
    "AWS::Kinesis::Stream": ("Name", .name, "kinesis:stream/NAME"),
    "AWS::KinesisFirehose::DeliveryStream": ("DeliveryStreamName", .name, "firehose:deliverystream/NAME"),
    "AWS::KMS::Key": ("", .name, "kms:key/NAME"),
    "AWS::Logs::LogGroup": ("LogGroupName", .name, "logs:log-group:NAME:*"),
    "AWS::SecretsManager::Secret": ("Name", .arn, "secretsmanager:secret:NAME"),
    "AWS::SSM::Parameter": ("Name", .name, "ssm:parameter/NAME"),
    "AWS::Glue::Job": ("Name", .name, "glue:job/NAME"),
    "AWS::Glue::Crawler": ("Name", .name, "glue:crawler/NAME"),
    "AWS::CloudFormation::Stack": ("", .arn, "cloudformation:stack/NAME"),
    "AWS::ApiGateway::RestApi": ("", .name, "apigateway:restapis/NAME"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("Name", .arn, "elasticloadbalancing:targetgroup/NAME"),
  ]
}
