import Simulation
import StepFunctions

/// What one execution of an outside caller leads to, on average, in all levels below it. Executions that have ended
/// tell how many others they start: those that run on have not started all of theirs.
struct RootTree {
  private let plan: Plan
  private let recordings: [Recording]
  private let machineCount: Int
  /// By depth, and in it by machine, with an empty depth below; of all replications.
  private let levels: [LevelRecording]
  /// Executions of each level that one root comes to.
  private let executions: [Double]

  var isKnown: Bool { executions.contains { $0 > 0 } }

  init(_ plan: Plan, _ recordings: [Recording]) {
    (self.plan, self.recordings) = (plan, recordings)
    let count = plan.account.machines.count
    machineCount = count
    let deepest = recordings.lazy.flatMap(\.levels).map(\.depth).max() ?? 0
    var levels = (0..<(deepest + 2) * count).map { LevelRecording(machine: $0 % count, depth: $0 / count) }
    for level in recordings.lazy.flatMap(\.levels) { levels[level.depth * count + level.machine].add(level) }
    self.levels = levels
    executions = RootTree.executions(levels, RootTree.shares(of: recordings, count), count)
  }

  /// By parent and machine: of the executions that a machine's Tasks started, the share that were of this machine.
  private static func shares(of recordings: [Recording], _ count: Int) -> [[Double]] {
    (0..<count).map { parent in
      let starts = (0..<count).map { machine in
        recordings.reduce(0.0) { sum, recording in
          guard machine < recording.machines.count, parent < recording.machines[machine].startedBy.count else {
            return sum
          }
          return sum + Double(recording.machines[machine].startedBy[parent])
        }
      }
      let all = starts.reduce(0, +)
      return starts.map { all > 0 ? $0 / all : 0 }
    }
  }

  private static func executions(_ levels: [LevelRecording], _ shares: [[Double]], _ count: Int) -> [Double] {
    var executions = [Double](repeating: 0, count: levels.count)
    guard count > 0, levels.count >= count else { return executions }
    let outside = levels.prefix(count).map { Double($0.ended) }
    let all = outside.reduce(0, +)
    guard all > 0 else { return executions }
    for machine in 0..<count { executions[machine] = outside[machine] / all }
    for place in 0..<levels.count - count where executions[place] > 0 && levels[place].ended > 0 {
      let children = executions[place] * Double(levels[place].children) / Double(levels[place].ended)
      let below = (place / count + 1) * count
      for machine in 0..<count {
        // A start whose Task gave up was wanted, too.
        let (admitted, givenUp) = (levels[below + machine].calls.admitted, levels[below + machine].givenUp)
        let wanted = admitted > 0 ? Double(admitted + givenUp) / Double(admitted) : 1
        executions[below + machine] += children * shares[place % count][machine] * wanted
      }
    }
    return executions
  }

  func perRoot(_ action: APIAction) -> Double {
    switch action {
    case .startExecution, .startExpressExecution:
      return executions.indices.reduce(0.0) { sum, place in
        let machine = plan.account.machines[place % machineCount]
        let takesToken = machine.owner == nil || plan.account.mapRunsTakeTokens
        return machine.kind == action.startedKind && takesToken ? sum + executions[place] : sum
      }
    case .stateTransition: return perRoot(levels.reduce(0.0) { $0 + Double($1.transitions) }) { _ in true }
    case .startSyncExecution: return perRoot(total { Double($0.calls[action].admitted) }) { _ in true }
    // Of each Map Run for itself.
    case .mapRunStandardDispatch, .mapRunExpressDispatch: return 0
    default: return perRoot(total { Double($0.paced.isEmpty ? 0 : $0.paced[Int(action.rawValue)]) }) { _ in true }
    }
  }

  /// Of what executions of some machines do, as much as those of one root would.
  private func perRoot(_ all: Double, _ isMeant: (Int) -> Bool) -> Double {
    let (each, started) = levels.indices.reduce((0.0, 0.0)) { sum, place in
      guard isMeant(place % machineCount) else { return sum }
      return (sum.0 + executions[place], sum.1 + Double(levels[place].ended + levels[place].open))
    }
    return started > 0 ? all * each / started : 0
  }

  func service(_ index: Int) -> (perRoot: Double, seconds: Double)? {
    let calls = total { index < $0.services.count ? Double($0.services[index].calls) : 0 }
    let busy = total { index < $0.services.count ? Double($0.services[index].busy) : 0 }
    // Those who stand in line want it, too: of a growing backlog they are the excess.
    let queued = total { index < $0.services.count ? Double($0.services[index].queued) : 0 }
    let callers = Set((recordings.first?.tasks ?? []).filter { $0.service == index }.map(\.machine))
    let perRoot = perRoot(calls + queued) { callers.isEmpty || callers.contains($0) }
    return calls > 0 ? (perRoot, busy / calls * 1e-9) : nil
  }

  private func total(_ value: (Recording) -> Double) -> Double { recordings.reduce(0) { $0 + value($1) } }
}
