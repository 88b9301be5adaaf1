import Foundation
import JSON
import Planning
import Report
import Statistics
import Synchronization

/// How much load is too much, where that is known.
extension Experiments {
  private static let function = "services.\"arn:aws:lambda:us-east-1:123456789012:function:Work\".concurrency"
  /// As ideal as the model's, in steps of a second, and noticed two seconds late.
  private static let timings: [(name: String, sets: [String])] = [
    ("continuous", []), ("in steps", ["quotas.StartExecution.steps=1s"]),
    ("with a lag", ["quotas.StartExecution.lag=2s"]),
  ]

  static func capacity(_ size: Size) -> [Finding] {
    numbers(size) + queue(size) + horizons(size) + limits(size) + [collapse(), time(size)]
  }

  /// M/M/1, of which 1 % exceed 23.0259 s at a load of .8: as numbers.
  private static func numbers(_ size: Size) -> [Finding] {
    let answers = concurrently(size(100)) { seed in
      waiting {
        var aim = CapacitySearch.Aim(range: 0.2...2)
        aim.guess = 1
        let queue = LateShare(seed: 600_000 + UInt64(seed))
        var search = CapacitySearch(aim) { queue.evidence(rate: $0, replications: $1, confidence: $2) }
        let bounds = try await search.run()
        return (lower: bounds.lower, upper: bounds.upper, replications: Double(bounds.replications))
      }
    }
    return findings("M/M/1 as numbers", answers)
  }

  /// The same through the program.
  private static func queue(_ size: Size) -> [Finding] {
    let answers = concurrently(size(100)) { seed in
      let answer = CommandLineTool.json([
        "capacity", ScenarioFiles.own("queue.yaml"), "--vary", "load.0.arrivals.poisson=0.2/s..2/s", "--expect",
        "R.latency.p99 < 23.0259s", "--seed", "\(700_000 + seed)",
      ]).json
      return (
        lower: answer.number("lower"), upper: answer.number("upper"),
        replications: answer.number("replications") ?? .nan
      )
    }
    return findings("M/M/1", answers)
  }

  private static func findings(
    _ what: String, _ answers: [(lower: Double?, upper: Double?, replications: Double)]
  ) -> [Finding] {
    let held = answers.count { ($0.lower ?? 0) <= 0.8 && 0.8 <= ($0.upper ?? .infinity) }
    let widths = answers.compactMap { answer in answer.lower.flatMap { lower in answer.upper.map { $0 / lower - 1 } } }
    let (width, mean) = (widths.mean, answers.map(\.replications).mean)
    return [
      Finding("\(what): the interval holds .8 in", held, of: answers.count, in: 0.95...1),
      Finding(
        "\(what): the intervals are \((100 * width).formatted(1)) % wide on average (reach 6.5), after "
          + "\(mean.formatted(0)) replications (reach 1200), of \(widths.count) with two ends",
        widths.count == answers.count && width <= 0.065 && mean <= 1_200),
    ]
  }

  /// Nothing refused: 111 calls of StartExecution for each root, of which 1,300 are there at once and 300/s come.
  private static func horizons(_ size: Size) -> [Finding] {
    let horizons: [(seconds: Int, truth: Double)] = size.isTiny ? [(60, 2.8979)] : [(600, 2.7222), (21_600, 2.7033)]
    return horizons.flatMap { seconds, truth in
      timings.map { timing in
        fanOut(
          "nothing refused over \(seconds) s, \(timing.name)", truth: truth, names: ["StartExecution"],
          ["--set", "load.0.for=\(seconds)s", "--vary", "load.0.arrivals.rate=2.5/s..3/s", "--resolution", "1%"]
            + ["--expect", "StartExecution.throttled == 0"], timing.sets)
      }
    }
  }

  /// 100 calls of .2 s for each root in 200 slots; and that together with as many starts as it takes.
  private static func limits(_ size: Size) -> [Finding] {
    timings.flatMap { timing in
      let common = [
        "--set", function + "=200", "--set", "load.0.for=60s", "--vary", "load.0.arrivals.rate=5.1/s..19/s",
      ]
      let work = ["--expect", "Leaf.failed == 0"]
      let both = work + ["--expect", "StartExecution.throttled == 0"]
      return [
        fanOut(
          "a function of 200 slots, \(timing.name)", truth: 10, names: ["Work"], common + work,
          ["quotas.StartExecution.bucket=9000", "quotas.StartExecution.refill=3000/s"] + timing.sets),
        fanOut(
          "two limits at once, \(timing.name)", truth: 10, names: ["StartExecution", "Work"], common + both,
          ["load.0.for=\(size.isTiny ? 60 : 600)s", "quotas.StartExecution.bucket=\(size.isTiny ? 6_900 : 8_500)"]
            + ["quotas.StartExecution.refill=\(size.isTiny ? 1_000 : 1_100)/s"] + timing.sets),
      ]
    }
  }

