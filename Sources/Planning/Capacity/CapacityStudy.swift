import Report
package import Simulation
import Statistics
import StepFunctions

/// Finds how much load a scenario can take: what demand and supply alone allow, the search between, what binds there,
/// and what it would take to carry more.
package struct CapacityStudy {
  package struct Question: Sendable {
    /// nil: the load of the scenario, where it has one stream.
    package var varied: (path: String, scale: Variation.Scale)?
    /// In place of what the scenario expects.
    package var expectations: [Expectation] = []
    package var resolution = 0.02
    package var confidence = 0.95
    package var mostReplications = 250
    /// As `--vary` writes it: `5/s`.
    package var target: String?

    package init() {}
  }

  /// The question cannot be answered as it is put.
  package struct Refusal: Error {
    package let message: String
    package let hint: String?
  }

  /// Of a calibration: what an execution asks of limits needs few.
  private static let calibrations = 4
  /// Of a limit that is raised: paired, so that few show what it does.
  private static let pairedReplications = 30

  private let scenario: VariedScenario
  private let question: Question
  private let path: String
  private let scale: Variation.Scale
  private let targetLoad: Double?
  private let expectations: CapacityExpectations
  private let runs: LoadRuns
  private let version: String
  /// Told what is done now, in a word or two.
  private let begin: (String) -> Void

  package init(
    _ scenario: VariedScenario, _ question: Question, workers: Workers, version: String,
    begin: @escaping (String) -> Void = { _ in }
  ) async throws {
    (self.scenario, self.question, self.version, self.begin) = (scenario, question, version, begin)
    expectations = CapacityExpectations(scenario.plan, given: question.expectations)
    if let varied = question.varied {
      (path, scale) = varied
    } else {
      (path, scale) = try await Self.findLoad(scenario, expectations, workers, begin)
    }
    guard scale.low > 0 else {
      throw Refusal(message: "the range of \(path) has to begin above 0", hint: nil)
    }
    let scale = scale
    targetLoad = try question.target.map { text in
      guard let load = scale.number(text), load > 0 else {
        throw Refusal(message: "--target \(text): expected a load such as \(scale.text(scale.high))", hint: nil)
      }
      return load
    }
    runs = LoadRuns(scenario, path: path, scale: scale, expectations: expectations.judged, workers: workers)
  }

  private static func findLoad(
    _ scenario: VariedScenario, _ expectations: CapacityExpectations, _ workers: Workers, _ begin: (String) -> Void
  ) async throws -> (String, Variation.Scale) {
    let load: VariedLoad
    do throws(VariedLoad.Unknown) {
      load = try VariedLoad(scenario.plan)
    } catch {
      throw Refusal(message: error.message, hint: error.hint)
    }
    begin("calibration")
    let wide = load.scale(bound: nil)
    let runs = LoadRuns(
      scenario, path: load.path, scale: wide, expectations: expectations.judged, workers: workers)
    let calibration = try await calibration(runs, wide, expectations)
    return (load.path, load.scale(bound: calibration.bounds.compactMap(\.load).min()))
  }

  private struct Calibration {
    let model: FluidModel
    /// The tightest first.
    let bounds: [FluidBound]
  }

  private static func calibration(
    _ runs: LoadRuns, _ scale: Variation.Scale, _ expectations: CapacityExpectations
  ) async throws -> Calibration {
    let model = FluidModel(
      low: (scale.low, try runs.plan(scale.low)), high: (scale.high, try runs.plan(scale.high)),
      grace: expectations.grace)
    // A small load is cheap; one too small might start nothing.
    for share in [0.25, 0.6] {
      let load = Variation.Scale.logarithmic(scale, at: share)
      let recordings = try await runs.calibration(load, count: calibrations)
      let limits = Carrying(try runs.plan(load), recordings, isWhole: true).limits
      guard !limits.isEmpty || share > 0.5 else { continue }
      let bounds = limits.map { FluidBound(limit: $0, load: model.bound($0)) }
      return Calibration(
        model: model,
        bounds: bounds.enumerated().sorted {
          ($0.element.load ?? .infinity, $0.offset) < ($1.element.load ?? .infinity, $1.offset)
        }.map(\.element))
    }
    return Calibration(model: model, bounds: [])
  }

  // MARK: The answer

  package func answer() async throws -> CapacityAnswer {
    begin("calibration")
    let calibration = try await Self.calibration(runs, scale, expectations)
    var aim = CapacitySearch.Aim(range: scale.low...scale.high)
    (aim.isWhole, aim.resolution, aim.confidence) = (scale.isWhole, question.resolution, question.confidence)
    aim.mostReplications = question.mostReplications
    let present = try? VariedLoad(scenario.plan)
    if let present, present.path == path, present.unit == scale.unit { aim.present = present.value }
    aim.guess = calibration.bounds.lazy.compactMap(\.load).first
    let bounds = try await search(aim)
    let (binding, effects) = try await binding(bounds, calibration)
    let limits = calibration.bounds.map(\.limit.limit) + effects.flatMap(\.limits)
    let names = limits.map { ($0, $0.name(in: scenario.plan.account)) }
    return CapacityAnswer(
      name: scenario.plan.name, region: scenario.plan.account.region, file: scenario.file, seed: scenario.plan.seed,
      path: path, scale: scale, aim: aim, expectations: expectations, bounds: bounds, fluid: calibration.bounds,
      metastability: Self.metastability(bounds), binding: binding, effects: effects,
      headroom: try await headroom(bounds, calibration),
      target: try await target(bounds, calibration),
      limitNames: Dictionary(names) { first, _ in first }, version: version)
  }

  private func evidence(_ recordings: [Recording], _ plan: Plan, confidence: Double) -> LoadEvidence {
    LoadJudge(plan).evidence(recordings, confidence: confidence)
  }

  private func search(_ aim: CapacitySearch.Aim) async throws -> CapacityBounds {
    var outcomes: [Double: Verdict.Outcome] = [:]
    var search = CapacitySearch(aim) { [self] load, count, confidence in
      begin("\(path)=\(scale.text(load))")
      let best = outcomes.filter { $0.value == .met }.keys.max()
      let worst = outcomes.filter { $0.value == .notMet }.keys.min()
      runs.forget { ![load, best, worst].contains($0.load) }
      let recordings = try await runs.recordings(load, count: count)
      let evidence = evidence(recordings, try runs.plan(load), confidence: confidence)
      outcomes[load] = evidence.outcome
      return evidence
    }
    return try await search.run()
  }

  /// Some recover and some do not.
  private static func metastability(_ bounds: CapacityBounds) -> CapacityAnswer.Metastability? {
    for tested in bounds.tested where tested.outcome != .met {
      for judged in tested.last.evidence.judged {
        guard let values = judged.tested?.values, let groups = TwoGroups(values), judged.isFarApart(groups) else {
          continue
        }
        return CapacityAnswer.Metastability(load: tested.load, groups: groups, expectation: judged.verdict.text)
      }
    }
    return nil
  }

  // MARK: What binds

  private func binding(
    _ bounds: CapacityBounds, _ calibration: Calibration
  ) async throws -> (CapacityAnswer.Binding?, [BindingSearch.Effect]) {
    guard let tested = bounds.tested.first(where: { $0.outcome == .notMet }) else { return (nil, []) }
    let load = tested.load
    let count = min(tested.replications, Self.pairedReplications)
    let base = try await runs.recordings(load, count: count)
    let plan = try runs.plan(load)
    let limits = limits(plan, base, calibration)
    let asked = calibration.bounds.filter { (calibration.model.used($0.limit, at: load) ?? 1) > 0.4 }
    let search = BindingSearch(
      limits: limits, paired: asked.map(\.limit.limit), base: evidence(base, plan, confidence: 0.95)
    ) { [self] raised, factor in
      let names = raised.map { $0.name(in: plan.account) }.joined(separator: " and ")
      begin("\(names) raised")
      let raisings = raised.map { Raising($0, by: factor) }
      let recordings = try await runs.recordings(load, raisings, count: count)
      defer { runs.forget { !$0.raisings.isEmpty } }
      return evidence(recordings, try runs.plan(load, raisings), confidence: 0.95)
    }
    let found = try await search.run()
    let binding = found.binding.first.map { effect in
      CapacityAnswer.Binding(
        names: effect.limits.map { $0.name(in: plan.account) }, limits: effect.limits, effect: effect,
        amounts: effect.limits.map { CapacityAnswer.Increase.amounts($0, by: effect.factor, plan.account) },
        places: effect.limits.map { Self.place($0, plan, base) }, load: load)
    }
    return (binding, found.effects)
  }

  /// Those that the calibration has met, and what a run can come up against besides.
  private func limits(_ plan: Plan, _ recordings: [Recording], _ calibration: Calibration) -> [AccountLimit] {
    var limits = calibration.bounds.map(\.limit.limit)
    let quotas = plan.account.quotas
    if let most = quotas.historyEvents, recordings.contains(where: { $0.largestHistory * 5 > most * 4 }) {
      limits.append(.historyEvents)
    }
    let processors = plan.account.machines.filter { $0.owner != nil }
    for (kind, action) in [
      (MachineModel.Kind.standard, APIAction.mapRunStandardDispatch), (.express, .mapRunExpressDispatch),
    ] where processors.contains(where: { $0.kind == kind }) {
      limits.append(.action(action))
    }
    return limits
  }

  private static func place(_ limit: AccountLimit, _ plan: Plan, _ recordings: [Recording]) -> CapacityAnswer.Place? {
    LimitPlaces(plan, recordings).place(of: limit)
  }

  // MARK: Headroom

  private func headroom(
    _ bounds: CapacityBounds, _ calibration: Calibration
  ) async throws -> [CapacityAnswer.Headroom] {
    guard let tested = bounds.tested.last(where: { $0.outcome == .met }) else { return [] }
    let plan = try runs.plan(tested.load)
    begin("headroom")
    let recordings = try await runs.recordings(
      tested.load, count: min(tested.replications, Self.pairedReplications))
    let each = recordings.map { Carrying(plan, [$0], isWhole: true).limits }
    return calibration.bounds.compactMap { bound in
      let used = each.map { limits in
        limits.first { $0.limit == bound.limit.limit }.flatMap { calibration.model.used($0, at: tested.load) }
      }
      let known = used.compactMap(\.self)
      guard !known.isEmpty else { return nil }
      return CapacityAnswer.Headroom(
        limit: bound.limit.limit, name: bound.limit.name, used: Estimate(replications: known))
    }
  }

  // MARK: The target

  private func target(
    _ bounds: CapacityBounds, _ calibration: Calibration
  ) async throws -> CapacityAnswer.Target? {
    guard let load = targetLoad else { return nil }
    if load <= bounds.lower ?? 0, bounds.isMonotone {
      return CapacityAnswer.Target(load: load, isMet: true, increases: [], replications: 0)
    }
    runs.forget { _ in true }
    let before = runs.replications
    let plan = try runs.plan(load)
    let limits = calibration.bounds.map(\.limit).filter { !$0.limit.isHard }
    let level = (1 - question.confidence) / Double(IncreaseSearch.mostTests)
    var known: [[Raising]: Bool] = [:]
    let search = IncreaseSearch(
      limits: limits.map(\.limit),
      need: { limit in
        limits.first { $0.limit == limit }.flatMap { calibration.model.used($0, at: load) } ?? 1
      },
      isMet: { [self] raisings in
        if let answer = known[raisings] { return answer }
        begin("\(path)=\(scale.text(load)) with larger limits")
        let plan = try runs.plan(load, raisings)
        let looks = try await SequentialTest(level: level, mostReplications: question.mostReplications).run {
          evidence(try await runs.recordings(load, raisings, count: $0), plan, confidence: $1)
        }
        runs.forget { _ in true }
        let isMet = looks[looks.count - 1].evidence.outcome == .met
        known[raisings] = isMet
        return isMet
      })
    let raisings = try await search.run()
    return CapacityAnswer.Target(
      load: load, isMet: raisings?.isEmpty ?? false,
      increases: raisings.map { $0.flatMap { CapacityAnswer.Increase.all($0, from: plan.account) } },
      replications: runs.replications - before)
  }
}

extension JudgedExpectation {
  /// So far that it matters, and is no chance of small numbers.
  fileprivate func isFarApart(_ groups: TwoGroups) -> Bool {
    isShare
      ? groups.upperMean - groups.lowerMean >= 0.1
      : groups.upperMean >= 50 && groups.upperMean >= 3 * groups.lowerMean
  }
}

extension Variation.Scale {
  /// With the unit of the range, or without one.
  fileprivate func number(_ text: String) -> Double? {
    let digits = !unit.isEmpty && text.hasSuffix(unit) ? String(text.dropLast(unit.count)) : text
    guard let value = Double(digits), value.isFinite else { return nil }
    return isWhole && value != value.rounded() ? nil : value
  }

  /// A share of the way on the logarithm, as a number that a scenario takes.
  fileprivate static func logarithmic(_ scale: Variation.Scale, at share: Double) -> Double {
    var logarithmic = scale
    logarithmic.isLogarithmic = true
    return logarithmic.value(at: share)
  }
}
