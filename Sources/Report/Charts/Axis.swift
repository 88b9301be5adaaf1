/// Maps values to a range of pixels, and knows where ticks look right.
struct Axis {
  enum Scale { case linear, logarithmic }
  let scale: Scale
  let low: Double
  let high: Double
  /// Pixels of `low` and `high`.
  let from: Double
  let to: Double

  /// A linear axis from 0 that ends at a tick.
  static func counting(upTo value: Double, from: Double, to: Double, ticks: Int = 4) -> Axis {
    let step = niceStep(max(value, 1e-9) / Double(ticks))
    let high = (max(value, 1e-9) / step * (1 - 1e-9)).rounded(.up) * step
    return Axis(scale: .linear, low: 0, high: high, from: from, to: to)
  }

  func position(_ value: Double) -> Double {
    let share: Double
    switch scale {
    case .linear: share = high > low ? (value - low) / (high - low) : 0
    case .logarithmic: share = high > low ? Axis.log10(max(value, low) / low) / Axis.log10(high / low) : 0.5
    }
    return from + min(1, max(0, share)) * (to - from)
  }

  func ticks(_ count: Int) -> [Double] { scale == .linear ? linearTicks(count) : logarithmicTicks(count) }

  private func linearTicks(_ count: Int) -> [Double] {
    let step = Axis.niceStep((high - low) / Double(max(1, count)))
    guard step > 0, (high - low) / step < 100 else { return [low] }
    return (0...Int(((high - low) / step + 1e-9).rounded(.down))).map { low + Double($0) * step }
  }

  /// Powers of ten, and 2 and 5 times those where there is room.
  private func logarithmicTicks(_ count: Int) -> [Double] {
    guard low > 0, high > low else { return [low] }
    let decades = Int(Axis.log10(low).rounded(.down))...Int(Axis.log10(high).rounded(.up))
    func ticks(_ factors: [Double], every: Int) -> [Double] {
      decades.filter { ($0 - decades.lowerBound) % every == 0 }.flatMap { decade in
        factors.map { $0 * Axis.power(ofTen: decade) }
      }.filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
    }
    let fine = ticks([1, 2, 5], every: 1)
    if fine.count <= count + 1 { return fine }
    let whole = ticks([1], every: 1)
    return whole.count <= count + 1 ? whole : ticks([1], every: 1 + whole.count / (count + 1))
  }

  /// The next of 1, 2, 5, 10, 20 …
  static func niceStep(_ rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return 1 }
    let power = Axis.power(ofTen: Int(log10(rough).rounded(.down)))
    let lead = rough / power
    return (lead <= 1.000001 ? 1 : lead <= 2.000001 ? 2 : lead <= 5.000001 ? 5 : 10) * power
  }

  /// A step of whole seconds, minutes or hours.
  static func niceTimeStep(_ rough: Double) -> Double {
    let steps: [Double] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]
    if rough < 1 { return niceStep(rough) }
    return steps.first { $0 >= rough } ?? niceStep(rough / 86400) * 86400
  }

  /// By the series of the area hyperbolic tangent, so that it gives the same bits on every machine. 0 unless
  /// `value` is positive.
  static func log10(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    let z = (value.significand - 1) / (value.significand + 1)
    var (term, sum) = (z, 0.0)
    for odd in stride(from: 1.0, through: 41, by: 2) {
      sum += term / odd
      term *= z * z
    }
    let logarithm = 2 * sum + Double(value.exponent) * 0.693147180559945309
    return logarithm / 2.302585092994045684
  }

  private static func power(ofTen exponent: Int) -> Double { Double("1e\(exponent)") ?? 1 }
}
