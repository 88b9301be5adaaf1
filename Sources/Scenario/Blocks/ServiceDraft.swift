import Prelude
import StepFunctions

/// A service of the scenario, with its places.
struct ServiceDraft {
  var model: ServiceModel
  var key: ServiceKey
  /// Of its name.
  var place: Place
  /// Where it is written `{ }`, which is right for activities that nobody polls.
  var barePlace: Place?

  var name: String { model.name }

  var isActivity: Bool { Self.isActivity(name) }

  static func isActivity(_ name: String) -> Bool { ARN(name)?.path.first == "activity" }

  /// Its key may name a function, or several.
  var mayBeFunction: Bool {
    switch key {
    case .state: false
    case .name: FunctionReference(name) != nil
    case .pattern, .rest: true
    }
  }

  /// An activity's ARN or name.
  static func mayBeActivity(_ name: String) -> Bool { isActivity(name) || !name.contains(":") }
}
