import JSON
import StatesLanguage
import StepFunctions

/// The Lambda functions that a case deployed, known by their handlers: they answer where no script says what they did.
struct LambdaFunctions {
  private let handlers: [(arn: String, handler: String)]

  init(_ recorded: RecordedCase) {
    handlers = (recorded.json["lambda_functions"]?.elements ?? []).compactMap { function in
      guard let arn = function["arn"]?.string, let handler = function["handler"]?.string else { return nil }
      return (arn, handler)
    }
  }

  /// What the called function says; nil where the Task calls none of them.
  func reply(to call: TaskCall) -> TaskReply? {
    if let handler = handler(of: call.resource.arn) {
      return reply(of: handler, to: call.parameters) { $0 }
    }
    guard call.resource.service == "lambda", call.resource.action == "invoke",
      let handler = handler(of: call.parameters["FunctionName"]?.string ?? "")
    else { return nil }
    return reply(of: handler, to: call.parameters["Payload"] ?? [:]) { payload in
      [
        "ExecutedVersion": "$LATEST", "Payload": payload, "SdkHttpMetadata": [:], "SdkResponseMetadata": [:],
        "StatusCode": 200,
      ]
    }
  }

  /// A function is named by its ARN, which a version may follow, or by its name.
  private func handler(of name: String) -> String? {
    handlers.first { name == $0.arn || name.hasPrefix($0.arn + ":") || $0.arn.hasSuffix(":" + name) }?.handler
  }

  private func reply(of handler: String, to event: JSON, _ envelope: (JSON) -> JSON) -> TaskReply? {
    switch handler {
    case "id_function.py", "echo_function.py": .success(envelope(event))
    case "return_bytes_str.py": .success(envelope("HelloWorld!"))
    case "return_decorated_input.py": .success(envelope(.string("input-event-" + (event.string ?? event.text))))
    case "large_output_string.py": .success(envelope(.string(String(repeating: "s", count: 257 << 10))))
    case "raise_exception.py":
      raise("Exception", "Some exception was raised.", line: 2, "Exception(\"Some exception was raised.\")")
    case "raise_custom_exception.py": raise("CustomException", "", line: 9, "CustomException()")
    case "wait_60_seconds.py": .timedOut
    default: nil
    }
  }

  /// What Lambda's Python runtime says of an exception that nobody caught (recorded).
  private func raise(_ name: String, _ message: String, line: Int, _ call: String) -> TaskReply {
    let cause: JSON = [
      "errorMessage": .string(message), "errorType": .string(name), "requestId": "b9c7e3a2-51f4-4d0c-9a55-0d6b6f3c1e77",
      "stackTrace": [.string("  File \"/var/task/handler.py\", line \(line), in handler\n    raise \(call)\n")],
    ]
    return .failure(error: name, cause: cause.text)
  }
}
