/// The samples of all clusters, each and pooled, sorted once for all quantiles.
public struct ClusteredSample: Sendable {
  public let clusters: [Sample]
  public let pooled: Sample
  /// By value: of each cluster, what is below it, and what does not exceed it.
  private var known: [Int64: [(below: Int, upTo: Int)]] = [:]

  public init(_ clusters: [Sample]) {
    var pooled = Sample(pooling: clusters)
    pooled.sort()
    self.init(clusters, pooled: pooled)
  }

  private init(_ clusters: [Sample], pooled: Sample) {
    self.clusters = clusters
    self.pooled = pooled
  }

  /// The same with sorted clusters: worth it for who asks for many counts of each.
  public func sorted() -> ClusteredSample {
    var clusters = clusters
    for index in clusters.indices { clusters[index].sort() }
    return ClusteredSample(clusters, pooled: pooled)
  }

  /// The same with all clusters counted at these quantiles: worth it for who asks for several.
  public func counted(at ps: [Double]) -> ClusteredSample {
    // A single cluster has no spread, and may be too large to be counted for nothing.
    guard let values = pooled.quantiles(ps), clusters.count(where: { !$0.isEmpty }) > 1 else { return self }
    let counts = clusters.map { $0.counts(at: values) }
    var counted = self
    for (index, value) in values.enumerated() { counted.known[value] = counts.map { $0[index] } }
    return counted
  }

  /// Executions of each cluster that do not exceed `value`, over all of that cluster: the estimator of F there.
  func share(upTo value: Int64) -> RatioEstimator {
    RatioEstimator(
      sums: clusters.map { Double($0.count(upTo: value)) }, counts: clusters.map { Double($0.count) })
  }

  /// As `share(upTo:)` at the `p` quantile, except that of executions with just this value as many count as make the
  /// share `p`: else a value that many executions have (a number of retries) would pass for a certain one.
  func share(atQuantile value: Int64, _ p: Double) -> RatioEstimator {
    let found = known[value] ?? clusters.map { $0.counts(at: [value])[0] }
    let (below, upTo) = (found.map { Double($0.below) }, found.map { Double($0.upTo) })
    let counts = clusters.map { Double($0.count) }
    let (belowAll, upToAll) = (below.reduce(0, +), upTo.reduce(0, +))
    let wanted = p * counts.reduce(0, +)
    let weight = upToAll > belowAll ? min(1, max(0, (wanted - belowAll) / (upToAll - belowAll))) : 1
    return RatioEstimator(sums: zip(below, upTo).map { $0 + weight * ($1 - $0) }, counts: counts)
  }
}

extension Sample {
  /// As merging one after the other, in memory that is taken once.
  public init(pooling samples: [Sample]) {
    self.init()
    let count = samples.reduce(0) { $0 + $1.values.count }
    if count <= Sample.exactLimit { values.reserveCapacity(count) }
    for sample in samples { merge(sample) }
  }
}
