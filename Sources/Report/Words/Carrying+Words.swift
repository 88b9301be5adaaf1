/// What the load asks of limits, in words.
extension Carrying {
  /// `7 StartExecution calls per Checkout: 300/s carry 42.9/s; you offer 60/s, 140 %.` nil where nothing limits it.
  var tightest: String? { limits.first.flatMap(text) }

  func text(of limit: LimitLoad) -> String? {
    guard let carried = limit.carried else { return nil }
    let calls = "\(Number.count(limit.perRoot)) \(Self.unit(limit)) per \(root)"
    let supply =
      limit.seconds.map { "\(Number.count(limit.supply)) at once, \(Number.duration($0)) each," }
      ?? "\(Number.count(limit.supply))/s"
    var text = "\(calls): \(supply) carry \(Number.count(carried))/s"
    if let offered, let used = limit.used(offered) {
      text += "; you offer \(Number.count(offered))/s, \(Number.percent(used))"
    }
    return text + "."
  }

  /// `StartExecution calls`, as many as there are.
  private static func unit(_ limit: LimitLoad) -> String {
    limit.name + (limit.perRoot == 1 ? " call" : " calls")
  }
}
