import Planning
import Report
import Scenario
import Simulation

/// Shards of a sweep are journals: each has its points, and says what the whole is.
extension Merge {
  static let journal = ".journal"

  func mergeSweep(_ paths: [String]) throws {
    let shards = try Self.sweepShards(paths)
    let first = shards[0]
    let sweep = try first.order.sweep(version: Headroom.version)
    guard sweep.hash == first.hash else {
      throw CommandFailure(
        .invalid,
        ["\(first.order.scenario): error: it, a file that it names or Headroom has changed since the shards were run"])
    }
    var found: [Int: [MeasuredValue]] = [:]
    for shard in shards { found.merge(shard.finished) { old, _ in old } }
    let answer = SweepAnswer(sweep, sweep.design.points.indices.compactMap { found[$0] })
    let folder = try ResultFolder(
      path: try out
        ?? ResultFolder.defaultPath(of: sweep.scenario.plan.name, in: first.order.scenario, prefix: "sweep-"))
    do {
      try SweepCommand.write(answer, to: folder)
    } catch {
      folder.discard()
      throw error
    }
    try SweepCommand.show(answer, in: folder, json: results.json, output, color)
  }

  /// All that is wrong at once: what is missing may take hours.
  private static func sweepShards(_ paths: [String]) throws -> [SweepShard] {
    var shards: [(name: String, shard: SweepShard)] = []
    var problems: [String] = []
    for path in paths {
      guard let shard = SweepShard(try File.read(path), version: Headroom.version) else {
        problems.append("\(path): error: it is no shard of a sweep, or damaged")
        continue
      }
      shards.append((path, shard))
      if shard.missing > 0 {
        problems.append(
          "\(path): error: \(shard.missing) of its \(shard.header.range.count) points are not finished")
      }
    }
    if !shards.isEmpty {
      problems += ShardHeader.problems(of: shards.map { ($0.name, $0.shard.header) }).map { "error: \($0)" }
    }
    guard problems.isEmpty else {
      throw CommandFailure(
        .invalid, problems + ["    hint: headroom sweep --shard goes on with one; complete ones stay as they are"])
    }
    return shards.map(\.shard)
  }
}
