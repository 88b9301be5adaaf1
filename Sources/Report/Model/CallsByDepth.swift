import Simulation
import Statistics
import StepFunctions

/// The calls for the start of executions at a nesting depth, over all replications.
struct CallsByDepth {
  let depth: Int
  /// Executions that somebody wanted: those that were admitted, and those that their callers gave up.
  let wanted: Estimate
  let calls: Estimate
  let throttled: Estimate
  let givenUp: Estimate
  /// Calls for one wanted start, and for one of outside callers.
  let perWanted: Estimate
  let perRoot: Estimate

  private init(_ depth: Int, _ levels: [LevelRecording], roots: [Double]) {
    self.depth = depth
    func values(_ value: (LevelRecording) -> Int) -> [Double] { levels.map { Double(value($0)) } }
    let (offered, wanted) = (values(\.calls.offered), values { $0.calls.admitted + $0.givenUp })
    self.wanted = Estimate(replications: wanted)
    calls = Estimate(replications: offered)
    throttled = Estimate(replications: values(\.calls.throttled))
    givenUp = Estimate(replications: values(\.givenUp))
    perWanted = Estimate(RatioEstimator(sums: offered, counts: wanted))
    perRoot = Estimate(RatioEstimator(sums: offered, counts: roots))
  }

  /// Of every depth that has calls.
  static func all(_ recordings: [Recording]) -> [CallsByDepth] {
    let deepest = recordings.lazy.flatMap(\.levels).map(\.depth).max() ?? 0
    func levels(_ depth: Int) -> [LevelRecording] {
      recordings.map { recording in
        recording.levels.reduce(into: LevelRecording(machine: 0, depth: depth)) { if $1.depth == depth { $0.add($1) } }
      }
    }
    let roots = levels(0).map { Double($0.calls.admitted + $0.givenUp) }
    return (0...deepest).map { CallsByDepth($0, levels($0), roots: roots) }.filter { $0.calls.mean > 0 }
  }
}
