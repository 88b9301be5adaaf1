import Glibc

/// Picks the best of several systems, larger being better: with probability 1 − α it is the best one, as long as that
/// is better than the others by the indifference δ; else one within δ of it.
///
/// After each look, whoever cannot be the best any more is left out; the rest goes on, so that the effort goes where it
/// decides. Systems may share random numbers, which shortens the way. Source: Kim, Nelson, ACM TOMACS 11 (2001) 251,
/// with c = 1. Looking less often than after every replication leaves out fewer, and is as safe.
public struct KimNelson: Sendable {
  /// Of a system after some replications: its estimate, and of each of the first ones how far it moves that.
  public struct First: Sendable {
    let value: Double
    let deviations: [Double]

    init(value: Double, deviations: [Double]) {
      self.value = value
      self.deviations = deviations
    }

    /// A plain number per replication.
    public init(values: [Double]) {
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      self.init(value: mean, deviations: values.map { $0 - mean })
    }
  }

  private let indifference: Double
  /// h²·S², for each pair.
  private let spreads: [[Double]]
  /// In their order: those that may still be the best.
  public private(set) var survivors: [Int]
  /// The latest estimate of each, also of those that are left out.
  private(set) var values: [Double]
  /// Replications of the survivors so far.
  public private(set) var rounds: Int

  /// Half of what n₀ − 1 degrees of freedom make of the error that each of the k − 1 pairs may have.
  public static func eta(systems: Int, first: Int, alpha: Double) -> Double {
    guard systems > 1, first > 1 else { return 0 }
    let share = 2 * alpha / Double(systems - 1)
    return (pow(share, -2 / Double(first - 1)) - 1) / 2
  }

  /// All systems have as many first replications, at least two.
  public init(_ first: [First], indifference: Double, alpha: Double) {
    self.indifference = indifference
    let count = first.first?.deviations.count ?? 0
    let eta = Self.eta(systems: first.count, first: count, alpha: alpha)
    spreads = first.map { one in
      first.map { other in
        let squares = zip(one.deviations, other.deviations).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        // h² = 2η(n₀ − 1), S² = squares/(n₀ − 1).
        return 2 * eta * squares
      }
    }
    survivors = Array(first.indices)
    values = first.map { $0.value.isNaN ? -.infinity : $0.value }
    rounds = count
    screen()
  }

  /// So many replications of every survivor end it, whatever they show.
  public var limit: Int {
    let longest = survivors.reduce(0) { longest, one in
      survivors.reduce(longest) { max($0, spreads[one][$1]) }
    }
    guard indifference > 0 else { return longest > 0 ? .max : rounds }
    let rounds = (longest / (indifference * indifference)).rounded(.down)
    return rounds < 1e9 ? Int(rounds) + 1 : .max
  }

  public var isOver: Bool { survivors.count < 2 || rounds >= limit }

  /// Of the survivors, the one with the largest value; the first of equal ones.
  public var best: Int? {
    survivors.reduce(nil as Int?) { best, next in
      guard let best, !(values[next] > values[best]) else { return next }
      return best
    }
  }

  /// The survivors' estimates, in their order, after `rounds` replications of each.
  public mutating func look(_ estimates: [Double], rounds: Int) {
    for (system, value) in zip(survivors, estimates) { values[system] = value.isNaN ? -.infinity : value }
    self.rounds = rounds
    screen()
  }

  private mutating func screen() {
    let r = Double(rounds)
    let rivals = survivors
    survivors.removeAll { one in
      !rivals.allSatisfy { other in
        let reach = indifference > 0 ? spreads[one][other] / indifference - indifference * r : .infinity
        return one == other || values[one] >= values[other] - max(0, reach / (2 * r))
      }
    }
  }
}

extension KimNelson.First {
  /// A mean per execution: how far each replication moves it.
  public init(_ ratio: RatioEstimator, scale: Double) {
    self.init(value: ratio.ratio * scale, deviations: ratio.deviations.map { $0 * scale })
  }

  /// A percentile, by the jackknife's pseudo-values.
  public init(_ sample: ClusteredSample, p: Double, scale: Double) {
    let side = sample.sorted().jackknife(p)
    self.init(value: side.value * scale, deviations: side.deviations.map { $0 * scale })
  }
}
