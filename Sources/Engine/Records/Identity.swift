import JSON
import JSONPath
import Prelude

/// What a machine is called, and what its executions are called after it.
final class MachineIdentity: Sendable {
  let name: String
  let arn: String
  let isExpress: Bool
  let roleARN: String
  /// An execution's ARN without its name, and the bytes of this as text in JSON.
  let executionPrefix: String
  let prefixBytes: Int
  /// `StateMachine` of the context object.
  let description: JSON
  /// Of a machine that is a version of another.
  let versionARN: String?
  let arnExtent: JSONExtent
  /// What is the same in the description of every execution that succeeds.
  let descriptionExtent: JSONExtent

  init(name: String, arn: String, isExpress: Bool, versionARN: String?) {
    self.versionARN = versionARN
    arnExtent = JSON.string(arn).extent
    descriptionExtent = ChildDescription.successExtent(arn)
    self.name = name
    self.arn = arn
    self.isExpress = isExpress
    let place = ARN(arn) ?? .stateMachine(name)
    roleARN = ARN.role(name, account: place.account).text
    executionPrefix = place.with(resource: "\(isExpress ? "express" : "execution"):\(name):").text
    prefixBytes = JSON.string(executionPrefix).byteCount - 2
    description = ["Id": .string(arn), "Name": .string(name)]
  }
}

/// Which execution of which machine: its name and its ARN are texts when somebody reads them, and have a length before.
struct ExecutionIdentity: Sendable {
  let machine: MachineIdentity
  let key: UInt64
  /// The name that it was started by, if by any.
  let given: String?

  var name: String {
    given ?? Probe.name(ofKey: key)
  }

  /// `arn:…:execution:Machine:name`; of an Express execution with an id of its own behind the name.
  var arn: String {
    guard machine.isExpress else {
      if let given { return machine.executionPrefix + given }
      var entropy = Entropy(seed: key)
      return entropy.uuid(after: machine.executionPrefix)
    }
    var entropy = Entropy(seed: Interpreter.mix(key, 1))
    return entropy.uuid(after: "\(machine.executionPrefix)\(name):")
  }

  var nameExtent: JSONExtent { given.map { JSON.string($0).extent } ?? .plainText(Entropy.uuidLength) }

  var arnExtent: JSONExtent {
    let id = machine.isExpress ? 1 + Entropy.uuidLength : 0
    return JSONExtent(bytes: machine.prefixBytes + nameExtent.bytes + id)
  }
}
