import Simulation
import Synchronization

/// Runs a plan's replications, several at a time. They share nothing, and come back in their own order: how many run
/// at once decides nothing but the time it takes.
struct Replications {
  var plan: Plan
  /// Another plan equal to `plan`: workers that shared one would wait for each other's reference counts.
  var copy: @Sendable () throws -> Plan
  var progress: ProgressLine

  private typealias Part = (result: RunResult, failure: (replication: Int, error: any Error)?)

  /// Fails as the first failing replication does, for any number of jobs.
  func run(jobs: Int) async throws -> RunResult {
    let workers = max(1, min(jobs, plan.replications))
    let firstFailure = FirstFailure()
    var parts: [Part] = []
    await withTaskGroup(of: Part.self) { group in
      for worker in 0..<workers {
        group.addTask { part(of: worker, workers, firstFailure) }
      }
      for await part in group { parts.append(part) }
    }
    let failures = parts.compactMap(\.failure)
    if let first = failures.min(by: { $0.replication < $1.replication }) { throw first.error }
    var result = RunResult(plan)
    while let part = parts.popLast() { result.add(part.result) }
    result.sort()
    return result
  }

  /// Every `workers`-th replication, up to the first that failed anywhere.
  private func part(of worker: Int, _ workers: Int, _ firstFailure: FirstFailure) -> Part {
    var result = RunResult(plan)
    var replication = worker
    do {
      var simulator = Simulator(worker == 0 ? plan : try copy())
      while replication < plan.replications, replication < firstFailure.replication {
        result.add(
          try simulator.run(
            replication: replication, isCancelled: { Interrupt.isRequested },
            progress: { share, executions in
              progress.update(replication: replication, share: share, executions: executions)
            }))
        replication += workers
      }
      return (result, nil)
    } catch {
      firstFailure.record(replication)
      return (RunResult(plan), (replication, error))
    }
  }
}

/// The lowest number of a replication that failed.
private final class FirstFailure: Sendable {
  private let lowest = Atomic<Int>(.max)

  var replication: Int { lowest.load(ordering: .relaxed) }

  func record(_ replication: Int) { lowest.min(replication, ordering: .relaxed) }
}
