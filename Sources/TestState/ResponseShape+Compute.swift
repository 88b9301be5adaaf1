import StepFunctions

/// Functions, containers and jobs.
extension ResponseShape {
  static let computeTable: [String: ResponseShape] = functionTable.merging(jobTable) { first, _ in first }

  // MARK: Lambda

  private static let failure = object(["ErrorCode": .text, "Message": .text])
  private static let active = ResponseShape.choice(["Active", "PassThrough"])

  /// 10,240 MB is what AWS's check has (recorded), whatever its model says by now. New runtimes and reasons appear all
  /// the time: they are taken as any text.
  private static let function = object([
    "FunctionName": .text(min: 1), "FunctionArn": .text, "Runtime": .text, "Role": .text, "Handler": .text,
    "CodeSize": .number, "Description": .text, "Timeout": .number(atLeast: 1), "MemorySize": .number(128...10_240),
    "LastModified": .text, "CodeSha256": .text, "Version": .text(min: 1),
    "VpcConfig": object([
      "SubnetIds": .list(.text), "SecurityGroupIds": .list(.text), "VpcId": .text, "Ipv6AllowedForDualStack": .boolean,
    ]),
    "DeadLetterConfig": object(["TargetArn": .text]),
    "Environment": object(["Variables": .map(.text), "Error": failure]), "KMSKeyArn": .text,
    "TracingConfig": object(["Mode": active]), "MasterArn": .text, "RevisionId": .text,
    "Layers": .list(
      object([
        "Arn": .text(min: 1), "CodeSize": .number, "SigningProfileVersionArn": .text, "SigningJobArn": .text,
      ])),
    "State": .choice([
      "Pending", "Active", "Inactive", "Failed", "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting",
    ]),
    "StateReason": .text, "StateReasonCode": .text,
    "LastUpdateStatus": .choice(["Successful", "Failed", "InProgress"]), "LastUpdateStatusReason": .text,
    "LastUpdateStatusReasonCode": .text,
    "FileSystemConfigs": .list(object(required: ["Arn": .text, "LocalMountPath": .text])),
    "SigningProfileVersionArn": .text, "SigningJobArn": .text, "PackageType": .choice(["Zip", "Image"]),
    "ImageConfigResponse": object([
      "ImageConfig": object([
        "EntryPoint": .list(.text), "Command": .list(.text), "WorkingDirectory": .text,
      ]),
      "Error": failure,
    ]),
    "Architectures": .list(.choice(["x86_64", "arm64"])),
    "EphemeralStorage": object(required: ["Size": .number(512...10_240)]),
    "SnapStart": object([
      "ApplyOn": .choice(["PublishedVersions", "None"]), "OptimizationStatus": .choice(["On", "Off"]),
    ]),
    "RuntimeVersionConfig": object(["RuntimeVersionArn": .text(min: 26), "Error": failure]),
    "LoggingConfig": object([
      "LogFormat": .choice(["JSON", "Text"]),
      "ApplicationLogLevel": .choice(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
      "SystemLogLevel": .choice(["DEBUG", "INFO", "WARN"]), "LogGroup": .text(min: 1),
    ]),
  ])

  private static func invocation(payload: ResponseShape) -> ResponseShape {
    object([
      "StatusCode": .number, "FunctionError": .text, "LogResult": .text, "Payload": payload,
      "ExecutedVersion": .text(min: 1),
    ])
  }

  private static let functionTable: [String: ResponseShape] = [
    // The optimized integration parses what the function returns, the SDK's does not.
    "lambda:invoke": invocation(payload: .any), "aws-sdk:lambda:invoke": invocation(payload: .text),
    "lambda:getFunction": object([
      "Configuration": function,
      "Code": object([
        "RepositoryType": .text, "Location": .text, "ImageUri": .text, "ResolvedImageUri": .text,
        "SourceKMSKeyArn": .text,
      ]),
      "Tags": .map(.text),
      "TagsError": object(required: ["ErrorCode": .text(min: 10), "Message": .text(min: 84)]),
      "Concurrency": object(["ReservedConcurrentExecutions": .number(atLeast: 0)]),
    ]),
    "lambda:getFunctionConfiguration": function,
    "lambda:listFunctions": object(["NextMarker": .text, "Functions": .list(function)]),
  ]

  // MARK: Containers and jobs

  private static let health = ResponseShape.choice(["HEALTHY", "UNHEALTHY", "UNKNOWN"])

  private static let container = object([
    "ContainerArn": .text, "TaskArn": .text, "Name": .text, "Image": .text, "ImageDigest": .text, "RuntimeId": .text,
    "LastStatus": .text, "ExitCode": .number, "Reason": .text, "HealthStatus": health, "Cpu": .text, "Memory": .text,
    "MemoryReservation": .text, "GpuIds": .list(.text),
  ])

  private static let containerTask = object([
    "AvailabilityZone": .text, "CapacityProviderName": .text, "ClusterArn": .text,
    "Connectivity": .choice(["CONNECTED", "DISCONNECTED"]), "ConnectivityAt": .text, "ContainerInstanceArn": .text,
    "Containers": .list(container), "Cpu": .text, "CreatedAt": .text, "DesiredStatus": .text,
    "EnableExecuteCommand": .boolean, "ExecutionStoppedAt": .text, "Group": .text, "HealthStatus": health,
    "LastStatus": .text, "LaunchType": .choice(["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]), "Memory": .text,
    "PlatformVersion": .text, "PlatformFamily": .text, "PullStartedAt": .text, "PullStoppedAt": .text,
    "StartedAt": .text, "StartedBy": .text,
    "StopCode": .choice([
      "TaskFailedToStart", "EssentialContainerExited", "UserInitiated", "ServiceSchedulerInitiated",
      "SpotInterruption", "TerminationNotice", "InfrastructureHealth",
    ]),
    "StoppedAt": .text, "StoppedReason": .text, "StoppingAt": .text,
    "Tags": .list(object(["Key": .text(min: 1), "Value": .text])), "TaskArn": .text, "TaskDefinitionArn": .text,
    "Version": .number,
  ])

  private static let jobRun = object([
    "Id": .text(min: 1), "Attempt": .number, "PreviousRunId": .text(min: 1), "TriggerName": .text(min: 1),
    "JobName": .text(min: 1), "StartedOn": .text, "LastModifiedOn": .text, "CompletedOn": .text,
    "JobRunState": .choice([
      "STARTING", "RUNNING", "STOPPING", "STOPPED", "SUCCEEDED", "FAILED", "TIMEOUT", "ERROR", "WAITING", "EXPIRED",
    ]),
    "Arguments": .map(.text), "ErrorMessage": .text, "AllocatedCapacity": .number, "ExecutionTime": .number,
    "Timeout": .number(atLeast: 1), "MaxCapacity": .number, "NumberOfWorkers": .number, "LogGroupName": .text,
    "GlueVersion": .text(min: 1), "DPUSeconds": .number, "ExecutionClass": .choice(["FLEX", "STANDARD"]),
  ])

  private static let jobTable: [String: ResponseShape] = [
    "ecs:runTask": object([
      "Tasks": .list(containerTask), "Failures": .list(object(["Arn": .text, "Reason": .text, "Detail": .text])),
    ]),
    "batch:submitJob": object(required: ["JobName": .text, "JobId": .text], ["JobArn": .text]),
    "glue:startJobRun": object(["JobRunId": .text(min: 1)]), "glue:getJobRun": object(["JobRun": jobRun]),
    "sagemaker:createTrainingJob": object(required: ["TrainingJobArn": .text]),
    "sagemaker:createTransformJob": object(required: ["TransformJobArn": .text]),
    "sagemaker:createProcessingJob": object(required: ["ProcessingJobArn": .text]),
    "athena:startQueryExecution": object(["QueryExecutionId": .text(min: 1)]),
    "bedrock:invokeModel": object(required: ["Body": .any, "ContentType": .text]),
  ]
}
