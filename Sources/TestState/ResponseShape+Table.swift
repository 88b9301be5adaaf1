import StepFunctions

/// The answers that workflows ask for most often, by service and action. Source: AWS's API models as of botocore
/// 1.44.8, with the members' names as Step Functions writes them.
extension ResponseShape {
  static let table: [String: ResponseShape] =
    stateTable.merging(messageTable) { first, _ in first }
    .merging(dataTable) { first, _ in first }
    .merging(computeTable) { first, _ in first }

  // MARK: Step Functions

  private static let details = object(["Included": .boolean])
  private static let outcomes: [String] = ["SUCCEEDED", "FAILED", "TIMED_OUT"]

  private static let stateTable: [String: ResponseShape] = [
    "states:startExecution": object(required: ["ExecutionArn": .text(min: 1), "StartDate": .text]),
    "states:stopExecution": object(required: ["StopDate": .text]),
    "states:startSyncExecution": object(
      required: [
        "ExecutionArn": .text(min: 1), "StartDate": .text, "StopDate": .text, "Status": .choice(outcomes),
      ],
      [
        "StateMachineArn": .text(min: 1), "Name": .text(min: 1), "Error": .text, "Cause": .text, "Input": .text,
        "InputDetails": details, "Output": .text, "OutputDetails": details, "TraceHeader": .text,
        "BillingDetails": object([
          "BilledMemoryUsedInMB": .number(atLeast: 0), "BilledDurationInMilliseconds": .number(atLeast: 0),
        ]),
      ]),
    "states:describeExecution": object(
      required: [
        "ExecutionArn": .text(min: 1), "StateMachineArn": .text(min: 1),
        "Status": .choice(outcomes + ["RUNNING", "ABORTED", "PENDING_REDRIVE"]), "StartDate": .text,
      ],
      [
        "Name": .text(min: 1), "StopDate": .text, "Input": .text, "InputDetails": details, "Output": .text,
        "OutputDetails": details, "TraceHeader": .text, "MapRunArn": .text(min: 1), "Error": .text, "Cause": .text,
        "StateMachineVersionArn": .text(min: 1), "StateMachineAliasArn": .text(min: 1), "RedriveCount": .number,
        "RedriveDate": .text, "RedriveStatus": .choice(["REDRIVABLE", "NOT_REDRIVABLE", "REDRIVABLE_BY_MAP_RUN"]),
        "RedriveStatusReason": .text,
      ]),
  ]

  // MARK: Queues, topics, events

  private static let batchError = object(
    required: ["Id": .text, "SenderFault": .boolean, "Code": .text], ["Message": .text])

  private static let attribute = object(
    required: ["DataType": .text],
    [
      "StringValue": .text, "BinaryValue": .text, "StringListValues": .list(.text), "BinaryListValues": .list(.text),
    ])

  private static let messageTable: [String: ResponseShape] = [
    "sqs:sendMessage": object([
      "MD5OfMessageBody": .text, "MD5OfMessageAttributes": .text, "MD5OfMessageSystemAttributes": .text,
      "MessageId": .text, "SequenceNumber": .text,
    ]),
    "sqs:sendMessageBatch": object(required: [
      "Successful": .list(
        object(
          required: ["Id": .text, "MessageId": .text, "MD5OfMessageBody": .text],
          ["MD5OfMessageAttributes": .text, "MD5OfMessageSystemAttributes": .text, "SequenceNumber": .text])),
      "Failed": .list(batchError),
    ]),
    "sqs:receiveMessage": object([
      "Messages": .list(
        object([
          "MessageId": .text, "ReceiptHandle": .text, "MD5OfBody": .text, "Body": .text, "Attributes": .map(.text),
          "MD5OfMessageAttributes": .text, "MessageAttributes": .map(attribute),
        ]))
    ]),
    "sqs:getQueueUrl": object(["QueueUrl": .text]),
    "sqs:getQueueAttributes": object(["Attributes": .map(.text)]),
    "sns:publish": object(["MessageId": .text, "SequenceNumber": .text]),
    "sns:publishBatch": object([
      "Successful": .list(object(["Id": .text, "MessageId": .text, "SequenceNumber": .text])),
      "Failed": .list(batchError),
    ]),
    "events:putEvents": object([
      "FailedEntryCount": .number,
      "Entries": .list(object(["EventId": .text, "ErrorCode": .text, "ErrorMessage": .text])),
    ]),
  ]
}
