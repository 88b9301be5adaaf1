import ArgumentParser
import Planning
import Scenario
import Simulation
import StatesLanguage

/// Why a command ends without success: its exit code, and what is left to say of it on standard error. `Headroom.main`
/// alone says it. Wrong usage is the parser's `ValidationError`, which shows the usage too.
struct CommandFailure: Error {
  let code: ExitCode
  /// Each ends a line; one may have several.
  let lines: [String]

  init(_ code: ExitCode, _ lines: [String] = []) {
    self.code = code
    self.lines = lines
  }

  /// One error, and a way out where there is one.
  init(_ code: ExitCode, _ error: String, hint: String?) {
    self.init(code, [error] + (hint.map { ["    hint: \($0)"] } ?? []))
  }

  /// nil: it is none of ours.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let failure as FileFailure: self.init(.fileFailure, ["error: \(failure.message)"])
    case let failure as Diagnostic: self.init(.invalid, [failure.text])
    case let failure as VariedScenario.Invalid: self.init(.invalid, failure.diagnostics.map(\.text))
    case let failure as Variation.Problem:
      self.init(.validationFailure, "error: \(failure.message)", hint: failure.hint)
    case let failure as SimulationError: self.init(failure)
    case let problem as Sweep.OtherMachines: self.init(.invalid, ["error: " + problem.message])
    default: return nil
    }
  }

  private init(_ error: SimulationError) {
    switch error {
    case .interrupted: self = .interrupted
    case .endless: self.init(.invalid, error.message, hint: error.hint)
    default: self.init(.failure, error.message, hint: error.hint)
    }
  }

  static let interrupted = CommandFailure(.interrupted, ["interrupted: no results were written"])
}
