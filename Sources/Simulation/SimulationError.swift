package import Engine
import JSON

/// Why a run ended without a result.
package enum SimulationError: Error, Sendable {
  case interrupted
  /// An execution entered more states at one instant than it may.
  case endless(Interpreter.Endless)
  /// A conservation law does not hold: a fault of Headroom, never of a scenario.
  case unbalanced(String)

  /// Located where there is a place: `file:line:column: error: …`.
  package var message: String {
    switch self {
    case .interrupted: "interrupted"
    case .endless(let endless):
      "\(endless.file):\(endless.position.line):\(endless.position.column): error: an execution entered more than "
        + "\(endless.states) states without time moving on, the last of them '\(endless.state)'"
    case .unbalanced(let law): "internal error: \(law)"
    }
  }

  package var hint: String? {
    guard case .endless = self else { return nil }
    return "a loop of states needs a Wait or a Task that takes time; quotas.StatesPerInstant sets the limit"
  }
}
