import JSON

/// What AWS's APIs put around the results and errors that Tasks see.
enum Envelope {
  /// No more bytes than these has what the API says beside payloads.
  static var largest: Int { 8_192 }

  static let httpMetadata: JSON = ["AllHttpHeaders": [:], "HttpHeaders": [:], "HttpStatusCode": 200]

  static let responseMetadata: JSON = ["RequestId": "RequestId"]

  /// What lambda:invoke returns around the function's result.
  static func lambda(_ payload: JSON) -> JSON {
    .object(JSONObject(lambdaKeys, values: ["$LATEST", payload, httpMetadata, responseMetadata, 200]))
  }

  private static let lambdaKeys = JSONKeys([
    "ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode",
  ])

  /// The texts of Step Functions' two integrations: recorded on AWS.
  static func cause(_ message: String, code: String, isSDK: Bool, calls: Int = 1) -> String {
    isSDK
      ? "\(message) (Service: Sfn, Status Code: 400, Request ID: RequestId) (SDK Attempt Count: \(calls))"
      : "\(message) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(code); Request ID: RequestId; "
        + "Proxy: null)"
  }
}
