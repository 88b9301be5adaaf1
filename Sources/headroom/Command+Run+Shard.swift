import Foundation
import Glibc
import Planning
import Report
import Scenario
import Simulation

extension Run {
  /// The replications of one shard, as a file of the folder; nothing where that is there already.
  func write(_ shard: Shard, of plan: Plan, _ files: FileSnapshot) async throws {
    try checkDivisible(plan)
    let folder = try out ?? ResultFolder.defaultPath(of: plan.name, in: scenario)
    let path = folder + (folder.hasSuffix("/") ? "" : "/") + RunRecord.name(of: shard)
    let header = RunRecord.header(order, plan, shard)
    if let bytes = try? File.read(path) {
      do {
        let there = try RunRecord(bytes, file: path, output)
        if there.head.header == header { return try say("\(path) is complete already") }
        Terminal.complain("\(path): note: it is of another run, and is replaced")
      } catch {
        Terminal.complain("\(path): note: it is damaged, and is replaced")
      }
    }
    let found = try await withWarmup(plan, files)
    let range = header.range
    let line = ProgressLine(replications: range.count, output)
    defer { line.clear() }
    let workers = Workers(jobs: jobs) { progress in
      line.update(replication: progress.number, share: progress.share, executions: progress.executions)
    }
    let result = try await workers.run(range, of: copy(of: found, files))
    if Interrupt.isRequested { throw CommandFailure.interrupted }
    let record = RunRecord(order, found, result, [], files, shard)
    try File.makeFolders(folder)
    Self.removeUnfinished(path, in: folder)
    var problem: String?
    try File.replace(with: record.file(path) { problem = $0 }, at: path)
    if let problem {
      unlink(path)
      throw CommandFailure(.invalid, ["error: \(problem)", "    hint: more shards have less each"])
    }
    line.clear()
    try say("\(path): replications \(range.lowerBound) to \(range.upperBound) of \(plan.replications)")
  }

  /// What a killed process has begun to write.
  private static func removeUnfinished(_ path: String, in folder: String) {
    guard let entries = Directory(folder)?.entries else { return }
    let name = path.split(separator: "/").last.map { $0 + "." } ?? ""
    for entry in entries where entry.text.hasPrefix(name) && entry.text.hasSuffix(".new") {
      unlink(folder + "/" + entry.text)
    }
  }

  private func checkDivisible(_ plan: Plan) throws {
    guard !plan.precision.isEmpty, !plan.hasFixedReplications else { return }
    throw CommandFailure(
      .invalid,
      [
        "\(scenario): error: its precision decides how many replications there are, which no shard can know",
        "    hint: name their number with --replications",
      ])
  }

  private func say(_ text: String) throws { if !output.quiet { try Terminal.output(text + "\n") } }

  /// What an array job takes, in a folder of its own.
  func write(_ engine: ClusterFiles.Engine) throws {
    var files = FileSnapshot()
    let plan = try readPlan(&files)
    try checkDivisible(plan)
    let folder = try out ?? ResultFolder.defaultPath(of: plan.name, in: scenario)
    var words = ["run", scenario] + overrides.words
    if let judge = gate.judge { words += ["--judge", judge.rawValue] }
    if let jobs { words += ["--jobs", String(jobs)] }
    let cluster = ClusterFiles(
      engine: engine, name: plan.name, words: words, shards: sharding.shards ?? 2, jobs: jobs, out: folder)
    try cluster.write(output)
  }
}
