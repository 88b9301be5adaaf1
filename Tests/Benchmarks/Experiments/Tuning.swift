import Foundation
import JSON
import Statistics

/// Searches and sweeps whose answers are known.
extension Experiments {
  /// 64 policies of the callers of a burst of 8,000 at 1,300 and 300 a second. With five retries after 1 s, times 2,
  /// all waves come at once without jitter, so that 1,300 + 300 + 600 + 1,200 + 1,300 + 1,300 = 6,000 are accepted; with
  /// full jitter 7,308 ± 5. Less backoff or fewer attempts are worse.
  static func tune(_ size: Size) -> [Finding] {
    let seeds = size(100)
    let rates = stride(from: 125, through: 200, by: 5).map { "\(Double($0) / 100)" }.joined(separator: ",")
    let answers = concurrently(seeds) { seed in
      CommandLineTool.json([
        "tune", ScenarioFiles.own("callers.yaml"), "--seed", "\(300_000 + seed)", "--maximise", "R.succeeded",
        "--indifference", "1%", "--vary", "load.0.retry.jitter=NONE,FULL", "--vary", "load.0.retry.rate=\(rates)",
        "--vary", "load.0.retry.maxAttempts=4,5",
      ]).json
    }
    let best = Set(["load.0.retry.jitter=FULL", "load.0.retry.rate=2.0"])
    let right = answers.count { answer in
      Set(answer["sets"]?.elements?.compactMap(\.string) ?? []).isSuperset(of: best)
        && answer["sets"]?.elements?.contains { $0.string == "load.0.retry.maxAttempts=4" } == false
    }
    let confirmed = answers.compactMap { answer -> JSON? in answer.find(["confirmation", "metrics"])?.elements?.first }
    let gains = confirmed.map { ($0.number("today") ?? .nan, $0.number("tuned") ?? .nan) }
    let isKnown = gains.allSatisfy { $0.0 == 6_000 && abs($0.1 - 7_308) <= 25 } && !gains.isEmpty
    let mean = gains.reduce(0) { $0 + $1.1 } / Double(max(1, gains.count))
    return [
      Finding("the best of 64 policies, 1 % being no difference, is found in", right, of: seeds, in: 0.95...1),
      Finding(
        "confirmed with another seed in \(gains.count): 6,000 → \(mean.formatted(1)) (reach 7,308 ± 5)",
        isKnown && abs(mean - 7_308) <= 5),
      patched(size),
    ]
  }

  /// The definition as the answer changes it, run plainly, against the run whose values are set.
  private static func patched(_ size: Size) -> Finding {
    let beside = ["root", "middle", "leaf"].map { "nested-fanout/\($0).asl.json" }
    let copy = ScenarioFiles.copy(
      ScenarioFiles.shipped("nested-fanout.yaml"), with: beside, in: "nested-fanout.yaml", "burst: 200", "burst: 60")
    let answer = CommandLineTool.json([
      "tune", copy, "--policy", "Root.\"Run Middle\"", "--policy", "Middle.\"Run Leaf\"", "--minimise",
      "StartExecution.offered", "--subject-to", "Root.failed.ratio < 1%", "--points", "\(size(1_600))", "--write",
    ]).json
    let chosen = answer.number("best").flatMap { best in
      answer["policies"]?.elements?.first { $0.number("policy") == best }
    }
    let values = chosen?["values"]?.members ?? [:]
    let before = ScenarioFiles.copy(
      ScenarioFiles.shipped("nested-fanout.yaml"), with: beside, in: "nested-fanout.yaml", "burst: 200", "burst: 60")
    let sets = values.flatMap { name, value -> [String] in
      let words = name.split(separator: " ")
      guard let field = words.last, let text = value.string else { return [] }
      return ["--set", "stateMachines.\(words.dropLast().joined(separator: " ")).Retry.0.\(field)=\(text)"]
    }
    func numbers(_ scenario: String, _ sets: [String]) -> String {
      var summary = CommandLineTool.json(["run", scenario] + sets).json.members ?? [:]
      summary["scenarioFile"] = nil
      return JSON.object(summary).text
    }
    let isSame = !sets.isEmpty && numbers(copy, []) == numbers(before, sets)
    return Finding("the patched definition, run plainly, gives the tuned point's numbers", isSame)
  }

  /// Killed at whatever moment, it goes on, and ends with the same bytes as one that nobody disturbed.
  static func resumption(_ size: Size) -> [Finding] {
    let command = [
      "sweep", ScenarioFiles.shipped("nested-fanout.yaml"), "--vary", "load.0.arrivals.burst=20..60", "--vary",
      "quotas.StartExecution.refill=200/s..400/s", "--points", "\(size(2_400))", "--replications", "2", "--quiet",
    ]
    let whole = CommandLineTool.place()
    _ = CommandLineTool.call(command + ["--out", whole, "--jobs", "1"])
    let expected = files(in: whole)
    return ["1", "2", "7"].map { jobs in
      let place = CommandLineTool.place()
      var kills = 0
      for wait in [0.15, 0.3, 0.45, 0.6, 0.2, 0.25]
      where CommandLineTool.kill(
        command + ["--out", place, "--jobs", jobs], after: size.isTiny ? wait / 3 : wait)
      { kills += 1 }
      let kept = (try? String(contentsOfFile: place + "/sweep.journal", encoding: .utf8))?.split(separator: "\n").count
      let status = CommandLineTool.call(command + ["--out", place, "--jobs", jobs]).status
      let isSame = status == 0 && files(in: place) == expected && !expected.isEmpty
      return Finding(
        "a sweep killed \(kills) times with \(jobs) jobs, \(max(0, (kept ?? 1) - 1)) points kept: the same bytes",
        isSame)
    }
  }

  private static func files(in folder: String) -> [String: Data] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.reduce(into: [:]) { $0[$1] = FileManager.default.contents(atPath: folder + "/" + $1) }
  }
}

extension CommandLineTool {
  /// Kills it after so many seconds; false: it was over.
  static func kill(_ arguments: [String], after seconds: Double) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    Thread.sleep(forTimeInterval: seconds)
    let isRunning = process.isRunning
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return isRunning
  }
}
