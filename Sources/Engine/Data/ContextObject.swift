import JSON
import Prelude
import Synchronization

/// The context object of a state. Source: AWS developer guide, "Accessing execution data from the context object".
final class ContextObject: DeferredMembers, @unchecked Sendable {
  /// The item of the nearest Map around the state.
  struct Item {
    var index: Int
    var value: JSON
    /// Where the items come from; an inline Map leaves it unsaid.
    var source: String?

    var description: JSON {
      var described: JSONObject = ["Index": .integer(index), "Value": value]
      if let source { described["Source"] = .string(source) }
      return .object(described)
    }
  }

  struct State {
    var name: String
    /// Nanoseconds since 1970.
    var enteredAt: Int64
    /// Only states that have Retry count retries.
    var retries: Int?

    var description: JSON {
      let entered = Timestamp(nanoseconds: enteredAt).text
      var described: JSONObject = ["Name": .string(name), "EnteredTime": .string(entered)]
      if let retries { described["RetryCount"] = .integer(retries) }
      return .object(described)
    }
  }

  private let execution: JSONObject?
  private let machine: MachineIdentity
  private let state: State?
  private let token: TaskToken?
  private let item: Item?

  /// What is left out stands in the object as null, or not at all: for expressions that do not read it.
  init(execution: JSONObject?, machine: MachineIdentity, state: State?, token: TaskToken?, item: Item?) {
    self.execution = execution
    self.machine = machine
    self.state = state
    self.token = token
    self.item = item
    super.init(Self.shapes[(token == nil ? 0 : 1) + (item == nil ? 0 : 2)])
  }

  /// By the members that not every state has.
  private static let shapes = (0..<4).map { shape in
    JSONKeys(
      ["Execution", "StateMachine", "State"] + (shape & 1 == 0 ? [] : ["Task"]) + (shape & 2 == 0 ? [] : ["Map"]))
  }

  /// The same for another item.
  func with(_ item: Item) -> ContextObject {
    ContextObject(execution: execution, machine: machine, state: state, token: token, item: item)
  }

  override func value(_ place: Int) -> JSON {
    switch place {
    case 0: return execution.map(JSON.object) ?? .null
    case 1: return machine.description
    case 2: return state?.description ?? .null
    case 3: if let token { return ["Token": .string(token.text)] }
    default: break
    }
    return ["Item": item?.description ?? .null]
  }

  override func find(_ names: [String], from first: Int) -> JSON? {
    switch names[first] {
    case "Map" where item != nil && names.count > first + 2 && names[first + 1] == "Item":
      if names[first + 2] == "Value" { return item?.value.find(names, from: first + 3) }
    case "Execution":
      if let execution { return JSON.object(execution).find(names, from: first + 1) }
    case "State" where state != nil && names.count == first + 2 && names[first + 1] == "Name":
      return state.map { .string($0.name) }
    default: break
    }
    return super.find(names, from: first)
  }
}

/// `Execution` of the context object: the same for all states of an execution.
final class ExecutionContext: DeferredMembers, @unchecked Sendable {
  private let identity: ExecutionIdentity
  private let input: JSON
  /// Nanoseconds since 1970.
  private let startedAt: Int64
  private let redrives: Int
  private let redrivenAt: Int64
  /// Most who look want the ARN, and want it again. An output may hold this object, and anybody may read outputs: who
  /// makes the text first keeps it for all.
  private let arn = AtomicLazyReference<Kept>()

  private final class Kept: Sendable {
    let text: String

    init(_ text: String) { self.text = text }
  }

  /// Recorded on AWS: `RedriveCount` is absent in what StartSyncExecution starts, and 0 in other Express executions.
  init(
    _ identity: ExecutionIdentity, input: JSON, startedAt: Int64, isSynchronous: Bool, redrives: Int, redrivenAt: Int64
  ) {
    self.identity = identity
    self.input = input
    self.startedAt = startedAt
    self.redrives = redrives
    self.redrivenAt = redrivenAt
    super.init(isSynchronous ? Self.synchronous : redrives == 0 ? Self.plain : Self.redriven)
  }

  private static let members = ["Id", "Input", "Name", "RoleArn", "StartTime"]
  private static let synchronous = JSONKeys(members)
  private static let plain = JSONKeys(members + ["RedriveCount"])
  private static let redriven = JSONKeys(members + ["RedriveCount", "RedriveTime"])

  override func value(_ place: Int) -> JSON {
    switch place {
    case 0: return .string((arn.load() ?? arn.storeIfNil(Kept(identity.arn))).text)
    case 1: return input
    case 2: return .string(identity.name)
    case 3: return .string(identity.machine.roleARN)
    case 4: return .string(Timestamp(nanoseconds: startedAt).text)
    case 5: return .integer(redrives)
    default: return .string(Timestamp(nanoseconds: redrivenAt).text)
    }
  }

  override func extent(_ place: Int) -> JSONExtent {
    switch place {
    case 0: identity.arnExtent
    case 2: identity.nameExtent
    default: super.extent(place)
    }
  }
}

/// Names a strand and its attempt; AWS's tokens are opaque, and so should this be to a workflow.
struct TaskToken {
  var slot: UInt32
  var generation: UInt32
  var key: UInt64

  var text: String {
    "AQ" + [UInt64(slot), UInt64(generation), key].map { String($0, radix: 36) }.joined(separator: ".")
  }

  init(slot: UInt32, generation: UInt32, key: UInt64) {
    self.slot = slot
    self.generation = generation
    self.key = key
  }

  /// Nil where the text is no token.
  init?(_ text: String) {
    guard text.hasPrefix("AQ") else { return nil }
    let digits = text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
    guard digits.count == 3, let slot = UInt32(digits[0], radix: 36), let generation = UInt32(digits[1], radix: 36),
      let key = UInt64(digits[2], radix: 36)
    else { return nil }
    self.init(slot: slot, generation: generation, key: key)
  }
}
