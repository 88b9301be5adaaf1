import Foundation
import Glibc
import Planning
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage

extension SweepCommand {
  var order: SweepShard.Order {
    var order = SweepShard.Order()
    order.scenario = scenario
    order.sets = overrides.changes.map { $0.path + "=" + $0.value }
    (order.seed, order.replications) = (overrides.seed, overrides.replications)
    (order.vary, order.points, order.metrics) = (vary, points ?? 64, metrics)
    return order
  }

  /// What an array job of this sweep takes.
  func write(_ engine: ClusterFiles.Engine, of sweep: Sweep, to folder: String) throws {
    var words = ["sweep", scenario] + vary.flatMap { ["--vary", $0] } + metrics.flatMap { ["--metric", $0] }
    if let points { words += ["--points", String(points)] }
    words += overrides.words
    if let jobs = options.jobs { words += ["--jobs", String(jobs)] }
    let cluster = ClusterFiles(
      engine: engine, name: "sweep-" + sweep.scenario.plan.name, words: words, shards: sharding.shards ?? 2,
      jobs: options.jobs, out: folder)
    try cluster.write(output)
  }

  /// The points of one shard, as a file of the folder; nothing where that is there already. Finished points are kept in
  /// a journal meanwhile.
  func write(_ shard: Shard, of sweep: Sweep, to folder: String) async throws {
    let path = folder + (folder.hasSuffix("/") ? "" : "/") + RunRecord.name(of: shard)
    let header = ShardHeader(
      command: "sweep", version: Headroom.version, shard: shard, total: sweep.design.points.count,
      settings: order.settings, sources: sweep.sources)
    if let bytes = try? File.read(path), let there = try? SweepShard(bytes), there.header == header {
      if !output.quiet { try Terminal.output("\(path) is complete already\n") }
      return
    }
    try File.makeFolders(folder)
    let journal = path + ".journal"
    let results = try await results(of: sweep, Array(header.range), journal: journal)
    let files = sweep.files
    let whole = SweepShard(
      header: header, order: order, files: files.archiveSize <= FileSnapshot.archiveLimit ? files : nil,
      points: header.range.compactMap { number in results[number].map { .init(number: number, measured: $0) } })
    let bytes: [UInt8]
    do throws(Archive.Damage) {
      bytes = try whole.sealed()
    } catch {
      throw CommandFailure(.invalid, ["\(path): error: \(error.problem)"])
    }
    try File.replace(with: ReportFile(path) { try $0(bytes) }, at: path)
    unlink(journal)
    if !output.quiet {
      try Terminal.output(
        "\(path): points \(header.range.lowerBound) to \(header.range.upperBound) of \(header.total)\n")
    }
  }

  /// The sweep that shards are of, and all of its points.
  static func whole(of shards: [SweepShard], first path: String) throws -> SweepAnswer {
    let order = shards[0].order
    let varied = try VariedScenario(
      file: order.scenario, sets: order.sets.compactMap(VariedScenario.Change.init), seed: order.seed,
      replications: order.replications,
      files: shards[0].files ?? FileSnapshot())
    let sweep = try Sweep(
      varied, try variations(order.vary), points: order.points, asked: order.metrics, version: Headroom.version)
    guard sweep.sources == shards[0].header.sources, sweep.design.points.count == shards[0].header.total else {
      throw CommandFailure(.invalid, ["\(order.scenario): error: it has changed since \(path) was written"])
    }
    let points = shards.flatMap(\.points).sorted { $0.number < $1.number }
    guard points.allSatisfy({ $0.measured.count == sweep.metrics.count }) else {
      throw CommandFailure(.invalid, ["\(path): error: it has other metrics than the sweep"])
    }
    return SweepAnswer(sweep, points.map(\.measured))
  }
}
