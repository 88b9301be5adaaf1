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
    if isComplete(path, header) { return try say("\(path) is complete already") }
    try File.makeFolders(folder)
    let rows = ShardRows.path(beside: path)
    let spool = executions ? ExecutionSpool(try File.withoutName(in: folder, as: folder), shown: rows) : nil
    let found = try await withWarmup(plan, files)
    let range = header.range
    let line = ProgressLine(replications: range.count, output)
    defer { line.clear() }
    let workers = Workers(jobs: jobs, keeper: spool) { progress in
      line.update(replication: progress.number, share: progress.share, executions: progress.executions)
    }
    let result = try await workers.run(range, of: copy(of: found, files))
    if Interrupt.isRequested { throw CommandFailure.interrupted }
    for file in [path, rows] { Self.removeUnfinished(file, in: folder) }
    unlink(rows)
    if let spool { try File.replace(with: spool.file(range), at: rows) }
    let record = RunRecord(order, found, result, [], files, shard, rows: spool == nil ? nil : try ShardRows(of: rows))
    var problem: String?
    try File.replace(with: record.file(path) { problem = $0 }, at: path)
    if let problem {
      unlink(path)
      throw CommandFailure(.invalid, ["error: \(problem)", "    hint: more shards have less each"])
    }
    line.clear()
    try say("\(path): replications \(range.lowerBound) to \(range.upperBound) of \(plan.replications)")
  }

  /// Whether that shard is there, with its rows where they are asked for; says why one that is there is not it.
  private func isComplete(_ path: String, _ header: ShardHeader) -> Bool {
    guard let bytes = try? File.read(path) else { return false }
    do {
      let there = try RunRecord(bytes, file: path, output).head
      if there.header != header {
        Terminal.complain("\(path): note: it is of another run, and is replaced")
      } else if executions, there.rows == nil || there.rows != (try? ShardRows(of: ShardRows.path(beside: path))) {
        Terminal.complain("\(path): note: it is without its executions, and is replaced")
      } else {
        return true
      }
    } catch {
      Terminal.complain("\(path): note: it is damaged, and is replaced")
    }
    return false
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
    words += mocks.changes(of: scenario).flatMap { ["--set", $0.path + "=" + $0.value] }
    if let judge = gate.judge { words += ["--judge", judge.rawValue] }
    if let jobs { words += ["--jobs", String(jobs)] }
    if noExemplars { words.append("--no-exemplars") }
    if executions { words.append("--executions") }
    let cluster = ClusterFiles(
      engine: engine, name: plan.name, words: words,
      mergeOptions: (noRecording ? ["--no-recording"] : []) + (executions ? ["--executions"] : []),
      shards: sharding.shards ?? 2, jobs: jobs, out: folder)
    try cluster.write(output)
  }
}