  private static func fanOut(
    _ what: String, truth: Double, names: [String], _ arguments: [String], _ sets: [String]
  ) -> Finding {
    let answer = CommandLineTool.json(
      ["capacity", ScenarioFiles.own("fan-out.yaml"), "--max-replications", "1"] + arguments
        + sets.flatMap { ["--set", $0] }
    ).json
    let (lower, upper) = (answer.number("lower") ?? .nan, answer.number("upper") ?? .nan)
    let binding = answer["binding"]?.elements ?? []
    let found = binding.compactMap { $0.text("limit") }
    let depth = binding.first?.number("depth").map { $0.formatted(0) } ?? "-"
    return Finding(
      "\(what): \(lower.formatted(4)) to \(upper.formatted(4)) (truth \(truth)), binding "
        + "\(found.joined(separator: " and ")) at depth \(depth)",
      lower <= truth * 1.01 && upper >= truth * 0.99 && Set(found) == Set(names) && depth == "2")
  }

  /// Either it comes back or it does not: no number says how much it takes.
  private static func collapse() -> Finding {
    let answer = CommandLineTool.json(["capacity", ScenarioFiles.shipped("collapse.yaml")])
    let isMetastable = answer.json.number("metastable", "load") != nil
    let isMonotone = answer.json.text("monotone") == "true"
    return Finding(
      "collapse: exit code \(answer.status), \(isMetastable ? "metastable" : isMonotone ? "a number" : "not monotone")",
      answer.status == 6 && (isMetastable || !isMonotone))
  }

  /// On all processors, as a person would.
  private static func time(_ size: Size) -> Finding {
    let clock = ContinuousClock()
    let start = clock.now
    let range = size.isTiny ? "20..40" : "20..2000"
    let place = CommandLineTool.place()
    defer { try? FileManager.default.removeItem(atPath: place) }
    let answer = CommandLineTool.call([
      "capacity", ScenarioFiles.shipped("nested-fanout.yaml"), "--vary", "load.0.arrivals.burst=" + range, "--expect",
      "Root.latency.p99 < 3m", "--json", "--out", place,
    ]).json
    let seconds = (clock.now - start) / .seconds(1)
    return Finding(
      "nested-fanout holds a burst of \(answer.number("lower")?.formatted(0) ?? "-"), not of "
        + "\(answer.number("upper")?.formatted(0) ?? "-"), after \(seconds.formatted(0)) s (reach 60)", seconds <= 60)
  }
}

extension [Double] {
  fileprivate var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }
}

/// The share of a queue's executions that take longer than 23.0259 s, of which each replication is counted once.
private final class LateShare: Sendable {
  private let seed: UInt64
  private let known = Mutex([Double: [(late: Int, count: Int)]]())

  init(seed: UInt64) { self.seed = seed }

  func evidence(rate: Double, replications: Int, confidence: Double) -> LoadEvidence {
    let counts = known.withLock { known in
      var counts = known[rate] ?? []
      var queue = Queue()
      queue.rate = rate
      while counts.count < replications {
        let sojourn = queue.run(seed: seed, replication: counts.count).sojourn
        counts.append((sojourn.count - sojourn.count(upTo: 23_025_900_000), sojourn.count))
      }
      known[rate] = counts
      return counts.prefix(replications)
    }
    let (late, all) = (counts.map(\.late), counts.map(\.count))
    let estimate = ProportionEstimate(hits: late, counts: all)
    let bounds = estimate.oneSidedBounds(confidence: confidence)
    let outcome: Verdict.Outcome =
      switch Judgement(bounds, { $0 <= 0.01 }) {
      case .met: .met
      case .notMet: .notMet
      case .undecided: .undecided
      }
    let distance = abs(estimate.share - 0.01)
    let halfWidth = bounds.map { max(estimate.share - $0.lower, $0.upper - estimate.share) } ?? .infinity
    let needed = Judgement.replicationsNeeded(replications, halfWidth: halfWidth, distance: distance)
    return LoadEvidence(judged: [
      JudgedExpectation(
        Verdict(
          text: "R.latency.p99 < 23.0259s", outcome: outcome, measured: "", value: estimate.share, interval: nil,
          replicationsNeeded: needed), tested: RatioEstimator(late, of: all), limit: 0.01, isShare: true)
    ])
  }
}

/// What an asynchronous search finds, for who is not asynchronous.
private func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) -> Value {
  let done = DispatchSemaphore(value: 0)
  let value = Mutex<Value?>(nil)
  Task.detached {
    let found = try await body()
    value.withLock { $0 = found }
    done.signal()
  }
  done.wait()
  guard let found = value.withLock({ $0 }) else { fatalError("a search of numbers fails only where they do") }
  return found
}
