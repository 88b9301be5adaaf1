import Prelude
import StepFunctions

/// A service of the scenario, with its places.
struct ServiceDraft {
  var model: ServiceModel
  /// Of its name.
  var place: Place
  /// Where it is written `{ }`, which is right for activities that nobody polls.
  var barePlace: Place?

  var name: String { model.name }

  var isActivity: Bool { Self.isActivity(name) }

  static func isActivity(_ name: String) -> Bool { ARN(name)?.path.first == "activity" }

  /// An activity's ARN or name.
  static func mayBeActivity(_ name: String) -> Bool { isActivity(name) || !name.contains(":") }
}
