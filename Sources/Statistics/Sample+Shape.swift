extension Sample {
  /// Counts in at most `bins` intervals whose bounds grow by a constant factor, from min to max; lower ≤ value < upper,
  /// but the last takes the maximum too. Values of 1 or less are in the first, whose lower bound is the minimum.
  package func histogram(bins: Int) -> [(lower: Double, upper: Double, count: Int)] {
    []
  }

  /// At most `points` points of the empirical distribution function, of equal steps in probability, the last the maximum.
  package func ecdf(points: Int) -> [(value: Int64, fraction: Double)] {
    []
  }
}
