import JSON
import Prelude

/// An execution as DescribeExecution and ListExecutions give it, or as its ARN says.
struct RecordedDescription: Sendable {
  var arn: String?
  var machine: String?
  var isMapRunChild = false
  var isExpress = false
  var status: String?
  var start: Int64?
  var end: Int64?
  var input: String?

  init(arn: String?) {
    self.arn = arn
    // `execution:Order:NAME`, `express:Order:NAME:ID`; of a Map Run's child `execution:Order/Label:NAME`.
    guard let arn, let path = ARN(arn)?.path, path.count >= 3, ["execution", "express"].contains(path[0]) else {
      return
    }
    machine = String(path[1])
    isMapRunChild = path[1].contains("/")
    isExpress = path[0] == "express"
  }

  /// nil: it is neither.
  init?(_ json: JSON) {
    guard let object = json.members, let arn = object.field("executionArn")?.string,
      let start = object.field("startDate").flatMap(RecordedTime.microseconds)
    else { return nil }
    self.init(arn: arn)
    if let machine = object.field("stateMachineArn")?.string, let name = ARN(machine)?.path.dropFirst().first {
      self.machine = String(name)
      isMapRunChild = name.contains("/")
    }
    self.start = start
    end = object.field("stopDate").flatMap(RecordedTime.microseconds)
    status = object.field("status")?.string
    input = RecordedEvent.text(object.field("input"))
  }
}
