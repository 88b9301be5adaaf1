import JSON
import StatesLanguage
import StepFunctions
import TestSupport

/// A recorded call that AWS refused, or a ValidateStateMachineDefinition, answered by the parser and the registry.
struct ValidationReplay {
  let recorded: RecordedCase

  /// What differs from the recording; nil where nothing here answers such a call.
  func differences() -> [Comparison.Difference]? {
    let call = recorded.json["request"] ?? .null
    var comparison = Comparison(recorded)
    if call["call"] == "ValidateStateMachineDefinition" {
      let (_, found) = StateMachine.validate(
        Self.definition(of: call), file: "recorded", isExpress: call["type"] == "EXPRESS")
      comparison.compare(recorded.expected["response"] ?? .null, AWSValidation(found).response, at: "response")
      return comparison.differences
    }
    var registry = StateMachineRegistry(region: "us-east-1", accountID: "111111111111")
    for step in recorded.json["before"]?.elements ?? [] {
      guard let name = step["call"]?.string, let arguments = step["args"] else { return nil }
      // An activity makes no difference to a machine that names it. What was refused then changed nothing, as now.
      if name == "CreateActivity" { continue }
      guard Self.answer(name, arguments, &registry) != nil else { return nil }
    }
    guard let name = call["call"]?.string, let answer = Self.answer(name, call, &registry) else { return nil }
    compare(answer, operation: name, &comparison)
    return comparison.differences
  }

  private enum Answer {
    case fine
    case refused(StateMachineRegistry.Refusal)
  }

  private static func answer(_ call: String, _ arguments: JSON, _ registry: inout StateMachineRegistry) -> Answer? {
    do throws(StateMachineRegistry.Refusal) {
      switch call {
      case "CreateStateMachine":
        _ = try registry.create(name: arguments["name"]?.string ?? "", request(arguments))
      case "UpdateStateMachine":
        try registry.update(arn: arguments["stateMachineArn"]?.string ?? "", request(arguments))
      default: return nil
      }
      return .fine
    } catch {
      return .refused(error)
    }
  }

  private static func request(_ arguments: JSON) -> StateMachineRegistry.Request {
    var request = StateMachineRegistry.Request(definition: definition(of: arguments))
    request.isExpress = arguments["type"] == "EXPRESS"
    request.publish = arguments["publish"] == true
    request.versionDescription = arguments["versionDescription"]?.string
    request.logDestinations = arguments["loggingConfiguration"].map { logging in
      (logging["destinations"]?.elements ?? []).compactMap { $0["cloudWatchLogsLogGroup"]?["logGroupArn"]?.string }
    }
    return request
  }

  private static func definition(of arguments: JSON) -> [UInt8] {
    let definition = arguments["definition"] ?? .null
    return Array((definition.string ?? definition.text).utf8)
  }

  private func compare(_ answer: Answer, operation: String, _ comparison: inout Comparison) {
    let want = recorded.expected["error"] ?? .null
    guard case .refused(let refusal) = answer else { return comparison.compare(want, "(accepted)", at: "error") }
    comparison.compare(want, recorded.error(refusal.code, refusal.message, operation: operation), at: "error")
  }
}

extension RecordedCase {
  /// A refusal in the shape in which the recorder kept this case's.
  func error(_ code: String, _ message: String, operation: String) -> JSON {
    if expected["error"]?["exception_value"] != nil {
      return [
        "exception_typename": .string(code),
        "exception_value": .string("An error occurred (\(code)) when calling the \(operation) operation: \(message)"),
      ]
    }
    return ["Error": ["Code": .string(code), "Message": .string(message)], "message": .string(message)]
  }
}
