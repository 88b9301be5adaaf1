import Prelude
import Simulation
import StatesLanguage
import StepFunctions

extension PlanReader {
  /// Adds the lint of every definition, as it stands in this account and under this load. A definition that several
  /// machines share is linted for each, and said once.
  func lint(_ plan: Plan) {
    var said: Set<Diagnostic> = []
    var check = LoadCheck(plan, machines, places: streamPlaces, inputs: inputs)
    let ofLoad = Rules.ofLoads.flatMap { $0.diagnostics(&check) }
    for diagnostic in ofLoad where said.insert(diagnostic).inserted { reading.add(diagnostic) }
    // Of the same retrier the load's rule says more: it sees all levels.
    let told = Set(ofLoad.map { Place(file: $0.file, position: $0.position) })
    func isTold(_ diagnostic: Diagnostic) -> Bool {
      diagnostic.rule == "throttle.impatient"
        && told.contains(Place(file: diagnostic.file, position: diagnostic.position))
    }
    for (index, machine) in plan.account.machines.enumerated() {
      guard machines.indices.contains(index), let source = machines[index].source else { continue }
      let settings = LintSettings(plan, machine: index)
      for diagnostic in machine.definition.lint(source, file: machine.file, settings: settings)
      where !isTold(diagnostic) && said.insert(diagnostic).inserted {
        reading.add(diagnostic)
      }
    }
  }
}

extension LintSettings {
  fileprivate init(_ plan: Plan, machine: Int) {
    self.init()
    let (account, quotas) = (plan.account, plan.account.quotas)
    throttleError = account.throttleError
    openExecutionsError = account.openExecutionsError
    inlineMapConcurrency = quotas.inlineMapConcurrency
    historyEvents = account.machines[machine].kind == .express ? nil : quotas.historyEvents
    payloadBytes = quotas.payloadBytes
    expressMachines = Set(account.machines.filter { $0.kind == .express }.map(\.arn))
    for other in account.machines { buckets[other.arn] = Bucket(quotas[other.kind.startAction]) }
    let own = Bucket(quotas[account.machines[machine].kind.startAction])
    for stream in plan.load where stream.machine == machine {
      // No more executions begin at once than the bucket admits.
      let count = if case .burst(let count, _) = stream.arrivals { min(count, own?.capacity ?? count) } else { 1 }
      starts.append(Start(input: stream.input.typical(seed: plan.seed), count: count))
    }
  }
}

extension LintSettings.Bucket {
  fileprivate init?(_ bucket: Quotas.Bucket) {
    guard case .tokens(let capacity, let refill) = bucket else { return nil }
    self.init(capacity: capacity, refill: refill.perSecond)
  }
}
