import Report
import Statistics

/// Which limits hold a load back: each is raised by a tenth alone, with the same random numbers, and what that does to
/// the expectations that are not met is told from chance by Holm's procedure over all limits. Where none alone makes
/// them hold, pairs are raised; and where no pair does, all again by more, since work that comes a hundred calls at a
/// time is not helped by a tenth.
struct BindingSearch {
  private static let factors = [1.1, 1.5, 2, 4]
  private static let level = 0.05
  /// Of the limits that are asked for most: so many pairs of them are tried.
  private static let mostPaired = 4

  /// What raising some limits does.
  struct Effect: Sendable {
    let limits: [AccountLimit]
    /// How many times as much of each there is.
    let factor: Double
    /// Of the expectation on which it is seen best.
    let expectation: String?
    /// Of what is held against the bound: below 0 where it helps; nil: no mean of replications is.
    let difference: Difference?
    /// Of no effect, over all expectations that are not met.
    let pValue: Double?
    /// Holm's, over all limits.
    fileprivate(set) var adjustedPValue: Double?
    /// Nothing is missed any more.
    let isEnough: Bool

    var isSignificant: Bool {
      guard let adjustedPValue else { return isEnough }
      return adjustedPValue < BindingSearch.level && (difference?.value ?? -1) < 0
    }
  }

  struct Found: Sendable {
    /// Those that bind, alone or together; empty: none does.
    let binding: [Effect]
    /// Of every limit alone, in the order given, and of the pairs behind them; by the last factor that was tried.
    let effects: [Effect]
  }

  /// The tightest first.
  let limits: [AccountLimit]
  /// Those that are raised in pairs, too.
  let paired: [AccountLimit]
  let base: LoadEvidence
  /// What is found with so many times as much of these limits.
  let raised: (_ limits: [AccountLimit], _ factor: Double) async throws -> LoadEvidence

  init(
    limits: [AccountLimit], paired: [AccountLimit], base: LoadEvidence,
    raised: @escaping (_ limits: [AccountLimit], _ factor: Double) async throws -> LoadEvidence
  ) {
    self.limits = limits
    self.paired = Array(paired.prefix(Self.mostPaired))
    self.base = base
    self.raised = raised
  }

  func run() async throws -> Found {
    var first: [Effect] = []
    for factor in Self.factors {
      let alone = try await effects(limits.map { [$0] }, factor)
      if first.isEmpty { first = alone }
      if let best = Self.strongest(alone.filter { $0.isSignificant && $0.isEnough }) {
        return Found(binding: [best], effects: alone)
      }
      let pairs = try await effects(pairs, factor)
      if let best = Self.strongest(pairs.filter { $0.isSignificant && $0.isEnough }) {
        return Found(binding: [best], effects: alone + pairs)
      }
    }
    return Found(binding: [Self.strongest(first.filter(\.isSignificant))].compactMap(\.self), effects: first)
  }

  private var pairs: [[AccountLimit]] {
    paired.enumerated().flatMap { index, first in paired.dropFirst(index + 1).map { [first, $0] } }
  }

  private func effects(_ sets: [[AccountLimit]], _ factor: Double) async throws -> [Effect] {
    var effects: [Effect] = []
    for limits in sets { effects.append(effect(limits, factor, try await raised(limits, factor))) }
    Self.adjust(&effects)
    return effects
  }

  private func effect(_ limits: [AccountLimit], _ factor: Double, _ evidence: LoadEvidence) -> Effect {
    let differences = zip(base.judged, evidence.judged).compactMap {
      before, after -> (text: String, difference: Difference)? in
      guard before.verdict.outcome == .notMet, let base = before.tested, let candidate = after.tested else {
        return nil
      }
      return (before.verdict.text, Difference(base: base, candidate: candidate, paired: true))
    }
    // The best of several has several chances.
    let best = differences.min { a, b in
      (a.difference.pValue ?? 1, a.difference.value) < (b.difference.pValue ?? 1, b.difference.value)
    }
    let pValue = best?.difference.pValue.map { min(1, $0 * Double(differences.count)) }
    return Effect(
      limits: limits, factor: factor, expectation: best?.text, difference: best?.difference, pValue: pValue,
      isEnough: evidence.outcome != .notMet)
  }

  private static func adjust(_ effects: inout [Effect]) {
    let known = effects.indices.filter { effects[$0].pValue != nil }
    let adjusted = MultipleTesting.holm(known.compactMap { effects[$0].pValue })
    for (index, value) in zip(known, adjusted) { effects[index].adjustedPValue = value }
  }

  /// By what it changes; of equals the first.
  private static func strongest(_ effects: [Effect]) -> Effect? {
    effects.min { ($0.difference?.relativeChange ?? 0) < ($1.difference?.relativeChange ?? 0) }
  }
}

extension Difference {
  fileprivate var relativeChange: Double { base == 0 ? 0 : value / abs(base) }
}
