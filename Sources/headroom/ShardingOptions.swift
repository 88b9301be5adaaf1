import ArgumentParser
import Foundation
import Planning

/// How a part of the work is named, and the files of those who hand out the parts.
struct ShardingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do one of n parts, i from 0, and judge nothing: i/n, or auto or auto/n within an array job.", valueName: "i/n"))
  var shard: ShardOption?

  @Option(help: ArgumentHelp("With --emit: in how many parts.", valueName: "n"))
  var shards: Int?

  @Option(
    help: ArgumentHelp(
      "Do nothing but write what an array job of --shards parts takes on such a cluster.",
      valueName: "slurm|batch|kubernetes"))
  var emit: ClusterFiles.Engine?

  /// `judgedBy`: options that ask for a judgement, or an end that depends on one.
  func check(judgedBy: [String]) throws {
    if (emit == nil) != (shards == nil) { throw ValidationError("--emit and --shards go together") }
    if let shards, !(2...Shard.most).contains(shards) {
      throw ValidationError("--shards is a number from 2 to \(Shard.most), not \(shards)")
    }
    if emit != nil, shard != nil { throw ValidationError("--emit writes what --shard will be asked for: not both") }
    guard shard != nil || emit != nil else { return }
    if let option = judgedBy.first {
      throw ValidationError("\(option) cannot be with shards: none knows the whole, which headroom merge has")
    }
  }

  func given() throws -> Shard? { try shard?.shard(in: ProcessInfo.processInfo.environment) }
}
