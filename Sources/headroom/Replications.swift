import Foundation
import Report
import Simulation
import Synchronization

/// Runs a plan's replications, several at a time. They share nothing, and come back in their own order: how many run
/// at once decides nothing but the time it takes.
struct Replications {
  /// All of a plan, with what is to be seen of the way. `jobs` nil: one per processor.
  static func result(
    of plan: Plan, jobs: Int?, _ output: OutputOptions, copy: @escaping @Sendable () throws -> Plan
  ) async throws -> RunResult {
    let progress = ProgressLine(
      replications: plan.replications, in: output.quiet ? nil : Terminal.showsProgress ? .terminal : .log)
    defer { progress.clear() }
    return try await Replications(plan: plan, copy: copy, progress: progress)
      .run(jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  var plan: Plan
  /// Another plan equal to `plan`: workers that shared one would wait for each other's reference counts.
  var copy: @Sendable () throws -> Plan
  var progress: ProgressLine

  private typealias Part = (result: RunResult, failure: (replication: Int, error: any Error)?)

  /// Fails as the first failing replication does, for any number of jobs. Where a precision is asked for, or it may
  /// stop early, it goes on from one checkpoint to the next until that is reached, or what is expected is decided.
  func run(jobs: Int) async throws -> RunResult {
    var result = RunResult(plan)
    for checkpoint in plan.checkpoints {
      try await run(result.recordings.count..<checkpoint, jobs: jobs, into: &result)
      result.sort()
      if plan.stopsEarly {
        if ReportModel.isDecided(plan, result) { break }
      } else if !plan.precision.isEmpty, plan.isPrecise(result.recordings) {
        break
      }
    }
    return result
  }

  private func run(_ numbers: Range<Int>, jobs: Int, into result: inout RunResult) async throws {
    let workers = max(1, min(jobs, numbers.count))
    let firstFailure = FirstFailure()
    var parts: [Part] = []
    await withTaskGroup(of: Part.self) { group in
      for worker in 0..<workers {
        group.addTask { part(of: worker, workers, numbers, firstFailure) }
      }
      for await part in group { parts.append(part) }
    }
    let failures = parts.compactMap(\.failure)
    if let first = failures.min(by: { $0.replication < $1.replication }) { throw first.error }
    while let part = parts.popLast() { result.add(part.result) }
  }

  /// Every `workers`-th replication, up to the first that failed anywhere.
  private func part(
    of worker: Int, _ workers: Int, _ numbers: Range<Int>, _ firstFailure: FirstFailure
  ) -> Part {
    var result = RunResult(plan)
    var replication = numbers.lowerBound + worker
    do {
      var simulator = Simulator(worker == 0 ? plan : try copy())
      while replication < numbers.upperBound, replication < firstFailure.replication {
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
