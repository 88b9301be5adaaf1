import Report
import Statistics

/// The answer in sentences.
extension CapacityAnswer {
  /// `a burst of 352`, `2.31/s`.
  func words(_ load: Double) -> String {
    let text = scale.text(load)
    switch path.split(separator: ".").suffix(2).joined(separator: ".") {
    case "arrivals.burst": return "a burst of " + text
    case "arrivals.poisson", "arrivals.rate": return text
    case "users.count": return text + " users"
    case "spike.peak": return "a spike of " + text
    case "ramp.to": return "a ramp to " + text
    case "sine.mean": return text + " on average"
    default: return path + "=" + text
    }
  }

  /// As one would say it before a launch.
  package var headline: String { targetWords + capacityWords }

  private var targetWords: String {
    guard let target else { return "" }
    switch outcome {
    case .targetMissed: return "Not with \(words(target.load)): "
    case .undecided: return "\(words(target.load)) cannot be promised: "
    case .found: return "Go ahead with \(words(target.load)): "
    }
  }

  private var capacityWords: String {
    if let violator = bounds.violators.first(where: { $0.outcome == .notMet }),
      let higher = bounds.violators.last(where: { $0.outcome == .met })
    {
      return """
        \(name) has no single capacity: it is not monotone. \(words(violator.load)) is too much, and \
        \(words(higher.load)) is not.
        """
    }
    if let metastability {
      let share = Number.percent(metastability.groups.upperShare)
      return """
        \(name) is metastable: under \(words(metastability.load)) it breaks down in \(share) of the replications, and \
        in the others it is fine; no load is its capacity.
        """
    }
    switch (bounds.lower, bounds.upper) {
    case (nil, nil): return "\(name): undecided at every load that was tried."
    case (let lower?, nil):
      return isOpenAbove
        ? "\(name) holds \(words(lower)); whether it holds more is undecided."
        : "\(name) holds \(words(lower)) and more: nothing fails up to the end of the range."
    case (nil, let upper?):
      return isOpenBelow
        ? "\(name) does not hold \(words(upper)); whether it holds less is undecided. \(bindingWords)"
        : "\(name) does not even hold \(words(upper)), the least of the range. \(bindingWords)"
    case (let lower?, let upper?):
      return "\(name) holds \(words(lower)), and no longer \(words(upper)). \(bindingWords)"
    }
  }

  /// `StartExecution gives way first, at depth 2 (Leaf).`
  private var bindingWords: String {
    guard let binding else { return "No limit alone, nor two together, would change that." }
    if binding.names.count > 1 { return binding.names.joined(separator: " and ") + " bind together." }
    let place = binding.places.first.flatMap { $0 }.map { ", at depth \($0.depth) (\($0.machine))" } ?? ""
    return "\(binding.names[0]) gives way first\(place)."
  }

  /// Why nothing more can be said; nil where the answer is whole.
  package var reservation: String? {
    if !bounds.isMonotone || metastability != nil {
      return "headroom recover shows under which load and after which disturbance it comes back"
    }
    guard outcome == .undecided else { return nil }
    let doubts = bounds.tested.flatMap { $0.last.evidence.judged.compactMap(\.doubt) }
    if let doubt = doubts.first { return "what was measured is \(doubt): a longer load, or a longer warm-up" }
    return "a larger --max-replications decides more"
  }

  /// `Root.latency.p99 < 3m: 1.7 % are beyond it → 0 % (p < 0.001), which is enough`.
  func words(_ effect: BindingSearch.Effect) -> String {
    guard let difference = effect.difference, let expectation = effect.expectation else {
      return effect.isEnough ? "enough" : "no effect that was measured"
    }
    let isShare = bounds.tested.lazy.flatMap(\.last.evidence.judged).first { $0.verdict.text == expectation }?.isShare
    let texts = [difference.base, difference.candidate].map { value in
      isShare == true ? Number.percent(value) : Number.exact(Double(Number.significant(value, 3)) ?? value)
    }
    var text = "\(expectation): " + texts.joined(separator: " → ") + (isShare == true ? " miss it" : "")
    if difference.value == 0 { text = "\(expectation): no effect" }
    if let pValue = effect.adjustedPValue, difference.value != 0 {
      text += pValue < 0.001 ? " (p < 0.001)" : " (p = \(Number.significant(pValue, 2)))"
    }
    return text + (effect.isEnough ? ", which is enough" : "")
  }

  /// `of Leaf at depth 2, from Run Leaf: 24,500 calls refused in each replication`
  func words(_ place: Place) -> String {
    var text = "\(place.machine) at depth \(place.depth)"
    if let state = place.state { text += ", called by \(state)" }
    if place.refused > 0 { text += ": \(Number.count(place.refused)) calls refused in each replication" }
    if place.backoff > 0 { text += ", \(Number.duration(place.backoff)) of backoff per execution" }
    return text
  }

  var method: String {
    let sure = Number.percent(aim.confidence) + " sure, if what fails under a load fails under every larger one"
    let range = "\(path)=\(scale.text(scale.low))..\(scale.text(scale.high))"
    return """
      \(sure); \(bounds.tested.count) loads of \(range), \(Number.grouped(bounds.replications)) replications, \
      seed \(seed)
      """
  }

  /// As a request that can be sent.
  func request(_ increase: Increase) -> String? {
    guard let quota = increase.code, let code = quota.code else { return nil }
    return """
      aws service-quotas request-service-quota-increase --region \(region) --service-code \(quota.service) \
      --quota-code \(code) --desired-value \(Number.exact(increase.wanted.rounded(.up)))
      """
  }

  func setLine(_ increase: Increase) -> String {
    let change = increase.change.text
    return "--set " + (change.contains { " \"'{".contains($0) } ? "'\(change)'" : change)
  }
}
