import ArgumentParser

extension ExitCode {
  /// `compare`: a metric of the gate is worse than the base's, beyond chance and noise. `run --baseline`: what is
  /// expected in its terms does not hold.
  static let regressed = ExitCode(2)
  /// A scenario, a definition or an input that is wrong; every problem is on standard error.
  static let invalid = ExitCode(3)
  /// `execute`: the execution failed, timed out, was stopped or never ends.
  static let notSucceeded = ExitCode(4)
  /// `replay`: no execution of the run is what was asked for, as where none failed.
  static let nothingToReplay = ExitCode(5)
  /// `compare`, `run --baseline`: there is no base to compare with.
  static let noBase = ExitCode(5)
  /// An expectation can be neither met nor missed, or a comparison under `--strict` decided neither way: what the run
  /// says is too little.
  static let undecided = ExitCode(6)
  /// A file cannot be read or written.
  static let fileFailure = ExitCode(74)
  /// An expectation of the scenario does not hold.
  static let expectationFailed = ExitCode(99)
  /// The user stopped the run.
  static let interrupted = ExitCode(105)
}
