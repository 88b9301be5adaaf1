/// From `lower` to `upper`, both included. An end that the data do not bound is infinite.
public struct Interval: Hashable, Sendable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  init(_ centre: Double, halfWidth: Double) { self.init(lower: centre - halfWidth, upper: centre + halfWidth) }

  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// Infinite where an end is open.
  var halfWidth: Double { (upper - lower) / 2 }

  public func scaled(by factor: Double) -> Interval { Interval(lower: lower * factor, upper: upper * factor) }
}
