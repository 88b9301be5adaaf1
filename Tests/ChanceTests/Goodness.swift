/// √n times the greatest distance between the empirical distribution function of `values` and `cdf`.
///
/// For a continuous law that fits, it exceeds 1.95 once in 1,000 samples (Kolmogorov's limit).
func kolmogorovSmirnov(_ values: [Double], cdf: (Double) -> Double) -> Double {
  let count = Double(values.count)
  var distance = 0.0
  for (index, value) in values.sorted().enumerated() {
    let expected = cdf(value)
    distance = max(distance, expected - Double(index) / count, Double(index + 1) / count - expected)
  }
  return distance * count.squareRoot()
}

/// Pearson's.
func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let (meanA, meanB) = (mean(a), mean(b))
  var (ab, aa, bb) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    ab += (x - meanA) * (y - meanB)
    aa += (x - meanA) * (x - meanA)
    bb += (y - meanB) * (y - meanB)
  }
  return ab / (aa * bb).squareRoot()
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

func standardError(_ values: [Double]) -> Double {
  let middle = mean(values)
  let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
  return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
}
