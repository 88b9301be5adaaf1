/// A parameter that no such distribution of times has.
package struct DistributionError: Error, Hashable, Sendable {
  /// The name that the scenario uses: `mean`, `sigma`, `p50`, `values` …
  package var parameter: String
  package var message: String

  package init(parameter: String, message: String) {
    self.parameter = parameter
    self.message = message
  }
}
