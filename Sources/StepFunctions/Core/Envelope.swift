import JSON

/// What AWS's APIs put around the results and errors that Tasks see.
enum Envelope {
  /// No more bytes than these has what the API says beside payloads.
  static var largest: Int { 8_192 }

  static let httpMetadata: JSON = ["AllHttpHeaders": [:], "HttpHeaders": [:], "HttpStatusCode": 200]

  static let responseMetadata: JSON = ["RequestId": "RequestId"]

  /// What lambda:invoke returns around the function's result, unless that is what it was given.
  static func lambda(_ payload: JSON) -> JSON {
    if AnswerForm.Kind.lambda.isEnvelope(payload) { return payload }
    return .object(JSONObject(lambdaKeys, values: ["$LATEST", payload, httpMetadata, responseMetadata, 200]))
  }

  private static let lambdaKeys = JSONKeys([
    "ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode",
  ])

  /// What http:invoke and apigateway:invoke return around a body.
  static func http(_ body: JSON) -> JSON {
    if AnswerForm.Kind.http.isEnvelope(body) { return body }
    return ["Headers": [:], "ResponseBody": body, "StatusCode": 200, "StatusText": "OK"]
  }

  /// What a start returns around the output of the execution that it waited for: of one that was never started.
  static func execution(_ output: JSON, _ parameters: JSON, isText: Bool, date: JSON) -> JSON {
    let machine = parameters["StateMachineArn"]?.string ?? ""
    let name = parameters["Name"]?.string ?? "mocked"
    func shown(_ value: JSON) -> JSON { isText ? .string(value.text) : value }
    return [
      "ExecutionArn": .string(machine.replacing(":stateMachine:", with: ":execution:") + ":" + name),
      "Input": shown(parameters["Input"] ?? [:]), "InputDetails": ["Included": true], "Name": .string(name),
      "Output": shown(output), "OutputDetails": ["Included": true], "StartDate": date,
      "StateMachineArn": .string(machine), "Status": "SUCCEEDED", "StopDate": date,
    ]
  }

  /// The texts of Step Functions' two integrations: recorded on AWS.
  static func cause(_ message: String, code: String, isSDK: Bool, calls: Int = 1) -> String {
    isSDK
      ? "\(message) (Service: Sfn, Status Code: 400, Request ID: RequestId) (SDK Attempt Count: \(calls))"
      : "\(message) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(code); Request ID: RequestId; "
        + "Proxy: null)"
  }
}
