/// A parameter that no such distribution of times has.
public struct DistributionError: Error, Hashable, Sendable {
  /// The name that the scenario uses: `mean`, `sigma`, `p50`, `values` …
  public var parameter: String
  public var message: String

  init(parameter: String, message: String) {
    self.parameter = parameter
    self.message = message
  }
}
