/// How a Task sees that a called service throttles it.
extension Resource {
  /// The modelled error of the service's throttle, where it has one; else the service's general exception, by which
  /// Step Functions names what its client does not know.
  /// Source: AWS developer guide, error handling and integrations; names recorded on AWS for the general rule.
  public var throttleError: String {
    if kind == .lambdaFunction { return "Lambda.TooManyRequestsException" }
    if let known = Self.throttleErrors[service] { return known }
    let name = service.hasPrefix("aws-sdk:") ? String(service.dropFirst(8)) : ""
    guard let prefix = IntegrationTable.service(name)?.errorPrefix else { return "\(service).ThrottlingException" }
    return "\(prefix).\(Self.modelledThrottles[prefix] ?? prefix + "Exception")"
  }

  private static let throttleErrors = [
    "lambda": "Lambda.TooManyRequestsException", "http": "States.Http.StatusCode.429",
    "apigateway": "ApiGateway.429", "dynamodb": "DynamoDB.ProvisionedThroughputExceededException",
    "sqs": "SQS.AmazonSQSException", "sns": "SNS.AmazonSNSException",
    "events": "EventBridge.AmazonEventBridgeException",
    "ecs": "ECS.AmazonECSException", "batch": "Batch.AWSBatchException", "glue": "Glue.AWSGlueException",
    "athena": "Athena.TooManyRequestsException", "bedrock": "Bedrock.ThrottlingException",
    "sagemaker": "SageMaker.AmazonSageMakerException", "codebuild": "CodeBuild.AWSCodeBuildException",
    "mediaconvert": "MediaConvert.TooManyRequestsException", "eks": "EKS.AmazonEKSException",
    "elasticmapreduce": "ElasticMapReduce.AmazonElasticMapReduceException",
  ]

  /// Of the SDK for Java 2.x, by the prefix.
  private static let modelledThrottles = [
    "Lambda": "TooManyRequestsException", "DynamoDb": "ProvisionedThroughputExceededException",
    "Athena": "TooManyRequestsException", "Bedrock": "ThrottlingException",
    "BedrockRuntime": "ThrottlingException", "BedrockAgentRuntime": "ThrottlingException",
    "MediaConvert": "TooManyRequestsException", "Sns": "ThrottledException",
    "Kinesis": "ProvisionedThroughputExceededException",
  ]
}
