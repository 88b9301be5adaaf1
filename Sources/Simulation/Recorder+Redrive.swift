import Engine
import Prelude
import StepFunctions

/// Redrives in a recording.
extension Recorder {
  /// What still waits for its redrive when the run ends has ended as it had: earlier than others that are recorded.
  mutating func settlePostponed(_ account: inout Account) {
    let ends = (recording.makespan, recording.lastRootEnd)
    account.settlePostponed()
    collect(&account)
    recording.makespan = max(recording.makespan, ends.0)
    recording.lastRootEnd = max(recording.lastRootEnd, ends.1)
  }
}

extension Recording {
  mutating func noteRedrives(_ tally: Tally) {
    outside.redrives = tally.redrives
    outside.redriveSuccesses = tally.redriveSuccesses
    for (machine, ends) in tally.takenBack { machines[machine].takenBack = ends }
  }
}

extension MachineRecording {
  /// Executions that ended so, whatever a redrive made of them.
  func ended(_ status: Execution.Status) -> Int {
    let stayed =
      switch status {
      case .failed: failed
      case .timedOut: timedOut
      case .aborted: aborted
      case .gone, .running, .succeeded: 0
      }
    return stayed + takenBack[status, default: 0]
  }
}
