import Simulation

/// A plan's run to its end: with the warm-up that is sought in it, and as many replications as its precision takes.
struct PlanRun {
  let workers: Workers
  /// Reads the plan; each worker has its own.
  let plan: @Sendable () throws -> Plan

  func result() async throws -> (plan: Plan, result: RunResult) {
    var plan = try plan()
    if plan.warmupOrigin == .sought {
      var pilot = plan
      pilot.precision = []
      pilot.stopsEarly = false
      plan = plan.withWarmup(foundIn: try await workers.run(0..<plan.checkpoints[0], of: copying(pilot)).series)
    }
    var result = RunResult(plan)
    for checkpoint in plan.checkpoints {
      result.add(try await workers.run(result.recordings.count..<checkpoint, of: copying(plan)))
      result.sort()
      if !plan.precision.isEmpty, plan.isPrecise(result.recordings) { break }
    }
    return (plan, result)
  }

  /// Read anew, with what is known of it by now.
  private func copying(_ known: Plan) -> @Sendable () throws -> Plan {
    { [plan] in
      var copy = try plan()
      (copy.warmup, copy.warmupOrigin) = (known.warmup, known.warmupOrigin)
      (copy.precision, copy.stopsEarly) = (known.precision, known.stopsEarly)
      return copy
    }
  }
}
