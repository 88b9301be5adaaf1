import Statistics

/// Ten gates of one queue, each at the level that Bonferroni leaves it.
private struct Gates {
  private let sojourn: ClusteredSample
  private let wait: ClusteredSample
  private static let quantiles = [0.5, 0.9, 0.95, 0.99]
  static let names =
    ["mean"] + quantiles.map { "p\(Int($0 * 100))" } + [
      "wait mean", "wait p95", "share above 15 s", "share above 23 s", "arrivals",
    ]

  init(_ queue: Queue, seed: UInt64) {
    let replications = queue.run(seed: seed)
    sojourn = ClusteredSample(replications.sojourns).sorted()
    wait = ClusteredSample(replications.map(\.wait)).sorted()
  }

  /// To `candidate`, in the order of the names.
  func differences(to candidate: Gates, paired: Bool) -> [Difference] {
    func ratio(_ value: (Gates) -> RatioEstimator) -> Difference {
      Difference(base: value(self), candidate: value(candidate), paired: paired)
    }
    func above(_ seconds: Int64) -> Difference {
      ratio { gates in
        RatioEstimator(
          sums: gates.sojourn.clusters.map { Double($0.count - $0.count(upTo: seconds * 1_000_000_000)) },
          counts: gates.sojourn.clusters.map { Double($0.count) })
      }
    }
    return [ratio { RatioEstimator($0.sojourn.clusters) }]
      + Self.quantiles.map { Difference(base: sojourn, candidate: candidate.sojourn, p: $0, paired: paired) }
      + [
        ratio { RatioEstimator($0.wait.clusters) },
        Difference(base: wait, candidate: candidate.wait, p: 0.95, paired: paired), above(15), above(23),
        ratio { RatioEstimator(values: $0.sojourn.clusters.map { Double($0.count) }) },
      ]
  }

  static func changes(_ differences: [Difference]) -> [Change] {
    let confidence = MultipleTesting.confidence(of: differences.count)
    return differences.map { Change($0.interval(confidence: confidence), threshold: 0.01 * abs($0.base)) }
  }
}

extension Experiments {
  /// The same system against itself: with the same seed, and with another.
  static func comparison(_ size: Size) -> [Finding] {
    let pairs = size(200)
    var (identical, regressed) = (0, 0)
    for pair in 0..<pairs {
      let seed = 200_000 + 2 * UInt64(pair)
      let base = Gates(Queue(), seed: seed)
      let same = base.differences(to: Gates(Queue(), seed: seed), paired: true)
      identical += same.allSatisfy { $0.value == 0 && $0.standardError == 0 && $0.pValue == 1 } ? 1 : 0
      let other = base.differences(to: Gates(Queue(), seed: seed + 1), paired: false)
      regressed += Gates.changes(other).contains(.regressed) ? 1 : 0
    }
    return [
      Finding("itself is no difference in ten gates in", identical, of: pairs, in: 1...1),
      Finding("another seed is called regressed in one of ten gates in", regressed, of: pairs, in: 0...0.05),
    ]
  }

  /// A service that takes 1 % longer, with the same arrivals: 5.2 % of the mean.
  static func power(_ size: Size) -> [Finding] {
    let pairs = size(200)
    var (found, ofMean, ofP99) = (0, 0, 0)
    var held = Array(repeating: 0, count: 2)
    var reductions: [[Double]] = [[], []]
    for pair in 0..<pairs {
      let seed = 300_000 + UInt64(pair)
      let candidate = Gates(Queue(serviceFactor: 1.01), seed: seed)
      let differences = Gates(Queue(), seed: seed).differences(to: candidate, paired: true)
      let changes = Gates.changes(differences)
      found += changes.contains(.regressed) ? 1 : 0
      ofMean += changes[0] == .regressed ? 1 : 0
      ofP99 += changes[4] == .regressed ? 1 : 0
      // The truths: W = s/(1 − λs), and its quantile W · ln 100.
      let truth = 1.01 / (1 - 0.8 * 1.01) - 5
      held[0] += differences[0].interval()?.contains(truth * 1e9) == true ? 1 : 0
      held[1] += differences[4].interval()?.contains(truth * 4.605_170_186 * 1e9) == true ? 1 : 0
      for (index, gate) in [0, 4].enumerated() { reductions[index].append(differences[gate].varianceReduction ?? 0) }
    }
    let medians = reductions.map { $0.sorted()[$0.count / 2] }
    return [
      Finding("1 % more service is found (mean \(ofMean), p99 \(ofP99)) in", found, of: pairs, in: 0.99...1),
      Finding(
        "variance reduction of the mean \(medians[0].formatted(0)) (reach 50), of p99 \(medians[1].formatted(0)) "
          + "(reach 20), medians", medians[0] >= 50 && medians[1] >= 20),
      Finding("the interval holds the mean's difference in", held[0], of: pairs, in: 0.91...1),
      Finding("the interval holds p99's difference in", held[1], of: pairs, in: 0.88...1),
    ]
  }
}
