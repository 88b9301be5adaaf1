import Statistics

/// From observations to laws: every group for itself, as many at once as there are processors, with the same result.
package struct FitStudy: Sendable {
  struct Fork: Sendable {
    let machine: String?
    let state: String
    /// Where it leads, how often, the most frequent first.
    let branches: [Branch]
  }

  struct Branch: Sendable {
    let next: String
    let count: Int
    let share: Double
    /// 95 %, as if visits were independent.
    let interval: Interval
  }

  /// How many items a Map has, or how often a Task is tried.
  struct Tally: Sendable {
    let machine: String?
    let state: String
    let count: Int
    let mean: Double
    let most: Double
  }

  package struct Overhead: Sendable {
    let name: String
    let fit: LawFit
    /// Seconds.
    let mean: Double
  }

  var services: [ServiceFit] = []
  var arrivals: [ArrivalFit] = []
  var overheads: [Overhead] = []
  let forks: [Fork]
  let items: [Tally]
  let attempts: [Tally]

  /// `name`: of the service of a scenario that answers a call.
  package init(
    _ found: Observations, jobs: Int, options: LawFit.Options,
    name: @escaping @Sendable (Observations.CallSite) -> String? = { _ in nil }
  ) async {
    self.init(counts: found)
    for part in await Self.concurrently(Self.work(found, options, name), jobs) { take(part) }
  }

  /// The same, one after the other.
  package init(_ found: Observations, options: LawFit.Options) {
    self.init(counts: found)
    for body in Self.work(found, options, { _ in nil }) { take(body()) }
  }

  private init(counts found: Observations) {
    forks = found.forks.map { fork, nexts in
      let all = nexts.values.reduce(0, +)
      return Fork(
        machine: fork.machine, state: fork.state,
        branches: nexts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
          .map { Branch(next: $0.key, count: $0.value, of: all) })
    }.sorted { ($0.machine ?? "", $0.state) < ($1.machine ?? "", $1.state) }
    items = Self.tallies(found.items)
    attempts = Self.tallies(found.attempts)
  }

  private static func tallies(_ found: [Observations.Fork: Reservoir<Double>]) -> [Tally] {
    found.map { fork, values in
      Tally(
        machine: fork.machine, state: fork.state, count: values.seen, mean: ServiceFit.mean(values.items) ?? .nan,
        most: values.items.max() ?? .nan)
    }.sorted { ($0.machine ?? "", $0.state) < ($1.machine ?? "", $1.state) }
  }

  private enum Part: Sendable {
    case service(ServiceFit)
    case arrivals(ArrivalFit)
    case overhead(Overhead)
  }

  private static func work(
    _ found: Observations, _ options: LawFit.Options, _ name: (Observations.CallSite) -> String?
  ) -> [@Sendable () -> Part] {
    var work: [@Sendable () -> Part] = ServiceGroup.all(found, name: name).map { group in
      { .service(ServiceFit(group, found, options)) }
    }
    let starts = Dictionary(grouping: found.executions.filter { $0.isRoot && $0.start != nil }) { $0.machine ?? "" }
    for (machine, executions) in starts.sorted(by: { $0.key < $1.key }) where !machine.isEmpty {
      let recorded = executions.compactMap { execution in execution.start.map { (time: $0, input: execution.input) } }
      work.append { .arrivals(ArrivalFit(machine: machine, recorded, options)) }
    }
    for gap in Observations.Gap.allCases {
      guard let values = found.gaps[gap], !values.items.isEmpty else { continue }
      work.append { .overhead(overhead(gap, values, options)) }
    }
    return work
  }

  private mutating func take(_ part: Part) {
    switch part {
    case .service(let service): services.append(service)
    case .arrivals(let arrival): arrivals.append(arrival)
    case .overhead(let overhead): overheads.append(overhead)
    }
  }

  private static func overhead(
    _ gap: Observations.Gap, _ values: Reservoir<Double>, _ options: LawFit.Options
  ) -> Overhead {
    let sample = LatencySample(values.items.map { LatencySample.Value($0) })
    let name = UInt64(Observations.Gap.allCases.firstIndex(of: gap) ?? 0)
    return Overhead(
      name: gap.rawValue, fit: LawFit(sample, name: name, options: options),
      mean: ServiceFit.mean(values.items) ?? 0)
  }

  /// In the order of the work, however many at once.
  private static func concurrently(_ work: [@Sendable () -> Part], _ jobs: Int) async -> [Part] {
    await withTaskGroup(of: (Int, Part).self) { group in
      var (next, found) = (0, [Part?](repeating: nil, count: work.count))
      func add() {
        guard next < work.count else { return }
        let (index, body) = (next, work[next])
        group.addTask { (index, body()) }
        next += 1
      }
      for _ in 0..<max(1, jobs) { add() }
      while let (index, part) = await group.next() {
        found[index] = part
        add()
      }
      return found.compactMap(\.self)
    }
  }
}

extension FitStudy.Branch {
  fileprivate init(next: String, count: Int, of all: Int) {
    self.next = next
    self.count = count
    share = Double(count) / Double(all)
    interval = ClopperPearson.interval(Double(count), of: Double(all), tail: 0.025)
  }
}
