@preconcurrency import CGSL
import Glibc

/// How much a response rises or falls with each of several inputs, the others held: partial rank correlations, which
/// ask for no more than that it is monotone. Source: Saltelli, Chan, Scott, "Sensitivity Analysis" (2000), 2.5.
///
/// They come from one linear regression of ranks on ranks: r = t/√(t² + ν), t being a coefficient over its error.
public struct RankRegression: Sendable {
  public struct Coefficient: Sendable, Equatable {
    /// From −1 to 1.
    public let correlation: Double
    /// With 95 % confidence. Source: Fisher's z with the error of Bonett and Wright, Psychometrika 65 (2000).
    public let interval: Interval
  }
  /// One per input; nil of one that does not vary, or that the others determine.
  public let coefficients: [Coefficient?]
  /// Share of the ranks' variance that all inputs explain together.
  let determination: Double

  /// `inputs` has a row for each observation. Nil where there are too few of them, or the response does not vary.
  public init?(inputs: [[Double]], response: [Double]) {
    let all = inputs.first?.count ?? 0
    let columns = (0..<all).map { column in Self.ranks(inputs.map { $0[column] }) }
    let varying = columns.indices.filter { Self.varies(columns[$0]) }
    let freedom = response.count - varying.count - 1
    let ranks = Self.ranks(response)
    guard !varying.isEmpty, freedom >= 2, Self.varies(ranks),
      let fit = LinearFit(columns: varying.map { columns[$0] }, response: ranks)
    else { return nil }
    var found = [Coefficient?](repeating: nil, count: all)
    for (place, column) in varying.enumerated() {
      found[column] = Self.coefficient(fit.coefficients[place], fit.errors[place], freedom, of: response.count)
    }
    coefficients = found
    determination = fit.determination
  }

  private static func coefficient(_ value: Double, _ error: Double, _ freedom: Int, of count: Int) -> Coefficient? {
    guard value.isFinite, error.isFinite else { return nil }
    let t = error > 0 ? value / error : value == 0 ? 0 : value > 0 ? Double.infinity : -.infinity
    let correlation = t.isInfinite ? (t > 0 ? 1 : -1) : t / (t * t + Double(freedom)).squareRoot()
    let spread = ((1 + correlation * correlation / 2) / Double(max(1, freedom - 1))).squareRoot()
    let reach = GSLFunctions.normalQuantile(0.975) * spread
    guard abs(correlation) < 1 - 1e-12 else {
      return Coefficient(correlation: correlation, interval: Interval(lower: correlation, upper: correlation))
    }
    let z = atanh(correlation)
    return Coefficient(correlation: correlation, interval: Interval(lower: tanh(z - reach), upper: tanh(z + reach)))
  }

  private static func varies(_ values: [Double]) -> Bool { values.contains { $0 != values[0] } }

  /// From 1; equal values share the mean of theirs.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in order[start..<end] { ranks[place] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }
}

/// Least squares with a constant term.
struct LinearFit {
  /// Of the columns, without the constant; an error is not finite where the others determine the column.
  let coefficients: [Double]
  let errors: [Double]
  let determination: Double

  init?(columns: [[Double]], response: [Double]) {
    _ = GSLFunctions.ready
    let (rows, terms) = (response.count, columns.count + 1)
    guard rows > terms, let matrix = gsl_matrix_alloc(rows, terms), let target = gsl_vector_alloc(rows),
      let solution = gsl_vector_alloc(terms), let covariance = gsl_matrix_alloc(terms, terms),
      let space = gsl_multifit_linear_alloc(rows, terms)
    else { return nil }
    defer {
      gsl_matrix_free(matrix)
      gsl_matrix_free(covariance)
      gsl_vector_free(target)
      gsl_vector_free(solution)
      gsl_multifit_linear_free(space)
    }
    // Centred, since ranks are far from 0 for their spread.
    let centre = Double(rows + 1) / 2
    for row in 0..<rows {
      gsl_matrix_set(matrix, row, 0, 1)
      for (column, values) in columns.enumerated() { gsl_matrix_set(matrix, row, column + 1, values[row] - centre) }
      gsl_vector_set(target, row, response[row] - centre)
    }
    var squares = 0.0
    guard gsl_multifit_linear(matrix, target, solution, covariance, &squares, space) == 0 else { return nil }
    let isWhole = gsl_multifit_linear_rank(1e-10, space) == terms
    coefficients = (1..<terms).map { gsl_vector_get(solution, $0) }
    errors = (1..<terms).map { isWhole ? gsl_matrix_get(covariance, $0, $0).squareRoot() : .nan }
    let mean = response.reduce(0, +) / Double(rows)
    let total = response.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    determination = total > 0 ? 1 - squares / total : 0
  }
}
