import Engine
import JSON
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// What one root execution of a stream asks of the account while nothing is refused, nothing fails by chance and nobody
/// else is there: the root alone, run through virtual time before the load is.
///
/// In place of reading fan-outs off the definitions: the items of a Map, the branch of a Choice and the answer of a
/// service are then those of the run, whatever expression they come from.
struct Trial {
  /// Calls that took a token, or transitions, `count` of them `seconds` after the root's own call.
  struct Demand {
    var seconds: Double
    var count: Double
  }

  /// Executions of one machine that another one started; of the root's the parent is -1.
  struct Starts {
    var machine: Int
    var parent: Int
    var count = 0.0
    /// After the root's call: of the first, and of all together.
    var firstSeconds = 0.0
    var secondsOfAll = 0.0
  }

  private(set) var demand: [APIAction: [Demand]] = [:]
  private(set) var starts: [Starts] = []
  private(set) var finished: [Tally.Finished] = []

  /// Entries of the timeline: a fraction of a second. What a root does after them is not known.
  private static let patience = 200_000

  /// Of each stream of the load; nil where the root goes on for longer than is waited, or for ever.
  static func all(_ plan: Plan) -> [Trial?] {
    if plan.load.isEmpty { return [] }
    // One for all, started anew for each: to make one takes its time where there are a thousand machines.
    var account = Account(unhindered(plan.account), seed: plan.seed, replication: 0)
    var trials: [Trial?] = []
    for stream in plan.load {
      account.restart(replication: 0)
      trials.append(Trial(stream, plan, &account))
    }
    return trials
  }

  private init?(_ stream: LoadStream, _ plan: Plan, _ account: inout Account) {
    let start = Interpreter.Start(machine: Int32(stream.machine), key: 1, firstCallAt: .zero)
    let request = StartExecutionRequest(start, input: stream.input.typical(seed: plan.seed))
    let response = stream.isSync ? account.startSyncExecution(request) : account.startExecution(request)
    guard case .answered = response, !account.core.interpreter.isEndless else { return nil }
    var watch = Watch(machines: plan.account.machines.count, left: Self.patience)
    watch.look(account)
    do throws(Interpreter.Endless) { try account.run(by: .never, &watch) } catch { return nil }
    if watch.left == 0 { return nil }
    demand = watch.demand
    starts = watch.starts.sorted { ($0.parent, $0.machine) < ($1.parent, $1.machine) }
    finished = Array(account.core.tally.finished)
    countMapRuns(plan.account)
  }

  /// At least one Map Run for each distributed Map that has started a child.
  private mutating func countMapRuns(_ account: AccountModel) {
    for first in starts where account.machines[first.machine].owner != nil {
      demand[.startMapRun, default: []].append(Demand(seconds: first.firstSeconds, count: 1))
    }
  }

  /// The account without what refuses or delays, and without chance.
  private static func unhindered(_ account: AccountModel) -> AccountModel {
    var account = account
    for action in APIAction.starts + [.stateTransition, .startMapRun] { account.quotas[action] = .unlimited }
    account.outages = [:]
    account.quotas.statesPerInstant = min(account.quotas.statesPerInstant ?? .max, patience / 10)
    for index in account.services.indices {
      account.services[index].errors = []
      account.services[index].errorExpression = nil
      account.services[index].concurrency = .unlimited
      account.services[index].rate = .unlimited
      account.services[index].outages = []
      // After the first calls the last value repeats.
      if case .list(let values, per: .service) = account.services[index].result, let last = values.last {
        account.services[index].result = .constant(last)
      }
    }
    return account
  }

  func total(_ action: APIAction) -> Double { demand[action]?.reduce(0) { $0 + $1.count } ?? 0 }

  private struct Watch: ~Copyable, Attendant {
    static let actions = APIAction.starts + [.stateTransition]
    var left: Int
    var demand: [APIAction: [Demand]] = [:]
    private let machines: Int
    private(set) var starts: [Starts] = []
    /// Machines that have started, in order, and where each one's starts by a parent stand in `starts`.
    private var reached: [Int] = []
    private var places: [Int: [Int: Int]] = [:]
    private var counts = [Int](repeating: 0, count: Watch.actions.count)
    private var started = 0

    init(machines: Int, left: Int) {
      self.machines = machines
      self.left = left
    }

    mutating func didStep(_ step: Account.Step, _ account: inout Account) -> Bool {
      look(account)
      left -= 1
      return left > 0
    }

    mutating func look(_ account: borrowing Account) {
      lookAtStarts(account)
      for (index, action) in Self.actions.enumerated() {
        let isStart = action != .stateTransition
        let count = isStart ? account.core.tally.calls[action].admitted : account.core.tally.transitions
        guard count > counts[index] else { continue }
        let seconds = (account.now - .zero).seconds
        let more = Double(count - counts[index])
        counts[index] = count
        var all = demand[action] ?? []
        // What is near in time counts as one: as many steps as the time has powers of 1.01.
        if let last = all.last, seconds - last.seconds <= 0.01 * seconds {
          all[all.count - 1].count += more
        } else {
          all.append(Demand(seconds: seconds, count: more))
        }
        demand[action] = all
      }
    }

    private mutating func lookAtStarts(_ account: borrowing Account) {
      guard account.core.tally.started > started else { return }
      started = account.core.tally.started
      let seconds = (account.now - .zero).seconds
      lookAtStarts(by: -1, seconds, account)
      // Of an account with a thousand machines a root reaches a few. One reached now may have started others already.
      var next = 0
      while next < reached.count {
        lookAtStarts(by: reached[next], seconds, account)
        next += 1
      }
    }

    private mutating func lookAtStarts(by parent: Int, _ seconds: Double, _ account: borrowing Account) {
      for machine in 0..<machines {
        let count = Double(account.core.tally.admissions(of: machine, by: parent).count)
        guard count > 0 else { continue }
        let place = places[parent]?[machine] ?? starts.count
        if place == starts.count {
          if !reached.contains(machine) { reached.append(machine) }
          starts.append(Starts(machine: machine, parent: parent, firstSeconds: seconds))
          places[parent, default: [:]][machine] = place
        }
        starts[place].secondsOfAll += (count - starts[place].count) * seconds
        starts[place].count = count
      }
    }
  }
}
