import JSON

extension Experiments {
  /// What a gate says of runs that are not what they seem.
  static func gate(_ size: Size) -> [Finding] { [timeouts(size)] + skewed(size) + [cap(size)] }

  /// Executions that succeed are fast; 41 % do not.
  private static func timeouts(_ size: Size) -> Finding {
    let seeds = size(100)
    let answers = concurrently(seeds) { seed in
      CommandLineTool.json(["run", ScenarioFiles.own("timeout.yaml"), "--seed", "\(seed)"])
    }
    let lost = answers.compactMap { answer -> Double? in
      guard let executions = answer.json.find(["executions", "R"]) else { return nil }
      guard let out = executions.number("timedOut", "mean"), let all = executions.number("started", "mean") else {
        return nil
      }
      return out / all
    }
    let share = (100 * lost.reduce(0, +) / Double(lost.count)).formatted(1)
    let failed = answers.count { answer in
      answer.status == 99 && answer.json["expectations"]?.elements?.first?.text("verdict") == "notMet"
    }
    return Finding(
      "a bound of p99 that only those who succeed keep, where \(share) % time out, is not met and exits with 99 in",
      failed, of: seeds, in: 1...1)
  }

  /// Ten bursty replications: of over twelve seeds, the pooled p99 was 4.5 to 20.7 s.
  private static func skewed(_ size: Size) -> [Finding] {
    let seeds = size(24)
    let runs = concurrently(seeds) { seed in
      CommandLineTool.json([
        "run", ScenarioFiles.shipped("steady-poisson.yaml"), "--set", "load.0.arrivals.poisson=2.3/s",
        "--replications", "10", "--seed", "\(seed + 1)",
      ]).json
    }
    let warned = runs.count { says("skewed", $0) }
    let beyondChance = runs.count { says("are skewed", $0) }
    let p99 = runs.compactMap { $0.find(["executions", "Root", "latency", "p99"]) }
    let refused = p99.count { $0["supported"]?.text == "false" }
    let honest = p99.count { $0["supported"]?.text == "false" || $0.holds(4.5) && $0.holds(20.7) }
    return [
      Finding(
        "a bursty fan-out's replications are called skewed (beyond chance in \(beyondChance)) in", warned, of: seeds,
        in: 1...1),
      Finding(
        "its p99 is refused (in \(refused)), or has an interval that holds 4.5 to 20.7 s in", honest, of: seeds,
        in: 1...1),
    ]
  }

  private static func says(_ word: String, _ run: JSON) -> Bool {
    run["findings"]?.elements?.contains { $0.text("text")?.contains(word) == true } == true
  }

  /// A precision that the replications that are allowed do not reach.
  private static func cap(_ size: Size) -> Finding {
    let seeds = size(100)
    let scenario = ScenarioFiles.precise("R.latency.mean: 0.5%")
    let undecided = concurrently(seeds) { seed in
      CommandLineTool.json(["run", scenario, "--seed", "\(seed)", "--max-replications", "30"]).status == 6
    }
    return Finding(
      "a precision that is not reached exits with 6 in", undecided.count(where: \.self), of: seeds, in: 1...1)
  }
}
