import JSON

/// Whether two runs meet the same draws where they should.
extension Experiments {
  private static let queue = ScenarioFiles.own("queue.yaml")

  /// One key of a retrier, in the machine in the middle of a fan-out and in the one outside.
  static func retrier(_ size: Size) -> [Finding] {
    let seeds = size(10)
    func rows(_ machine: String) -> [JSON] {
      let candidate = ScenarioFiles.copy(
        ScenarioFiles.shipped("nested-fanout.yaml"),
        with: ["root", "middle", "leaf"].map { "nested-fanout/\($0).asl.json" },
        in: "nested-fanout/\(machine).asl.json",
        "\"MaxDelaySeconds\": 60", "\"MaxDelaySeconds\": 66")
      return concurrently(seeds) { seed in
        CommandLineTool.json([
          "compare", ScenarioFiles.shipped("nested-fanout.yaml"), candidate, "--seed", "\(seed + 1)",
          "--replications", "8",
        ]).json.row("latency.mean", of: "Root")
      }.compactMap(\.self)
    }
    let (middle, root) = (rows("middle"), rows("root"))
    let found = middle.count { ($0.number("lower") ?? -1) > 0 }
    let widths = middle.compactMap { row in
      row.number("upper").flatMap { upper in row.number("lower").map { (upper - $0) / 2 } }
        .flatMap { width in row.number("base").map { 100 * width / $0 } }
    }
    let quiet = root.count { ["inconclusive", "within noise"].contains($0.text("verdict")) }
    return [
      Finding("a delay of 66 s for 60 s in the middle is longer, and significant, in", found, of: seeds, in: 0.9...1),
      Finding(
        "half-width at most \((widths.max() ?? .nan).formatted(2)) % of the base (reach 1 %)",
        widths.count == seeds && widths.allSatisfy { $0 <= 1 }),
      Finding("in the root alone it is inconclusive or within noise in", quiet, of: seeds, in: 0.9...1),
    ]
  }

  /// A change moves no draw of what it does not touch.
  static func draws(_ size: Size) -> [Finding] {
    let definition = "queue.asl.json"
    func copy(in file: String, _ old: String, _ new: String) -> String {
      ScenarioFiles.copy(queue, with: [definition], in: file, old, new)
    }
    let refusing = [
      "--set", "services.Work.concurrency=4", "--set", "load.0.arrivals.poisson=2/s", "--set", "warmup=0s",
    ]
    let free = ["--set", "services.Work.concurrency=1000", "--set", "warmup=0s"]
    let jitter = copy(in: definition, "\"FULL\"", "\"NONE\"")
    let inserted = copy(
      in: definition, "\"StartAt\": \"Work\",\n  \"States\": {",
      "\"StartAt\": \"Check\",\n  \"States\": {\n    \"Check\": { \"Type\": \"Task\", \"Resource\": "
        + "\"arn:aws:states:::lambda:invoke\", \"Parameters\": { \"FunctionName\": \"Check\" }, \"Next\": \"Work\" },")
    func front(_ stream: String) -> String {
      copy(in: "queue.yaml", "load:\n", "load:\n  - \(stream)\n")
    }
    let other = ScenarioFiles.copy(
      front("{ start: Other, arrivals: { poisson: 3/s }, for: 5500s }"), with: [definition], in: "queue.yaml",
      "  R: {", "  Other: { definition: queue.asl.json }\n  R: {")
    let named = front("{ name: extra, start: R, arrivals: { rate: 1/s }, for: 7s }")
    let plain = copy(in: "queue.yaml", "seed: 1", "seed: 2")
    return [
      law("another jitter strategy, of a service that refuses, moves no service time", size, plain, jitter, refusing) {
        $0.isSame("parts.service") && !$0.isSame("latency.mean")
      },
      law("a Task in front moves no time of the one behind it", size, plain, inserted, free + check) { comparison in
        ["latency.mean", "latency.p50", "latency.p99", "parts.service", "started"].allSatisfy { comparison.isSame($0) }
          && !comparison.isSame("transitions", of: "")
      },
      law("a stream of another machine in front moves nothing behind it", size, plain, other, free + apart) {
        comparison in
        ["latency.mean", "latency.p50", "latency.p99", "parts.service", "started"].allSatisfy { comparison.isSame($0) }
      },
      law("a stream with a name in front adds its own arrivals alone", size, plain, named, free + apart) { comparison in
        guard let row = comparison.row("started") else { return false }
        return row.number("lower") == 7 && row.number("upper") == 7
      },
    ]
  }

  /// Another service, which takes no time.
  private static let check = ["--set", "services.Check={ latency: 0s, result: { } }"]
  private static let apart = ["--allow-different-load"]

  private static func law(
    _ text: String, _ size: Size, _ base: String, _ candidate: String, _ options: [String],
    _ holds: @Sendable (JSON) -> Bool
  ) -> Finding {
    let seeds = size(20)
    let kept = concurrently(seeds) { seed in
      holds(
        CommandLineTool.json(
          ["compare", base, candidate, "--seed", "\(seed)", "--replications", "5"] + options
            + ["R.latency.p50", "R.parts.service", "R.started"].flatMap { ["--gate", $0] }
        ).json)
    }
    return Finding(text + ", in", kept.count(where: \.self), of: seeds, in: 1...1)
  }
}

extension JSON {
  /// To nine digits, on both sides.
  fileprivate func isSame(_ metric: String, of subject: String = "R") -> Bool {
    guard let row = row(metric, of: subject), let base = row.number("base") else { return false }
    return base > 0 && base == row.number("candidate") && row.number("lower") == 0 && row.number("upper") == 0
  }
}
