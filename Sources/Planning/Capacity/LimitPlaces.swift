import Report
import Simulation
import StepFunctions

/// Where in the workflows a limit is felt: the depth of the executions that it refuses or holds up, and the Task that
/// asks for them.
struct LimitPlaces {
  private let plan: Plan
  private let recordings: [Recording]

  init(_ plan: Plan, _ recordings: [Recording]) { (self.plan, self.recordings) = (plan, recordings) }

  private var count: Double { Double(max(1, recordings.count)) }

  func place(of limit: AccountLimit) -> CapacityAnswer.Place? {
    switch limit {
    case .action(let action) where APIAction.starts.contains(action): start(action)
    case .slots(let service), .rate(let service): called([service])
    case .integration(let quota):
      called(plan.account.integrationQuotas.indices.filter { plan.account.integrationQuotas[$0].contains(quota) })
    case .functions, .functionRequests:
      called(plan.account.services.indices.filter { plan.account.services[$0].function != nil })
    case .action, .inlineMapConcurrency, .historyEvents: level { Double($0.transitions) }.map { place($0, refused: 0) }
    }
  }

  /// Executions of a type whose starts are refused most; where hardly any are, those that take most of the tokens.
  private func start(_ action: APIAction) -> CapacityAnswer.Place? {
    func isMeant(_ level: LevelRecording) -> Bool { plan.account.machines[level.machine].kind == action.startedKind }
    let refused = levels.reduce(0) { $0 + (isMeant($1) ? $1.calls.throttled : 0) }
    let offered = levels.reduce(0) { $0 + (isMeant($1) ? $1.calls.offered : 0) }
    let isRare = refused * 1_000 < offered
    let found = level { isMeant($0) ? Double(isRare ? $0.calls.offered : $0.calls.throttled) : 0 }
    guard let found else { return nil }
    return place(found, refused: Double(found.calls.throttled), state: startState(of: found))
  }

  /// Of the machine above: its Task whose calls are refused most.
  private func startState(of level: LevelRecording) -> String? {
    guard level.depth > 0 else { return nil }
    let parents = Set(levels.filter { $0.depth == level.depth - 1 }.map(\.machine))
    let tasks = (recordings.first?.tasks ?? []).enumerated().filter {
      parents.contains($0.element.machine) && $0.element.resource.contains("states:startExecution")
    }
    return tasks.max { throttled($0.offset) < throttled($1.offset) }?.element.state
  }

  private func throttled(_ task: Int) -> Int {
    recordings.reduce(0) { $0 + (task < $1.tasks.count ? $1.tasks[task].throttled : 0) }
  }

  private func called(_ services: [Int]) -> CapacityAnswer.Place? {
    let tasks = (recordings.first?.tasks ?? []).enumerated().filter {
      $0.element.service.map(services.contains) == true
    }
    guard let task = tasks.max(by: { errors($0.offset) < errors($1.offset) })?.element,
      let level = level({ $0.machine == task.machine ? Double($0.ended + $0.open) : 0 })
    else { return nil }
    let refused = recordings.reduce(0) { sum, recording in
      services.reduce(sum) { $0 + ($1 < recording.services.count ? recording.services[$1].refused : 0) }
    }
    return place(level, refused: Double(refused), state: task.state)
  }

  private func errors(_ task: Int) -> Int {
    recordings.reduce(0) { $0 + (task < $1.tasks.count ? $1.tasks[task].errors + $1.tasks[task].throttled : 0) }
  }

  // MARK: Levels

  /// Of all replications.
  private var levels: [LevelRecording] {
    var all: [LevelRecording] = []
    for level in recordings.lazy.flatMap(\.levels) {
      if let index = all.firstIndex(where: { $0.machine == level.machine && $0.depth == level.depth }) {
        all[index].add(level)
      } else {
        all.append(level)
      }
    }
    return all
  }

  /// nil: none has any.
  private func level(_ amount: (LevelRecording) -> Double) -> LevelRecording? {
    levels.filter { amount($0) > 0 }.max { (amount($0), -$0.depth) < (amount($1), -$1.depth) }
  }

  private func place(_ level: LevelRecording, refused: Double, state: String? = nil) -> CapacityAnswer.Place {
    CapacityAnswer.Place(
      machine: plan.account.machines[level.machine].name, depth: level.depth, state: state, refused: refused / count,
      backoff: level.ended > 0 ? level.backoff * 1e-9 / Double(level.ended) : 0)
  }
}
