import Engine
import Prelude
import Simulation
import Statistics
import StepFunctions

/// Whether a study of a steady state can have seen one: whether the backlog grew, whether demand exceeds supply, and
/// whether the run was long enough to forget that it began empty.
struct Steadiness {
  /// Executions of a machine by which those that are wanted and not over become more in a second.
  struct Growth {
    let machine: String
    let perSecond: Double
  }
  /// How long a limit remembers an empty start.
  struct Memory {
    let name: String
    /// The share of its supply that is asked for.
    let used: Double
    /// nil where the share is as good as all of it: then no time can be told.
    let seconds: Double?

    /// What a run needs: see `SteadyState.isLongEnough`.
    var warmup: Double? { seconds.map { 2 * $0 } }
    var counted: Double? { seconds.map { 10 * $0 } }
  }

  let growth: [Growth]
  /// What asks for more than there is, with certainty; the worst first.
  let impossible: [LimitLoad]
  /// Of the limit that remembers longest; nil where nothing is limited, or the load changes.
  let memory: Memory?
  /// Seconds.
  let warmup: Double
  let counted: Double
  /// By what was seen of the executions: then it is for the whole to be long enough to see it in.
  let isWarmupFound: Bool

  var isTooShort: Bool {
    guard let memory else { return false }
    guard let seconds = memory.seconds else { return true }
    if isWarmupFound { return warmup + counted < 12 * seconds }
    return !SteadyState.isLongEnough(warmup: warmup, counted: counted, relaxationTime: seconds)
  }

  var isReached: Bool { growth.isEmpty && impossible.isEmpty && !isTooShort }

  /// nil where the study is not one of a steady state.
  init?(_ plan: Plan, _ recordings: [Recording], _ carrying: Carrying) {
    guard plan.study == .steadyState, !recordings.isEmpty else { return nil }
    let loadEnd = plan.load.map(\.end).max() ?? .zero
    let end = if case .at(let end) = plan.horizon { min(end, loadEnd) } else { loadEnd }
    (warmup, counted) = (plan.warmup.seconds, (end - .zero).seconds - plan.warmup.seconds)
    isWarmupFound = plan.warmupOrigin == .found
    growth = Steadiness.growth(plan, recordings)
    // Streams that end one after the other ask for less and less.
    guard let offered = carrying.offered, offered > 0, Set(plan.load.map(\.end)).count == 1 else {
      (impossible, memory) = ([], nil)
      return
    }
    let demands = carrying.limits.filter { $0.carried != nil }.map { limit in
      (limit, used: Number.rounded(limit.used(offered) ?? 0), resource: limit.resource)
    }
    let certain = demands.filter { $0.used >= 1 }.filter { demand in
      let shares = recordings.compactMap { recording in
        Carrying(plan, [recording]).limits.first { $0.name == demand.0.name }?.used(offered)
      }
      let bounds = Estimate(replications: shares).oneSidedBounds()
      return bounds.map { Number.rounded($0.lower) >= 1 } ?? false
    }
    impossible = certain.map(\.0)
    memory = demands.map { limit, used, resource in
      Memory(
        name: limit.name, used: used,
        seconds: resource.relaxationTime(arrivalRate: limit.seconds == nil ? offered : offered * limit.perRoot))
    }.max { ($0.seconds ?? .infinity) < ($1.seconds ?? .infinity) }
  }

  /// Of the machines that outside callers start; of the others only where those keep up, as where nobody waits for
  /// what is started.
  private static func growth(_ plan: Plan, _ recordings: [Recording]) -> [Growth] {
    // Without arrivals nothing is left at the end.
    guard plan.horizon != .drained else { return [] }
    let loaded = Set(plan.load.map(\.machine))
    let all = plan.account.machines.indices.map { (index: $0, growth: growth(of: $0, plan, recordings)) }
    let outer = all.filter { loaded.contains($0.index) }.compactMap(\.growth)
    return outer.isEmpty ? all.compactMap(\.growth) : outer
  }

  private static func growth(of machine: Int, _ plan: Plan, _ recordings: [Recording]) -> Growth? {
    var (speeds, drifts): ([Double], [Double]) = ([], [])
    for recording in recordings where recording.machines.indices.contains(machine) {
      let (one, seconds) = (recording.machines[machine], seconds(from: plan.warmup, plan, recording))
      let arrivals = Double(one.started + one.rejected + one.waiting)
      guard seconds > 0, arrivals > 0 else { continue }
      // Without any queue an execution's own time has to pass until as many are open as will be.
      let filling = arrivals / seconds * stillFilling(one, after: plan.warmup.seconds)
      let (early, late) = (Double(one.inSystemAtWarmup) + filling, Double(one.inSystemAtEnd))
      speeds.append((late - early) / seconds)
      drifts.append(SteadyState.drift(from: early, to: late, seconds: seconds, arrivalRate: arrivals / seconds))
    }
    guard SteadyState.isGrowing(drifts) else { return nil }
    return Growth(machine: plan.account.machines[machine].name, perSecond: Estimate(replications: speeds).mean)
  }

  /// Seconds whose arrivals a run that began empty still lacks, if nobody had to wait for anything: at most m·e^(−t/m)
  /// of a mean m, exponential or less variable. Bounded by the series of e^(t/m).
  private static func stillFilling(_ machine: MachineRecording, after time: Double) -> Double {
    guard machine.latency.count > 0 else { return 0 }
    let waits: Set<Part> = [.transitionWait, .throttleBackoff, .serviceQueue, .mapSlot]
    let own = Part.allCases.reduce(0.0) { waits.contains($1) ? $0 : $0 + machine.parts[$1.rawValue] }
    let mean = own * 1e-9 / Double(machine.latency.count)
    guard mean > 0 else { return 0 }
    let x = time / mean
    var (term, sum) = (1.0, 1.0)
    for power in 1...40 {
      term *= x / Double(power)
      sum += term
    }
    return mean / sum
  }

  /// To the end of the run, which is the end of the last execution that counts unless some have not ended.
  private static func seconds(from warmup: Span, _ plan: Plan, _ recording: Recording) -> Double {
    let isCut = recording.machines.contains { $0.running + $0.waiting > 0 }
    let end =
      switch plan.horizon {
      case .at(let end): (end - .zero).seconds
      case .counted(let latest) where isCut: (latest - .zero).seconds
      case .counted, .drained: Metric.makespan.values([recording])[0]
      }
    return end - warmup.seconds
  }
}

extension LimitLoad {
  /// A bucket is asked by executions, a service by calls.
  fileprivate var resource: SteadyState.Resource {
    guard let seconds else {
      return .bucket(capacity: burst ?? 0, refill: supply, tokensPerArrival: perRoot)
    }
    return .service(slots: supply, rate: 1 / seconds)
  }
}
