import Statistics

extension Plan {
  /// What is to be known, and how precisely.
  package struct Precision: Sendable {
    /// As written in the scenario.
    package var text: String
    var metric: Metric
    var subject: Int
    var statistic: Metric.Statistic?
    /// Half of the interval, relative to the true value.
    package var relative: Double

    package init(text: String, metric: Metric, subject: Int, statistic: Metric.Statistic?, relative: Double) {
      self.text = text
      self.metric = metric
      self.subject = subject
      self.statistic = statistic
      self.relative = relative
    }
  }

  /// After how many replications the run may be over: see `SequentialStopping`.
  package var checkpoints: [Int] {
    (precision.isEmpty || hasFixedReplications) && !stopsEarly
      ? [replications] : SequentialStopping.checkpoints(most: replications)
  }

  /// One side's confidence of a verdict after so many replications. Who may stop at each of several looks would err
  /// more often than each of them does: the levels of all sum to 5 %.
  package func verdictConfidence(after replications: Int) -> Double {
    guard stopsEarly, checkpoints.count > 1 else { return 0.95 }
    let look = checkpoints.firstIndex { $0 >= replications } ?? checkpoints.count - 1
    return 1 - SequentialStopping.level(look: look)
  }

  /// Whether all is known as precisely as it is to be.
  package func isPrecise(_ recordings: [Recording]) -> Bool {
    precision.allSatisfy { $0.isReached(recordings) }
  }
}

extension Plan.Precision {
  package func isReached(_ recordings: [Recording]) -> Bool {
    let (value, halfWidth) = measured(recordings)
    return SequentialStopping.isPrecise(
      value, halfWidth: halfWidth, relative: relative, replications: recordings.count)
  }

  /// With 95 % confidence; of an interval that is no mirror image its longer half. nil: the sample bounds none.
  package func measured(_ recordings: [Recording]) -> (value: Double, halfWidth: Double?) {
    if statistic == .ratio, let share = metric.share {
      let shares = recordings.map { share($0, subject) }
      let estimate = ProportionEstimate(hits: shares.map(\.hits), counts: shares.map(\.count))
      return (estimate.share, longerHalf(estimate.interval(), around: estimate.share))
    }
    guard case .distribution(let sample, _) = metric.reading, let p = statistic?.quantile else {
      let estimate = metric.estimate(recordings, of: subject)
      return (estimate.mean, estimate.halfWidth)
    }
    let quantile = QuantileEstimate(ClusteredSample(recordings.map { sample($0, subject) }), p: p)
    let value = quantile.value.map { Double($0) } ?? .nan
    return (value, quantile.isSupported ? longerHalf(quantile.interval, around: value) : nil)
  }

  private func longerHalf(_ interval: Interval?, around value: Double) -> Double? {
    interval.map { max(value - $0.lower, $0.upper - value) }
  }
}

extension Metric.Statistic {
  /// nil of what is no percentile.
  var quantile: Double? {
    switch self {
    case .p50: 0.5
    case .p90: 0.9
    case .p95: 0.95
    case .p99: 0.99
    case .p999: 0.999
    case .mean, .min, .max, .ratio: nil
    }
  }
}
