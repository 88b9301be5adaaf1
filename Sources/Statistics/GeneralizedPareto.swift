import Glibc

/// The law of what exceeds a high threshold, by how much. Source: Pickands, Annals of Statistics 3 (1975); Coles, "An
/// Introduction to Statistical Modeling of Extreme Values", chapter 4.
public struct GeneralizedPareto: Sendable {
  /// ξ: above 0 the tail is a power's, below 0 it ends.
  public let shape: Double
  /// σ.
  let scale: Double

  public init(shape: Double, scale: Double) {
    self.shape = shape
    self.scale = scale
  }

  /// Shapes below have no regular likelihood: the estimate is held there. Source: Smith, Biometrika 72 (1985).
  static let leastShape = -0.5

  /// P(X > x).
  func exceedance(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    if abs(shape) < 1e-9 { return exp(-x / scale) }
    let base = 1 + shape * x / scale
    return base > 0 ? pow(base, -1 / shape) : 0
  }

  /// What is exceeded with this probability.
  public func value(exceededWith p: Double) -> Double {
    abs(shape) < 1e-9 ? -scale * log(p) : scale * (pow(p, -shape) - 1) / shape
  }

  /// −∞ where a value is beyond the law's end.
  func logLikelihood(_ excesses: [Double]) -> Double {
    guard scale > 0 else { return -.infinity }
    if abs(shape) < 1e-9 { return excesses.reduce(0) { $0 - $1 / scale } - Double(excesses.count) * log(scale) }
    var sum = 0.0
    for excess in excesses {
      let base = 1 + shape * excess / scale
      guard base > 0 else { return -.infinity }
      sum += log(base)
    }
    return -(1 + 1 / shape) * sum - Double(excesses.count) * log(scale)
  }

  /// A² of these, in ascending order: the distance that weighs the tails. Source: Anderson, Darling, JASA 49 (1954).
  func andersonDarling(_ sorted: [Double]) -> Double {
    let count = sorted.count
    var sum = 0.0
    for (index, value) in sorted.enumerated() {
      let above = min(1 - 1e-15, max(1e-300, exceedance(value)))
      let opposite = min(1 - 1e-15, max(1e-300, exceedance(sorted[count - 1 - index])))
      sum += Double(2 * index + 1) * (log1p(-above) + log(opposite))
    }
    return -Double(count) - sum / Double(count)
  }
}

extension GeneralizedPareto {
  /// The most likely law of excesses, from that which has their mean and variance; nil where they do not vary.
  public static func fit(_ excesses: [Double]) -> Self? {
    let count = Double(excesses.count)
    let mean = excesses.reduce(0, +) / count
    let variance = excesses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    guard count > 1, mean > 0, variance > 0 else { return nil }
    let ratio = mean * mean / variance
    let start = [log(max(1e-12, mean * (ratio + 1) / 2)), max(-0.4, min(0.9, (1 - ratio) / 2))]
    // In units of the mean, so that steps and tolerances are the same for seconds and for events.
    let scaled = excesses.map { $0 / mean }
    let found = Simplex.minimum(
      of: { point in
        guard point[1] >= leastShape, point[1] <= 5 else { return .infinity }
        return -Self(shape: point[1], scale: exp(point[0])).logLikelihood(scaled)
      }, from: [start[0] - log(mean), start[1]], steps: [0.2, 0.2])
    guard let found else { return nil }
    return Self(shape: found[1], scale: exp(found[0]) * mean)
  }

  /// The greatest log-likelihood of laws by which `distance` is exceeded with probability `p`.
  static func profile(_ excesses: [Double], _ distance: Double, exceededWith p: Double) -> Double {
    func likelihood(_ shape: Double) -> Double {
      let scale = abs(shape) < 1e-9 ? -distance / log(p) : shape * distance / (pow(p, -shape) - 1)
      return Self(shape: shape, scale: scale).logLikelihood(excesses)
    }
    var (low, high) = (leastShape, 3.0)
    // The best of a grid, then a golden section around it: the likelihood has one top there.
    let grid = (0...70).map { low + (high - low) * Double($0) / 70 }
    let values = grid.map(likelihood)
    guard let best = values.indices.max(by: { values[$0] < values[$1] }), values[best] > -.infinity else {
      return -.infinity
    }
    (low, high) = (grid[max(0, best - 1)], grid[min(70, best + 1)])
    let golden = 0.381_966_011_250_105
    for _ in 0..<40 {
      let (a, b) = (low + golden * (high - low), high - golden * (high - low))
      if likelihood(a) < likelihood(b) { low = a } else { high = b }
    }
    return max(values[best], likelihood((low + high) / 2))
  }
}
