import Statistics

extension Experiments {
  /// 1,000 s after 200 s that are not counted, 20 replications: what is said of a load that is borne, of one that takes
  /// longer than that to settle, and of one that never does.
  static func drift(_ size: Size) -> [Finding] {
    let seeds = size(200)
    let verdicts = [0.8, 0.95, 1.05, 1.1].map { rate in
      (0..<seeds).map { seed in
        Steadiness(Queue(rate: rate, warmup: 200, counted: 1_000, executions: .max), seed: 90_000 + UInt64(seed))
      }
    }
    func count(_ load: Int, _ holds: (Steadiness) -> Bool) -> Int { verdicts[load].count(where: holds) }
    let needed = verdicts[1].compactMap(\.needed).sorted()
    let middle = needed.isEmpty ? Double.nan : needed[needed.count / 2]
    return [
      Finding(
        "load .80 is called growing (too short: \(count(0) { $0.isTooShort })) in", count(0, \.isGrowing), of: seeds,
        in: 0...0.01),
      Finding(
        "load .95 is called too short (median warm-up needed \(middle.formatted(0)) s) or growing in",
        count(1) { $0.isTooShort || $0.isGrowing }, of: seeds, in: 1...1),
      Finding("load 1.05 is called growing in", count(2, \.isGrowing), of: seeds, in: 0.99...1),
      Finding(
        "load 1.10 is called growing and impossible in", count(3) { $0.isGrowing && $0.isImpossible }, of: seeds,
        in: 0.99...1),
    ]
  }

  /// What a run says of itself, by what it measured alone.
  private struct Steadiness {
    let isGrowing: Bool
    let isImpossible: Bool
    let isTooShort: Bool
    /// Seconds of warm-up.
    let needed: Double?

    init(_ queue: Queue, seed: UInt64) {
      let replications = queue.run(seed: seed)
      let arrivals = replications.reduce(0) { $0 + $1.sojourn.count }
      let rate = Double(arrivals) / queue.counted / Double(replications.count)
      let service = replications.reduce(0) { $0 + $1.service } / Double(arrivals)
      isGrowing = SteadyState.isGrowing(
        replications.map {
          SteadyState.drift(
            from: Double($0.early), to: Double($0.late), seconds: queue.counted, arrivalRate: rate)
        })
      let resource = SteadyState.Resource.service(slots: Double(queue.slots), rate: 1 / service)
      let time = resource.relaxationTime(arrivalRate: rate)
      isImpossible = time == nil
      needed = time.map { 2 * $0 }
      isTooShort =
        time.map {
          !SteadyState.isLongEnough(warmup: queue.warmup, counted: queue.counted, relaxationTime: $0)
        } ?? true
    }
  }
}
