import JSON
import Prelude
import StatesLanguage

/// The forms in which a ResultWriter tells what became of a Map Run's children.
/// Source: AWS developer guide, "ResultWriter (Map)".
extension ResultWriter {
  /// What one file is about.
  struct Group {
    /// `SUCCEEDED`, `FAILED` or `PENDING`.
    var name: String
    var values: [JSON]
  }

  /// All groups, in the order of their names. A child that neither failed nor succeeded counts as failed.
  func groups(_ children: [ChildDescription], pending: [JSON], machineARN: String) -> [Group] {
    [
      Group(name: Execution.Status.failed.name, values: children.filter { !$0.isSuccess }.flatMap(values)),
      Group(name: "PENDING", values: pending.map { Self.pending($0, machineARN) }),
      Group(name: Execution.Status.succeeded.name, values: children.filter(\.isSuccess).flatMap(values)),
    ]
  }

  /// What there is to tell of a child. One that failed is described in full, whatever the transformation.
  func values(_ child: ChildDescription) -> [JSON] {
    guard let output = child.output, transformation != .none else { return [child.exported] }
    if transformation == .flatten, case .array(let items) = output { return items }
    return [output]
  }

  /// A child that never started has no name yet. The shape is an assumption: no recording shows one.
  private static func pending(_ input: JSON, _ machineARN: String) -> JSON {
    [
      "Input": .string(input.text), "InputDetails": ["Included": true], "StateMachineArn": .string(machineARN),
      "Status": "PENDING",
    ]
  }
}

extension ChildDescription {
  /// As a `.sync` Task gets it, but for the dates, which are text, and for the redrive, which is the Map Run's: AWS API
  /// reference, DescribeExecution, `redriveStatus`.
  fileprivate var exported: JSON {
    guard case .object(var object) = json(textual: true) else { return .null }
    if !isSuccess { object["RedriveStatus"] = "REDRIVABLE_BY_MAP_RUN" }
    object["StartDate"] = .string(Self.date(start))
    object["StopDate"] = status == .running ? nil : .string(Self.date(stop))
    return .object(object)
  }

  private static func date(_ milliseconds: Int64) -> String {
    let nanoseconds = Int32(milliseconds % 1_000) * 1_000_000
    return Timestamp(secondsSinceEpoch: milliseconds / 1_000, nanoseconds: nanoseconds).text
  }
}
