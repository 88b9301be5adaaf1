import Foundation
import Planning
import Report
import Simulation
import Synchronization

/// Runs a plan's replications. Where a precision is asked for, or it may stop early, they go on from one checkpoint to
/// the next until that is reached, or what is expected is decided.
enum Replications {
  /// All of a plan, with what is to be seen of the way. `jobs` nil: one per processor. `copy` reads another plan equal
  /// to `plan`, for each worker.
  static func result(
    of plan: Plan, jobs: Int?, _ output: OutputOptions, keeper: (any ExecutionKeeper)? = nil,
    copy: @escaping @Sendable () throws -> Plan
  ) async throws -> RunResult {
    let first = Mutex<Plan?>(plan)
    // The first worker takes the plan that is there.
    let own: @Sendable () throws -> Plan = {
      let plan = first.withLock { plan in
        defer { plan = nil }
        return plan
      }
      return try plan ?? copy()
    }
    let line = ProgressLine(replications: plan.replications, output)
    defer { line.clear() }
    var result = RunResult(plan)
    for checkpoint in plan.checkpoints {
      let done = result.recordings.count
      let workers = Workers(jobs: jobs, keeper: keeper) { progress in
        line.update(replication: done + progress.number, share: progress.share, executions: progress.executions)
      }
      result.add(try await workers.run(done..<checkpoint, of: own))
      if plan.stopsEarly {
        if ReportModel.isDecided(plan, result) { break }
      } else if !plan.precision.isEmpty, plan.isPrecise(result.recordings) {
        break
      }
    }
    return result
  }
}

extension Workers {
  /// As many as there are processors, unless it is said how many; whoever interrupts the command ends them.
  init(jobs: Int?, keeper: (any ExecutionKeeper)? = nil, progress: @escaping @Sendable (Progress) -> Void) {
    self.init(
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, isCancelled: { Interrupt.isRequested },
      keeper: keeper, progress: progress)
  }
}
