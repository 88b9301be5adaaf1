import Prelude

extension Program.Machine {
  /// The machine's ARN; of a machine that has none, one of the account that stands for any.
  var place: ARN { ARN(arn) ?? .stateMachine(name) }

  /// The ARN of something of the machine's: `arn:…:execution:Machine:name`.
  package func arn(of kind: String, _ name: String) -> String {
    place.with(resource: "\(kind):\(self.name):\(name)").text
  }

  /// The role that it has where nobody says another.
  var roleARN: String { ARN.role(name, account: place.account).text }
}
