package import Statistics

/// How much the replications differ in a latency sketch: for each of its bins and classes, sums of squares of how many
/// executions were no slower. Whole numbers, so that they do not depend on the order of adding.
package struct LatencySpread: Equatable, Sendable {
  /// Of the sketches' bins; 0: none has been added.
  var width: Int64 = 0
  /// False once a sketch had bins of another width: two that become one have other squares.
  var isKnown = true
  /// By bin and in it by class, as in the sketch, where c executions of a replication's n in the bin are no slower than
  /// the class: what Σ c² and Σ c·n over the replications have more than in the class before.
  var squares: [Int] = []
  var products: [Int] = []
  /// By bin: replications that have executions in it.
  var clusters: [Int] = []

  private static let classCount = LatencySketch.classCount

  package init() {}

  /// Of one more replication.
  mutating func add(_ sketch: LatencySketch) {
    guard sketch.binCount > 0, makeRoom(for: sketch.binCount, sketch.width) else { return }
    for bin in 0..<sketch.binCount {
      let classes = sketch.counts[bin * Self.classCount..<(bin + 1) * Self.classCount]
      let all = classes.reduce(0) { $0 + Int($1) }
      guard all > 0 else { continue }
      clusters[bin] += 1
      var before = 0
      for (place, inClass) in zip(classes.indices, classes) where inClass > 0 {
        let count = Int(inClass)
        squares[place] &+= count &* (2 &* before &+ count)
        products[place] &+= count &* all
        before += count
      }
    }
  }

  mutating func add(_ other: Self) {
    guard other.isKnown else { return forget() }
    guard other.width > 0, makeRoom(for: other.clusters.count, other.width) else { return }
    for bin in other.clusters.indices { clusters[bin] += other.clusters[bin] }
    for place in other.squares.indices {
      squares[place] &+= other.squares[place]
      products[place] &+= other.products[place]
    }
  }

  /// False where nothing is known any more.
  private mutating func makeRoom(for bins: Int, _ width: Int64) -> Bool {
    if self.width == 0 { self.width = width }
    guard isKnown, width == self.width else {
      forget()
      return false
    }
    let more = bins - clusters.count
    if more > 0 {
      clusters += [Int](repeating: 0, count: more)
      squares += [Int](repeating: 0, count: more * Self.classCount)
      products += [Int](repeating: 0, count: more * Self.classCount)
    }
    return true
  }

  private mutating func forget() {
    self = Self()
    isKnown = false
  }

  /// How far the share of executions up to the end of a class may be from what is found, with 95 % confidence: that of
  /// a ratio of two sums over the replications. nil where fewer than two have any.
  func halfWidth(class index: Int, inBin bin: Int, share: Double, count: Int) -> Double? {
    guard isKnown, bin < clusters.count, clusters[bin] > 1 else { return nil }
    let classes = bin * Self.classCount..<(bin + 1) * Self.classCount
    func sum(_ values: [Int], _ most: Int) -> Double { Double(values[classes.prefix(most)].reduce(0, &+)) }
    let sum =
      sum(squares, index + 1) - 2 * share * sum(products, index + 1) + share * share * sum(squares, Self.classCount)
    let clusters = Double(self.clusters[bin])
    let error = (max(0, sum) * clusters / (clusters - 1)).squareRoot() / Double(count)
    return StudentT.quantile(0.975, degreesOfFreedom: self.clusters[bin] - 1) * error
  }
}

extension LatencySketch {
  /// The 95 % interval of a quantile, by Woodruff: those of the probabilities around `p` that the replications'
  /// differences allow. Source: Woodruff (1952), "Confidence Intervals for Medians and Other Position Measures".
  package func interval(_ p: Double, inBin bin: Int, _ spread: LatencySpread) -> Interval? {
    guard spread.width == width, let (index, _) = place(of: p, inBin: bin) else { return nil }
    let total = count(inBin: bin)
    let slower = counts[bin * Self.classCount + index + 1..<(bin + 1) * Self.classCount].reduce(0) { $0 + Int($1) }
    let share = Double(total - slower) / Double(total)
    guard let half = spread.halfWidth(class: index, inBin: bin, share: share, count: total),
      let lower = quantile(max(0, p - half), inBin: bin), let upper = quantile(min(1, p + half), inBin: bin)
    else { return nil }
    return Interval(lower: lower, upper: upper)
  }
}
