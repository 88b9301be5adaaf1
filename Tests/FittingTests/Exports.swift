/// One execution of `Order`, in the forms in which AWS and others write it: a Task that fails once and is tried again,
/// a Choice, and a second Task; it takes 2.6 s.
enum Exports {
  /// What an event is, by its type: the member of its details, and what is in that.
  struct Event {
    let id: Int
    let previous: Int
    let type: String
    let milliseconds: Int
    var details: (key: String, text: String)?
  }

  static let arn = "arn:aws:states:eu-west-1:111122223333:execution:Order:one"
  /// 2024-05-06T07:08:09.000Z
  static let start = 1_714_979_289_000

  static let events: [Event] = [
    Event(
      id: 1, previous: 0, type: "ExecutionStarted", milliseconds: 0,
      details: (
        "executionStartedEventDetails", #""input":"{\"total\":7}","roleArn":"arn:aws:iam::111122223333:role/R""#
      )),
    entered(2, 0, "Task", "Charge", 30),
    Event(
      id: 3, previous: 2, type: "TaskScheduled", milliseconds: 40,
      details: (
        "taskScheduledEventDetails",
        #""resourceType":"lambda","resource":"invoke","region":"eu-west-1","timeoutInSeconds":5,"#
          + #""parameters":"{\"FunctionName\":\"Charge\",\"Payload\":{\"total\":7}}""#
      )),
    Event(
      id: 4, previous: 3, type: "TaskStarted", milliseconds: 60,
      details: ("taskStartedEventDetails", #""resourceType":"lambda","resource":"invoke""#)),
    Event(
      id: 5, previous: 4, type: "TaskFailed", milliseconds: 160,
      details: ("taskFailedEventDetails", #""resourceType":"lambda","resource":"invoke","error":"Busy","cause":"c""#)),
    Event(
      id: 6, previous: 5, type: "TaskScheduled", milliseconds: 1_160,
      details: (
        "taskScheduledEventDetails",
        #""resourceType":"lambda","resource":"invoke","region":"eu-west-1","timeoutInSeconds":5,"#
          + #""parameters":"{\"FunctionName\":\"Charge\",\"Payload\":{\"total\":7}}""#
      )),
    Event(
      id: 7, previous: 6, type: "TaskStarted", milliseconds: 1_180,
      details: ("taskStartedEventDetails", #""resourceType":"lambda","resource":"invoke""#)),
    Event(
      id: 8, previous: 7, type: "TaskSucceeded", milliseconds: 1_680,
      details: (
        "taskSucceededEventDetails",
        #""resourceType":"lambda","resource":"invoke","#
          + #""output":"{\"ExecutedVersion\":\"$LATEST\",\"Payload\":{\"paid\":true},\"StatusCode\":200}""#
      )),
    exited(9, 8, "Task", "Charge", 1_690),
    entered(10, 9, "Choice", "Paid?", 1_690),
    exited(11, 10, "Choice", "Paid?", 1_690),
    entered(12, 11, "Task", "Store", 1_690),
    Event(
      id: 13, previous: 12, type: "LambdaFunctionScheduled", milliseconds: 1_690,
      details: (
        "lambdaFunctionScheduledEventDetails",
        #""resource":"arn:aws:lambda:eu-west-1:111122223333:function:Store","input":"{}""#
      )),
    Event(id: 14, previous: 13, type: "LambdaFunctionStarted", milliseconds: 1_700),
    Event(
      id: 15, previous: 14, type: "LambdaFunctionSucceeded", milliseconds: 2_570,
      details: ("lambdaFunctionSucceededEventDetails", #""output":"{\"stored\":1}""#)),
    exited(16, 15, "Task", "Store", 2_570),
    Event(
      id: 17, previous: 16, type: "ExecutionSucceeded", milliseconds: 2_600,
      details: ("executionSucceededEventDetails", #""output":"{}""#)),
  ]

  private static func entered(_ id: Int, _ previous: Int, _ kind: String, _ name: String, _ at: Int) -> Event {
    Event(
      id: id, previous: previous, type: "\(kind)StateEntered", milliseconds: at,
      details: ("stateEnteredEventDetails", #""name":"\#(name)","input":"{}""#))
  }

  private static func exited(_ id: Int, _ previous: Int, _ kind: String, _ name: String, _ at: Int) -> Event {
    Event(
      id: id, previous: previous, type: "\(kind)StateExited", milliseconds: at,
      details: ("stateExitedEventDetails", #""name":"\#(name)","output":"{}""#))
  }

  // MARK: Times

  enum Time: CaseIterable {
    case seconds, milliseconds, iso, blank, offset, shortOffset

    func text(_ milliseconds: Int) -> String {
      let (rest, hour) = (milliseconds % 1_000, milliseconds / 1_000 - 1_714_979_289 + 9)
      let fraction = String(rest + 1_000).dropFirst()
      let second = hour < 10 ? "0\(hour)" : "\(hour)"
      return switch self {
      case .seconds: "\(milliseconds / 1_000).\(fraction)"
      case .milliseconds: "\(milliseconds)"
      case .iso: "\"2024-05-06T07:08:\(second).\(fraction)Z\""
      case .blank: "\"2024-05-06 07:08:\(second).\(fraction)000\""
      case .offset: "\"2024-05-06T09:08:\(second).\(fraction)000+02:00\""
      case .shortOffset: "\"2024-05-06T02:38:\(second).\(fraction)-0430\""
      }
    }
  }

  // MARK: Forms

  static func api(_ event: Event, _ time: Time = .iso, shift: Int = 0) -> String {
    let details = event.details.map { #","\#($0.key)":{\#($0.text)}"# } ?? ""
    return #"{"timestamp":\#(time.text(start + event.milliseconds + shift)),"type":"\#(event.type)","id":\#(event.id),"#
      + #""previousEventId":\#(event.previous)\#(details)}"#
  }

  /// What get-execution-history prints.
  static func history(
    _ events: [Event] = events, _ time: Time = .iso, shift: Int = 0, with member: String = ""
  ) -> String {
    "{\(member)\"events\": [\(events.map { api($0, time, shift: shift) }.joined(separator: ",\n"))]}"
  }

  /// A line of an Express execution's log.
  static func log(_ event: Event, arn: String = expressARN) -> String {
    let details = event.details.map { #","details":{\#($0.text)}"# } ?? ""
    return #"{"id":"\#(event.id)","type":"\#(event.type)"\#(details),"previous_event_id":"\#(event.previous)","#
      + #""event_timestamp":"\#(start + event.milliseconds)","execution_arn":"\#(arn)","redrive_count":"0"}"#
  }

  static let expressARN = "arn:aws:states:eu-west-1:111122223333:express:Order:one:0af4"

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
