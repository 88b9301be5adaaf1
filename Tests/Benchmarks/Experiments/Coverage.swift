import Statistics

extension Experiments {
  /// How often intervals at 95 % hold the known truth, over 1,000 experiments of 20 replications with 4,000
  /// executions each. Truths in seconds by the formulas of M/M/1 and, by Erlang's, of M/M/4.
  static func coverage(_ size: Size) -> [Finding] {
    let p = [0.5, 0.95, 0.99]
    let models: [(name: String, queue: Queue, mean: Double, quantiles: [Double])] = [
      ("M/M/1", Queue(), 5, [3.465_735_9, 14.978_661_4, 23.025_850_9]),
      ("M/M/4", Queue(slots: 4, rate: 3.2), 1.745_54, [1.346_20, 4.738_02, 6.893_20]),
    ]
    let experiments = size(1_000)
    return models.flatMap { model in
      var (mean, quantiles) = (0, [0, 0, 0])
      var supported = 0
      for experiment in 0..<experiments {
        let sample = ClusteredSample(model.queue.run(seed: 10_000 + UInt64(experiment)).sojourns)
        let interval = Estimate(RatioEstimator(sample.clusters)).interval()
        mean += interval?.contains(model.mean * 1e9) == true ? 1 : 0
        for index in p.indices {
          let estimate = QuantileEstimate(sample, p: p[index])
          quantiles[index] += estimate.interval?.contains(model.quantiles[index] * 1e9) == true ? 1 : 0
          supported += index == 2 && estimate.isSupported ? 1 : 0
        }
      }
      let name = model.name + ": the interval holds the "
      return [
        Finding(name + "mean in", mean, of: experiments, in: 0.93...0.98),
        Finding(name + "p50 in", quantiles[0], of: experiments, in: 0.93...0.98),
        Finding(name + "p95 in", quantiles[1], of: experiments, in: 0.93...0.98),
        Finding(name + "p99 (supported in \(supported)) in", quantiles[2], of: experiments, in: 0.91...0.98),
      ]
    }
  }

  /// Relative precision of 5 %, looked for at the checkpoints: does the interval that was stopped at still hold the
  /// mean?
  static func stopping(_ size: Size) -> [Finding] {
    let seeds = size(2_000)
    let most = 500
    var (held, replications, capped) = (0, 0, 0)
    for seed in 0..<seeds {
      var samples: [Sample] = []
      for checkpoint in SequentialStopping.checkpoints(most: most) {
        while samples.count < checkpoint {
          samples.append(Queue().run(seed: 50_000 + UInt64(seed), replication: samples.count).sojourn)
        }
        let estimate = Estimate(RatioEstimator(samples))
        let isPrecise = SequentialStopping.isPrecise(
          estimate.mean, halfWidth: estimate.halfWidth, relative: 0.05, replications: checkpoint)
        guard isPrecise || checkpoint == most else { continue }
        held += estimate.interval()?.contains(5e9) == true ? 1 : 0
        replications += checkpoint
        capped += isPrecise ? 0 : 1
        break
      }
    }
    let average = (Double(replications) / Double(seeds)).formatted(1)
    return [
      Finding(
        "stopped at 5 % after \(average) replications (\(capped) at the limit), the interval holds the mean in", held,
        of: seeds, in: 0.93...1)
    ]
  }
}
