import JSON

/// The queues of which everything is known, as scenarios that the program simulates: what it prints has to hold, and
/// not only what is computed in between.
extension Experiments {
  private static let queue = ScenarioFiles.own("queue.yaml")

  /// The intervals of `summary.json`, of one slot and of four.
  static func runs(_ size: Size) -> [Finding] {
    let models: [(name: String, slots: Int, rate: String, truths: [Double])] = [
      ("M/M/1", 1, "0.8/s", [5, 3.465_735_9, 14.978_661_4, 23.025_850_9]),
      ("M/M/4", 4, "3.2/s", [1.745_54, 1.346_20, 4.738_02, 6.893_20]),
    ]
    let seeds = size(1_000)
    let names = ["mean", "p50", "p95", "p99"]
    return models.flatMap { model in
      let held = concurrently(seeds) { seed in
        let summary = CommandLineTool.json([
          "run", queue, "--seed", "\(10_000 + seed)", "--set", "services.Work.concurrency.limit=\(model.slots)",
          "--set", "load.0.arrivals.poisson=\(model.rate)", "--set",
          "load.0.for=\(500 + 5_000 / model.slots)s",
        ]).json
        let latency = summary.find(["executions", "R", "latency"])
        return zip(names, model.truths).map { name, truth in
          if name == "mean" {
            guard let mean = latency?.number("mean"), let half = latency?.number("halfWidth") else { return false }
            return abs(mean - truth) <= half
          }
          return latency?[name]?.holds(truth) == true
        }
      }
      return names.indices.map { index in
        Finding(
          "\(model.name) through the program: the interval holds the \(names[index]) in",
          held.count { $0[index] }, of: seeds, in: (index == 3 ? 0.91 : 0.93)...0.98)
      }
    }
  }

  /// 1,000 s after 200 s that are not counted.
  static func steadiness(_ size: Size) -> [Finding] {
    let seeds = size(200)
    let states = ["0.8/s", "0.95/s", "1.05/s", "1.1/s"].map { rate in
      concurrently(seeds) { seed in
        CommandLineTool.json([
          "run", queue, "--seed", "\(90_000 + seed)", "--set", "load.0.arrivals.poisson=\(rate)", "--set",
          "load.0.for=1200s", "--set", "warmup=200s",
        ]).json["steadyState"]
      }
    }
    func count(_ load: Int, _ holds: (JSON) -> Bool) -> Int { states[load].compactMap(\.self).count(where: holds) }
    let needed = states[1].compactMap { $0?.number("warmupSecondsNeeded") }.sorted()
    let middle = needed.isEmpty ? Double.nan : needed[needed.count / 2]
    return [
      Finding("load .80, through the program, is called growing in", count(0, \.isGrowing), of: seeds, in: 0...0.01),
      Finding(
        "load .95 is called too short (median warm-up needed \(middle.formatted(0)) s) or growing in",
        count(1) { $0["tooShort"]?.text == "true" || $0.isGrowing }, of: seeds, in: 1...1),
      Finding(
        "load 1.05 is called no steady state (impossible in \(count(2, \.isImpossible))) in",
        count(2) { $0["reached"]?.text == "false" }, of: seeds, in: 0.99...1),
      Finding(
        "load 1.10 is called growing and impossible in", count(3) { $0.isGrowing && $0.isImpossible }, of: seeds,
        in: 0.99...1),
    ]
  }

  private static let gates =
    [
      "latency.mean", "latency.p50", "latency.p90", "latency.p95", "latency.p99", "parts.serviceQueue", "parts.service",
      "started",
    ].map { "R." + $0 } + ["peakOpen", "transitions"]

  private static func compare(_ arguments: [String], gates: [String]) -> CommandLineTool.Answer {
    CommandLineTool.json(["compare"] + arguments + gates.flatMap { ["--gate", $0] })
  }

  /// The same system with another seed, and with the same.
  static func pairs(_ size: Size) -> [Finding] {
    let pairs = size(200)
    let answers = concurrently(pairs) { pair in
      compare([queue, "--seed", "\(2 * pair)", "--set-candidate", "seed=\(2 * pair + 1)"], gates: gates)
    }
    let same = concurrently(pairs) { compare([queue, queue, "--seed", "\($0)"], gates: gates) }
    return [
      Finding(
        "a scenario is identical with itself, with exit code 0, in",
        same.count { $0.status == 0 && $0.json.text("verdict") == "identical" }, of: pairs, in: 1...1),
      Finding(
        "another seed is called regressed in one of ten gates, with exit code 2, in", answers.count { $0.status == 2 },
        of: pairs, in: 0...0.05),
    ]
  }

  /// A service that takes 1 % longer: one before which calls wait, and one that refuses them.
  static func change(_ size: Size) -> [Finding] {
    let pairs = size(200)
    let models: [(name: String, sets: [String])] = [
      ("a queue", []),
      ("a service that refuses", ["services.Work.concurrency=10", "load.0.arrivals.poisson=5/s"]),
    ]
    return models.flatMap { name, sets in
      let answers = concurrently(pairs) { pair in
        compare(
          [
            queue, "--seed", "\(300_000 + pair)", "--set-candidate",
            "services.Work.latency={ exponential: { mean: 1010ms } }",
          ] + sets.flatMap { ["--set", $0] }, gates: [])
      }
      let reductions = ["latency.mean", "latency.p99"].map { metric in
        answers.compactMap { $0.json.row(metric)?.number("varianceReduction") }.sorted()
      }
      let medians = reductions.map { $0.isEmpty ? 0 : $0[$0.count / 2] }
      return [
        Finding(
          "1 % more of \(name) is called regressed in", answers.count { $0.status == 2 }, of: pairs, in: 0.99...1),
        Finding(
          "variance reduction of the mean \(medians[0].formatted(0)) (reach 50), of p99 \(medians[1].formatted(0)) "
            + "(reach 20), medians", medians[0] >= 50 && medians[1] >= 20),
      ]
    }
  }
}

extension JSON {
  fileprivate var isGrowing: Bool { self["growing"]?.elements?.isEmpty == false }
  fileprivate var isImpossible: Bool { self["impossible"]?.elements?.isEmpty == false }
}
