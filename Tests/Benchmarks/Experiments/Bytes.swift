import Foundation

extension Experiments {
  /// How many work at once decides nothing but the time it takes: everything that a command prints and writes is the
  /// same for 1, 2 and 7 of them, and each time for those that have no choice.
  static func jobs(_ size: Size) -> [Finding] {
    let (queue, fanout) = (ScenarioFiles.own("queue.yaml"), ScenarioFiles.shipped("nested-fanout.yaml"))
    let count = ["--replications", "\(size(900))"]
    let workers = ["1", "2", "7"].map { ["--jobs", $0] }
    let once = Array(repeating: [String](), count: 3)
    let commands: [(name: String, arguments: [String], options: [[String]])] = [
      ("run", ["run", fanout, "--replications", "9", "--out", "@"], workers),
      ("run of many", ["run", queue, "--set", "load.0.for=600s", "--out", "@"] + count, workers),
      ("run with warmup: auto", ["run", queue, "--set", "warmup=auto", "--out", "@"], workers),
      (
        "run with precision",
        ["run", ScenarioFiles.precise("R.latency.mean: 5%, R.latency.p99: 20%"), "--out", "@"], workers
      ),
      ("run --baseline", ["run", queue, "--baseline", queue, "--out", "@"], workers),
      ("run --json", ["run", queue, "--json", "--out", "@"], workers),
      (
        "compare", ["compare", queue, "--set-candidate", "services.Work.latency=900ms", "--out", "@"], workers
      ),
      ("compare --json", ["compare", fanout, queue, "--json", "--allow-different-load", "--out", "@"], workers),
      (
        "sweep",
        [
          "sweep", queue, "--vary", "load.0.arrivals.poisson=0.2/s..0.8/s", "--vary", "overheads=none,measured",
          "--points", "8", "--out", "@",
        ], workers
      ),
      (
        "tune",
        [
          "tune", ScenarioFiles.own("callers.yaml"), "--set", "load.0.arrivals.burst=3000", "--policy", "load.0",
          "--minimise", "R.latency.p99", "--subject-to", "R.failed.ratio < 1%", "--points", "12", "--out", "@",
        ], workers
      ),
      ("replay", ["replay", fanout, "--execution", "worst", "--replications", "2"], once),
      ("validate", ["validate", fanout, queue], once),
      (
        "execute",
        [
          "execute", ScenarioFiles.shipped("charge-retries/order.asl.json"), "--input", "{\"order\": 1}", "--history",
          "--mock", ScenarioFiles.shipped("charge-retries/busy-twice.json"),
        ], once
      ),
    ]
    return commands.map { command in
      let left = command.options.map { everything(command.arguments + $0) }
      let isSame = left.allSatisfy { $0 == left[0] && !$0.isEmpty }
      let bytes = left[0].reduce(0) { $0 + $1.value.count }
      return Finding("\(command.name): the same \(bytes) bytes in \(left[0].count) parts, for 1, 2 and 7 jobs", isSame)
    }
  }

  /// What a command prints and, in the folder that it is told where `@` stands, writes.
  private static func everything(_ arguments: [String]) -> [String: Data] {
    // The place is printed, too: the same each time.
    let place = CommandLineTool.folder.appendingPathComponent("bytes")
    defer { try? FileManager.default.removeItem(at: place) }
    let answer = CommandLineTool.call(arguments.map { $0 == "@" ? place.path : $0 })
    var all = ["exit code": Data("\(answer.status)".utf8), "output": Data(answer.output.utf8)]
    for name in FileManager.default.enumerator(atPath: place.path)?.compactMap({ $0 as? String }) ?? [] {
      all[name] = try? Data(contentsOf: place.appendingPathComponent(name))
    }
    return all
  }
}
