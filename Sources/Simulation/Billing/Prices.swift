package import Prelude

/// What AWS charges for Step Functions. Source: aws.amazon.com/step-functions/pricing, as of September 2026; prices of
/// a transition in Regions where it is not that of us-east-1: an older list of AWS's.
package struct Prices: Equatable, Sendable {
  package static let date = "2026-09"

  /// Of a Standard workflow's state transition, retries among them.
  package var transition: Money
  /// Of an Express workflow's request.
  package var request: Money
  /// Of a gigabyte (1,024 MB) of an Express workflow for an hour: of the month's first 1,000, of the next 4,000, and of
  /// all beyond.
  package var gigabyteHours: [Money]
  /// Transitions that a start is billed beside the states entered. AWS bills "each time a step of your workflow is
  /// executed"; an older example of its price list counts the start, too.
  package var transitionsPerStart = 0
  /// Transitions of a month that are not billed: 4,000 for an account that has them to itself.
  package var freeTransitions = 0

  package static let freeTier = 4_000
  /// Gigabyte-hours of a month at each of the prices; the last one has all beyond.
  static let tiers = [1_000, 4_000]

  package init(region: String) {
    transition = Money(dollars: Self.transitions[region] ?? (region.hasPrefix("us-gov-") ? 0.03 : 0.025))
    transition.picodollars /= 1_000
    request = Money(dollars: 0.000_001)
    gigabyteHours = [0.06, 0.03, 0.016_42].map { Money(dollars: $0) }
  }

  /// Of a thousand.
  private static let transitions = [
    "us-west-1": 0.0279, "sa-east-1": 0.0375, "eu-west-3": 0.0297, "ap-northeast-2": 0.0271, "ap-south-1": 0.0285,
  ]
}

/// What is billed, before prices.
package struct BilledQuantities: Equatable, Sendable {
  package var transitions = 0
  package var requests = 0
  /// Of Express workflows: duration rounded up to 100 ms times memory rounded up to 64 MB.
  package var megabyteMilliseconds = 0

  package init(transitions: Int = 0, requests: Int = 0, megabyteMilliseconds: Int = 0) {
    self.transitions = transitions
    self.requests = requests
    self.megabyteMilliseconds = megabyteMilliseconds
  }

  package static func + (a: Self, b: Self) -> Self {
    Self(
      transitions: a.transitions + b.transitions, requests: a.requests + b.requests,
      megabyteMilliseconds: a.megabyteMilliseconds + b.megabyteMilliseconds)
  }

  /// As much of it as `count` are of `whole`, each rounded half up.
  package func scaled(_ count: Int128, of whole: Int128) -> Self {
    func scaled(_ value: Int) -> Int { Int(clamping: Money.quotient(Int128(value) * count, whole)) }
    return Self(
      transitions: scaled(transitions), requests: scaled(requests), megabyteMilliseconds: scaled(megabyteMilliseconds))
  }
}

/// A month's bill.
package struct Bill: Equatable, Sendable {
  package var transitions = Money.zero
  package var requests = Money.zero
  package var memory = Money.zero
  package var total: Money { transitions + requests + memory }
}

extension Prices {
  /// Megabyte-milliseconds of a gigabyte-hour.
  package static let gigabyteHour: Int128 = 1_024 * 3_600_000

  /// The tiers are those of the month that the quantities are of.
  package func bill(_ month: BilledQuantities) -> Bill {
    var bill = Bill()
    bill.transitions = transition * max(0, month.transitions - freeTransitions)
    bill.requests = request * month.requests
    var (rest, product) = (Int128(month.megabyteMilliseconds), Int128(0))
    for (index, price) in gigabyteHours.enumerated() {
      let most = index < Self.tiers.count ? Int128(Self.tiers[index]) * Self.gigabyteHour : rest
      product += min(rest, most) * price.picodollars
      rest -= min(rest, most)
    }
    bill.memory = Money(picodollars: Money.quotient(product, Self.gigabyteHour))
    return bill
  }
}

extension Recording {
  /// Of all of its executions.
  package var billed: BilledQuantities {
    machines.reduce(BilledQuantities(transitions: transitions)) {
      $0 + BilledQuantities(requests: $1.requests, megabyteMilliseconds: $1.billedMegabyteMilliseconds)
    }
  }
}

extension Plan {
  /// How long the load is that a run's bill is for; nil: it comes all at once.
  package var billedPeriod: Span? { Self.billedPeriod(of: load, warmup: warmup) }

  static func billedPeriod(of load: [LoadStream], warmup: Span) -> Span? {
    let end = load.map { ($0.end - .zero).nanoseconds }.max() ?? 0
    let length = end - warmup.nanoseconds
    return length > 1 ? Span(nanoseconds: length) : nil
  }
}

extension Metric {
  /// Dollars of one execution of an outside caller, with all that it starts, at the plan's prices for a month in which
  /// the load goes on; one that comes all at once is that month's only one. What the run has not counted is among it.
  package static let costPerExecution = {
    var metric = Metric(
      name: "cost.perExecution", scope: .run, unit: .dollars,
      reading: .number { recording, _ in recording.costPerExecution })
    metric.weight = { recording, _ in Double(recording.outsideStarts) }
    return metric
  }()
}

extension Prices {
  /// A twelfth of 365.25 days.
  package static let month = Span(nanoseconds: 2_629_800_000_000_000)
}

extension Recording {
  /// Executions that outside callers have started.
  fileprivate var outsideStarts: Int { levels.reduce(0) { $0 + ($1.depth == 0 ? $1.ended + $1.open : 0) } }

  /// With the starts that these prices count.
  private func billed(at prices: Prices) -> BilledQuantities {
    var run = billed
    run.transitions += prices.transitionsPerStart * standardStarts
    return run
  }

  /// Dollars of all of it, by itself: as if it were a month's only load.
  package func cost(_ prices: Prices) -> Double { prices.bill(billed(at: prices)).total.dollars }

  /// NaN where nothing was started. `period`: see `Plan.billedPeriod`.
  func costPerExecution(_ prices: Prices, period: Span?) -> Double {
    let period = period ?? Prices.month
    let share = Double(period.nanoseconds) / Double(Prices.month.nanoseconds)
    return outsideStarts > 0 ? costPerMonth(prices, period: period) * share / Double(outsideStarts) : .nan
  }

  /// Dollars of a month in which the load of the period comes again and again.
  package func costPerMonth(_ prices: Prices, period: Span) -> Double {
    let (month, whole) = (Int128(Prices.month.nanoseconds), Int128(period.nanoseconds))
    return prices.bill(billed(at: prices).scaled(month, of: whole)).total.dollars
  }

  private var standardStarts: Int {
    levels.reduce(0) { sum, level in
      machines[level.machine].requests == 0 ? sum + level.ended + level.open : sum
    }
  }
}
