public import JSON
import Prelude

/// DescribeExecution of a child as a `.sync` Task gets it: shape recorded on AWS, keys in alphabetical order. Of all
/// that it says a workflow reads a member or two.
public final class ChildDescription: DeferredMembers, @unchecked Sendable {
  let identity: ExecutionIdentity
  public let input: JSON
  public let output: JSON?
  public let error: String?
  public let cause: String?
  public let status: Execution.Status
  /// Epoch milliseconds.
  let start: Int64
  let stop: Int64
  /// Where it was started by an alias.
  let aliasARN: String?
  let redrives: Int
  private let shape: Int

  init(
    _ identity: ExecutionIdentity, input: JSON, output: JSON?, error: String?, cause: String?, status: Execution.Status,
    start: Int64, stop: Int64, aliasARN: String?, redrives: Int
  ) {
    self.identity = identity
    self.input = input
    self.output = output
    self.error = error
    self.cause = cause
    self.status = status
    self.start = start
    self.stop = stop
    self.aliasARN = aliasARN
    self.redrives = redrives
    shape =
      (cause == nil ? 0 : 1) + (error == nil ? 0 : 2) + (output == nil ? 0 : 4) + (status == .succeeded ? 8 : 0)
      + (aliasARN == nil ? 0 : 16) + (identity.machine.versionARN == nil ? 0 : 32)
    super.init(Shape.all[shape].keys)
  }

  /// As it is if the execution is stopped at once.
  func aborted() -> ChildDescription {
    ChildDescription(
      identity, input: input, output: output, error: error, cause: cause, status: .aborted, start: start, stop: stop,
      aliasARN: aliasARN, redrives: redrives)
  }

  public var executionARN: String { identity.arn }
  public var name: String { identity.name }
  public var machineARN: String { identity.machine.arn }
  var isSuccess: Bool { status == .succeeded }

  /// With `textual` (`.sync`), Input and Output are JSON text; without (`.sync:2`), JSON values.
  public func json(textual: Bool) -> JSON {
    var object = JSONObject(self)
    if textual {
      object["Input"] = .string(input.text)
      if let output { object["Output"] = .string(output.text) }
    }
    return .object(object)
  }

  private enum Member: String, CaseIterable {
    case cause = "Cause"
    case error = "Error"
    case executionARN = "ExecutionArn"
    case input = "Input"
    case inputDetails = "InputDetails"
    case name = "Name"
    case output = "Output"
    case outputDetails = "OutputDetails"
    case redriveCount = "RedriveCount"
    case redriveStatus = "RedriveStatus"
    case redriveStatusReason = "RedriveStatusReason"
    case startDate = "StartDate"
    case aliasARN = "StateMachineAliasArn"
    case machineARN = "StateMachineArn"
    case versionARN = "StateMachineVersionArn"
    case status = "Status"
    case stopDate = "StopDate"
  }

  /// Those of one kind of description: by what not every child has.
  private struct Shape {
    var members: [Member]
    var keys: JSONKeys

    init(_ bits: Int) {
      let lacking: [(bit: Int, members: [Member])] = [
        (1, [.cause]), (2, [.error]), (4, [.output, .outputDetails]), (8, [.redriveStatusReason]), (16, [.aliasARN]),
        (32, [.versionARN]),
      ]
      let left = Set(lacking.filter { bits & $0.bit == 0 }.flatMap(\.members))
      members = Member.allCases.filter { !left.contains($0) }
      keys = JSONKeys(members.map(\.rawValue))
    }

    static let all = (0..<64).map(Shape.init)
  }

  private static let included: JSON = ["Included": true]

  /// Of a successful child that nothing special is said of.
  private static let plainSuccess = 4 + 8

  /// All of such a child's description that is the same for every child of a machine.
  static func successExtent(_ machineARN: String) -> JSONExtent {
    var sum = JSONExtent(bytes: Shape.all[plainSuccess].keys.byteCount)
    let texts: [JSON] = [
      "NOT_REDRIVABLE", "Execution is SUCCEEDED and cannot be redriven", "SUCCEEDED", .string(machineARN),
    ]
    for value in [included, included] + texts { sum.contain(value.extent) }
    return sum
  }

  public override func value(_ place: Int) -> JSON {
    switch Shape.all[shape].members[place] {
    case .cause: .string(cause ?? "")
    case .error: .string(error ?? "")
    case .executionARN: .string(executionARN)
    case .input: input
    case .inputDetails, .outputDetails: Self.included
    case .name: .string(name)
    case .output: output ?? .null
    case .redriveCount: .integer(redrives)
    // An Express execution is never redriven; that AWS says so here is an assumption.
    case .redriveStatus: isSuccess || identity.machine.isExpress ? "NOT_REDRIVABLE" : "REDRIVABLE"
    case .redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven"
    case .startDate: .integer(Int(start))
    case .aliasARN: .string(aliasARN ?? "")
    case .machineARN: .string(machineARN)
    case .versionARN: .string(identity.machine.versionARN ?? "")
    case .status: .string(status.name)
    case .stopDate: .integer(Int(stop))
    }
  }

  public override func extent(_ place: Int) -> JSONExtent {
    switch Shape.all[shape].members[place] {
    case .executionARN: identity.arnExtent
    case .name: identity.nameExtent
    case .inputDetails, .outputDetails: Self.included.extent
    case .machineARN: identity.machine.arnExtent
    default: super.extent(place)
    }
  }

  /// Of a plain success all but the payloads is made of lengths.
  public override func extent() -> JSONExtent {
    guard shape == Self.plainSuccess, let output else { return super.extent() }
    var sum = identity.machine.descriptionExtent
    sum.contain(identity.arnExtent)
    sum.contain(identity.nameExtent)
    sum.contain(input.extent)
    sum.contain(output.extent)
    sum.contain(.integer(Int(start)))
    sum.contain(.integer(Int(stop)))
    sum.contain(.integer(redrives))
    return sum
  }
}

extension ChildDescription {
  /// Of a success what nearly all who read a description look at.
  static let success: JSON = .object(successMembers)
  private static let successMembers: JSONObject = ["Status": "SUCCEEDED"]

  static func isSuccess(_ value: JSON) -> Bool {
    if case .object(let object) = value { object.isIdentical(to: successMembers) } else { false }
  }

  static func status(andOutput output: JSON) -> JSON {
    .object(JSONObject(statusAndOutput, values: [output, "SUCCEEDED"]))
  }

  private static let statusAndOutput = JSONKeys(["Output", "Status"])
}

/// In the place of an input that nobody reads: as large, and empty.
final class ForgottenInput: DeferredMembers, @unchecked Sendable {
  private let bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
    super.init(Self.none)
  }

  private static let none = JSONKeys([])

  override func extent() -> JSONExtent { JSONExtent(bytes: bytes) }
}
