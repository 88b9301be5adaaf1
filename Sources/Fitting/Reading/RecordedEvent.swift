import JSON
import Prelude

/// An event of a history, or of a log of Express executions, as far as laws are read off it.
struct RecordedEvent: Sendable {
  let id: Int
  let previous: Int
  /// Microseconds since 1970; nil: the recording has no times.
  let time: Int64?
  /// AWS's name: `TaskStateEntered`.
  let type: String
  /// What the details say, each where its type has it.
  var name: String?
  var resource: String?
  var error: String?
  /// `TimeoutSeconds`.
  var timeout: Double?
  /// A Task that waits for its token.
  var waitsForToken = false
  var length: Int?
  /// The text of an input or an output.
  var payload: String?
  /// Of a call that starts an execution.
  var childARN: String?

  /// nil: it is no event.
  init?(_ json: JSON) {
    guard let object = json.members, let type = object.field("type")?.string, Self.isType(type),
      let id = Self.number(object.field("id")), id >= 0
    else { return nil }
    self.id = id
    self.type = type
    previous = Self.number(object.field("previousEventId") ?? object.field("previous_event_id")) ?? 0
    time = (object.field("timestamp") ?? object.field("event_timestamp")).flatMap(RecordedTime.microseconds)
    let details =
      object.field("details")
      ?? object.first { member in
        // `_event_details` where somebody keeps histories in tables.
        ["EventDetails", "_event_details"].contains { member.key.hasSuffix($0) } && member.value.members != nil
      }?.value
    if let details = details?.members { read(details) }
  }

  private static let subjects = [
    "Execution", "Task", "LambdaFunction", "Activity", "Map", "Parallel", "Pass", "Choice", "Wait", "Succeed", "Fail",
    "Evaluation",
  ]

  /// Other objects have an id and a type, too. Source: API reference, HistoryEvent.
  private static func isType(_ text: String) -> Bool {
    text.utf8.count <= 64 && subjects.contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
      && text.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
  }

  /// Logs have numbers as texts.
  private static func number(_ json: JSON?) -> Int? { json?.integer ?? json?.string.flatMap { Int($0) } }

  private mutating func read(_ details: JSONObject) {
    name = details.field("name")?.string
    error = details.field("error")?.string
    length = Self.number(details.field("length"))
    payload = Self.text(details.field("output") ?? details.field("input"))
    timeout = Self.number(details.field("timeoutInSeconds")).flatMap { $0 > 0 ? Double($0) : nil }
    waitsForToken = details.field("resource")?.string?.hasSuffix(".waitForTaskToken") ?? false
    let parameters = details.field("parameters")
    resource = Self.resource(details, parameters)
    // A failure has it in its cause.
    if ["TaskSubmitted", "TaskSucceeded", "TaskFailed"].contains(type), resource.map(Self.startsExecutions) ?? false,
      let text = payload ?? details.field("cause")?.string, text.utf8.count < Observations.longestPayload,
      let answer = try? JSON.parse(text)
    {
      childARN = (answer["ExecutionArn"] ?? answer["executionArn"])?.string
    }
  }

  /// A recorder may have parsed it.
  static func text(_ json: JSON?) -> String? {
    switch json {
    case nil, .null: nil
    case .string(let text): text
    case let value?: value.text
    }
  }

  /// As a scenario's services are named: the function's name or ARN where the call says it, else the resource.
  private static func resource(_ details: JSONObject, _ parameters: JSON?) -> String? {
    guard let resource = details.field("resource")?.string else { return nil }
    guard let service = details.field("resourceType")?.string else { return resource }
    let arn = "arn:aws:states:::\(service):\(resource)"
    guard service == "lambda", resource.hasPrefix("invoke"), let parameters else { return arn }
    let sent = parameters.members == nil ? parameters.string.flatMap { try? JSON.parse($0) } : parameters
    return sent?["FunctionName"]?.string ?? arn
  }

  /// Whether a resource is the start of another execution, or the like, whose time is not a service's.
  static func startsExecutions(_ resource: String) -> Bool {
    ["arn:aws:states:::states:startExecution", "arn:aws:states:::aws-sdk:sfn:start"].contains { resource.hasPrefix($0) }
  }

  // MARK: Kinds

  var isEntered: Bool { type.hasSuffix("StateEntered") }
  var isExited: Bool { type.hasSuffix("StateExited") }
  /// `ExecutionRedriven` and `ExecutionStarted` end nothing.
  var endsExecution: Bool {
    ["ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"].contains(type)
  }

  enum TaskStep {
    case scheduled, started, submitted, succeeded, failed, timedOut
  }

  /// Of an attempt of a Task.
  var taskStep: TaskStep? {
    for kind in ["LambdaFunction", "Activity", "Task"] where type.hasPrefix(kind) {
      switch type.dropFirst(kind.count) {
      case "Scheduled": return .scheduled
      case "Started": return .started
      case "Submitted": return .submitted
      case "Succeeded": return .succeeded
      case "Failed", "ScheduleFailed", "StartFailed", "SubmitFailed": return .failed
      case "TimedOut": return .timedOut
      default: return nil
      }
    }
    return nil
  }

  var isActivity: Bool { type.hasPrefix("Activity") }
}

extension JSONObject {
  /// A member by its name, as AWS's API writes it or with a capital, as PowerShell and .NET do.
  func field(_ name: String) -> JSON? { self[name] ?? self[name.prefix(1).uppercased() + name.dropFirst()] }
}

/// Times as they are exported: seconds or milliseconds since 1970, ISO 8601 with `T` or a blank, UTC or an offset.
enum RecordedTime {
  /// Since 1970; nil: it is no time.
  static func microseconds(_ json: JSON) -> Int64? {
    switch json {
    case .integer(let number): return fromEpoch(Double(number))
    case .double(let number): return fromEpoch(number)
    case .string(let text): return microseconds(text)
    default: return nil
    }
  }

  static func microseconds(_ text: String) -> Int64? {
    if let number = Double(text) { return fromEpoch(number) }
    var text = text
    if text.utf8.count > 10 {
      let place = text.utf8.index(text.startIndex, offsetBy: 10)
      if text.utf8[place] == 0x20 { text.replaceSubrange(place...place, with: "T") }
    }
    // An offset without its colon, or no word about it: CloudWatch means UTC then.
    let isBare = text.utf8.count > 10 && !text.hasSuffix("Z") && !text.dropFirst(11).contains { "+-".contains($0) }
    if isBare {
      text += "Z"
    } else if let sign = text.dropFirst(11).lastIndex(where: { "+-".contains($0) }),
      text[sign...].utf8.count == 5, !text[sign...].contains(":")
    {
      text.insert(":", at: text.index(text.endIndex, offsetBy: -2))
    }
    guard let time = Timestamp(rfc3339: text), time.secondsSinceEpoch > 0 else { return nil }
    return time.secondsSinceEpoch * 1_000_000 + Int64(time.nanoseconds) / 1_000
  }

  /// From 2001 on seconds have ten digits, and milliseconds at least twelve.
  private static func fromEpoch(_ number: Double) -> Int64? {
    guard number > 0, number < 1e14 else { return nil }
    return Int64((number < 1e11 ? number * 1e6 : number * 1e3).rounded())
  }
}
