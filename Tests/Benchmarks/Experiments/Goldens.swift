import Statistics

extension Experiments {
  /// Published and independently computed values, to six digits.
  static func goldens(_ size: Size) -> [Finding] {
    var value = 100.0
    let decay = (0..<200).map { _ in
      defer { value *= 0.9 }
      return value
    }
    var (seed, state) = (1, 10.0)
    let series = (0..<1_000).map { _ in
      // Park and Miller's generator.
      seed = seed * 16_807 % 2_147_483_647
      state = 0.9 * state + (Double(seed) / 2_147_483_647 - 0.5)
      return state
    }
    let (endless, warmup) = (MSER(decay), MSER(series))
    let batches = BatchMeans(Array(series.dropFirst(warmup.deleted)), batches: 20)
    let ranks = [(20, 0.5), (100, 0.5), (1_000, 0.95), (1_000, 0.99)].map { BinomialRanks(count: $0, p: $1) }
    let t = [5, 10, 20, 30].map { Estimate(replications: Array(repeating: 0, count: $0 - 1) + [Double($0)]) }
    return [
      near(
        "MSER-5", [Double(endless.deleted), Double(warmup.deleted), warmup.mean, warmup.meanAfter],
        [
          95, 15, 0.060_562_669, -0.004_538_959,
        ]),
      near(
        "batch means", [batches?.estimate.mean, batches?.estimate.halfWidth, batches?.vonNeumannRatio],
        [
          -0.010_333, 0.161_830, 1.903_202,
        ]),
      near(
        "ranks", ranks.flatMap { [$0?.lower, $0?.upper].map { $0.map(Double.init) } + [$0?.coverage] },
        [
          6, 15, 0.958_611, 40, 61, 0.964_800, 936, 964, 0.958_095, 983, 997, 0.976_095,
        ]),
      // The standard error of n − 1 zeros and one n is 1.
      near("Student's t", t.map(\.halfWidth), [2.776_445, 2.262_157, 2.093_024, 2.045_230]),
      near(
        "Kim and Nelson's η",
        [(2, 10), (5, 10), (10, 20)].map { KimNelson.eta(systems: $0.0, first: $0.1, alpha: 0.05) },
        [0.334_050, 0.634_967, 0.302_934]),
      near(
        "Sobol points", SobolSequence.points(5, shifts: [0, 0])?.dropFirst().flatMap { $0 } ?? [],
        [0.5, 0.5, 0.75, 0.25, 0.25, 0.75, 0.375, 0.375]),
    ]
  }

  private static func near(_ name: String, _ values: [Double?], _ published: [Double]) -> Finding {
    let errors = zip(values, published).map { abs(($0 ?? .nan) - $1) }
    let worst = errors.max() ?? .nan
    let isNear = values.count == published.count && errors.allSatisfy { $0 <= 0.5001e-6 }
    return Finding("\(name): \(values.count) values, at most \(worst) from the published ones (reach 5e-07)", isNear)
  }
}
