import ArgumentParser
import Foundation
import Testing

@testable import Planning
@testable import headroom

/// Runs in parts, and what they give together.
@Suite struct ShardRunTests {
  private func scratch(_ more: String) throws -> Scratch {
    try CompareTests.scratch(CompareTests.scenario(more: more))
  }

  private static func differences(_ folder: String, _ other: String, in scratch: Scratch) throws -> [String] {
    let manager = FileManager.default
    let names = try [folder, other].map { try Set(manager.contentsOfDirectory(atPath: scratch.path + "/" + $0)) }
    return names[0].symmetricDifference(names[1]).sorted()
      + names[0].intersection(names[1]).sorted().filter { name in
        let paths = [folder, other].map { scratch.path + "/\($0)/" + name }
        return !manager.contentsEqual(atPath: paths[0], andPath: paths[1])
      }
  }

  private func run(_ shard: String, _ options: [String] = [], in scratch: Scratch) throws -> Call {
    try Call(["run", "calm.yaml", "--shard", shard, "--out", "parts"] + options, in: scratch)
  }

  @Test(arguments: [
    ("replications: 10\nexpect: [ Root.latency.p50 < 1m, Root.latency.mean < 1ms ]", 3, ["--seed", "5"], 99),
    ("replications: 2\nexpect: [ Root.latency.mean < 220ms ]", 4, [], 6),
    ("replications: 20\nwarmup: auto", 8, ["--jobs", "2"], 0),
    ("replications: 1\nwarmup: 10s", 2, [], 0),
    ("precision: { Root.latency.mean: 20% }", 2, ["--replications", "6", "--judge", "point"], 0),
  ])
  func shardsTogetherAreTheWhole(more: String, count: Int, options: [String], status: Int32) throws {
    let scratch = try scratch(more)
    let whole = try Call(["run", "calm.yaml", "--out", "whole"] + options, in: scratch)
    #expect(whole.status == status, "\(whole.errors)")
    for index in (0..<count).reversed() {
      let part = try run("\(index)/\(count)", options, in: scratch)
      #expect(part.status == 0 && part.output.hasPrefix("parts/shard-\(index)-of-\(count).bin: "), "\(part.errors)")
    }
    // Where they are merged, the scenario need not be.
    for file in ["calm.yaml", "root.asl.json"] { try scratch.remove(file) }
    let merged = try Call(["merge", "parts", "--out", "merged"], in: scratch)
    #expect(merged.status == status && merged.errors == whole.errors)
    #expect(merged.output == whole.output.replacing("whole/report", with: "merged/report"))
    #expect(try Self.differences("whole", "merged", in: scratch) == [])
  }

  @Test func aCompleteShardIsLeftAsItIs() throws {
    let scratch = try scratch("replications: 4")
    let path = scratch.path + "/parts/shard-1-of-2.bin"
    #expect(try run("1/2", ["--quiet"], in: scratch).status == 0)
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    let again = try run("1/2", in: scratch)
    #expect(again.status == 0 && again.output == "parts/shard-1-of-2.bin is complete already\n")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
    // One that was cut off, or is of another run, is made anew; what a killed process left goes.
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    try good.dropLast(5).write(to: URL(fileURLWithPath: path))
    try scratch.write("parts/shard-1-of-2.bin.99.new", "half")
    let mended = try run("1/2", in: scratch)
    #expect(mended.errors == "parts/shard-1-of-2.bin: note: it is damaged, and is replaced\n")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == good)
    #expect(scratch.contents.filter { $0.hasPrefix("parts/") } == ["parts/shard-1-of-2.bin"])
    let other = try run("1/2", ["--seed", "9"], in: scratch)
    #expect(other.errors == "parts/shard-1-of-2.bin: note: it is of another run, and is replaced\n")
  }

  @Test func whatIsNoWholeIsNamed() throws {
    let scratch = try scratch("replications: 8")
    for shard in ["0/4", "2/4"] { #expect(try run(shard, ["--quiet"], in: scratch).status == 0) }
    let missing = try Call(["merge", "parts"], in: scratch)
    #expect(missing.status == 3 && missing.errors.hasPrefix("error: shards 1,3 of 4 missing\n"))
    #expect(!scratch.contents.contains("Reports"))
    #expect(try run("1/4", ["--quiet", "--seed", "3"], in: scratch).status == 0)
    #expect(try run("3/4", ["--quiet"], in: scratch).status == 0)
    let foreign = try Call(["merge", "parts"], in: scratch)
    #expect(
      foreign.status == 3
        && foreign.errors.contains(
          "error: parts/shard-1-of-4.bin is foreign to parts/shard-0-of-4.bin: it was asked for --seed 3, not nothing")
    )
    let twice = try Call(["merge", "parts/shard-0-of-4.bin", "parts"], in: scratch)
    #expect(twice.status == 3 && twice.errors.contains("error: shard 0 is there 2 times"))
    try scratch.write("parts/shard-1-of-4.bin", "headroom recording\n")
    let damaged = try Call(["merge", "parts"], in: scratch)
    #expect(damaged.status == 3 && damaged.errors.hasPrefix("parts/shard-1-of-4.bin: error: at byte 19: it ends early"))
    #expect(damaged.errors.contains("error: shard 1 of 4 missing"))
    let whole = try Call(["report", "parts"], in: scratch)
    #expect(whole.status == 74)
    #expect(try Call(["merge", "none"], in: scratch).status == 74)
  }

  @Test func aShardIsNoWholeRun() throws {
    let scratch = try scratch("replications: 2")
    #expect(try run("0/2", ["--quiet"], in: scratch).status == 0)
    try FileManager.default.moveItem(
      atPath: scratch.path + "/parts/shard-0-of-2.bin", toPath: scratch.path + "/parts/recording.bin")
    let call = try Call(["report", "parts"], in: scratch)
    #expect(call.status == 3 && call.errors.contains("it is shard 0 of 2, and no whole run"))
    // A whole run is one shard of one.
    #expect(try Call(["run", "calm.yaml", "--out", "whole", "--quiet"], in: scratch).status == 0)
    #expect(try Call(["merge", "whole/recording.bin", "--out", "again", "--quiet"], in: scratch).status == 0)
    #expect(try Self.differences("whole", "again", in: scratch) == [])
  }

  @Test(arguments: [
    (["--stop-early"], 64, "--stop-early cannot be with shards"),
    (["--junit", "j"], 64, "--junit cannot be with shards"),
    (["--baseline", "x"], 64, "--baseline cannot be with shards"), (["--json"], 64, "--json cannot be with shards"),
    (["--emit", "slurm"], 64, "--emit and --shards go together"),
    (["--emit", "slurm", "--shards", "2"], 64, "not both"), ([], 3, "its precision decides"),
  ])
  func whatNoShardCanKnowIsRefused(options: [String], status: Int32, words: String) throws {
    let scratch = try scratch("precision: { Root.latency.mean: 20% }\nexpect: [ Root.latency.mean < 1s ]")
    let call = try run("0/2", options, in: scratch)
    #expect(call.status == status && call.errors.contains(words), "\(call.errors)")
  }

  @Test(arguments: ["1", "2/2", "-1/2", "0/0", "0/10001", "a/2", "auto/", "auto/x", "0/2/3"])
  func noShard(text: String) { #expect(ShardOption(argument: text) == nil) }

  @Test(arguments: [
    ("auto", ["SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "8"], 3, 8),
    (
      "auto",
      [
        "SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_STEP": "2",
        "SLURM_ARRAY_TASK_COUNT": "4",
      ], 2, 4
    ),
    // Some tasks of an array again.
    ("auto/8", ["SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_COUNT": "2"], 5, 8),
    ("auto/8", ["AWS_BATCH_JOB_ARRAY_INDEX": "7"], 7, 8),
    ("auto", ["AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2"], 1, 2),
    ("auto/8", ["JOB_COMPLETION_INDEX": "0"], 0, 8), ("2/9", ["SLURM_ARRAY_TASK_ID": "3"], 2, 9),
  ])
  func arrayEnginesSayWhichOne(text: String, environment: [String: String], index: Int, count: Int) throws {
    let option = try #require(ShardOption(argument: text))
    #expect(try option.shard(in: environment) == Shard(index: index, count: count))
  }

  @Test(
    arguments: [
      ("auto", [:], "needs an array job"), ("auto", ["JOB_COMPLETION_INDEX": "2"], "does not say of how many"),
      ("auto/2", ["JOB_COMPLETION_INDEX": "2"], "is 2, which is no shard of 2"),
      ("auto/2", ["AWS_BATCH_JOB_ARRAY_INDEX": "x"], "needs an array job"),
    ] as [(String, [String: String], String)])
  func whatIsNoArrayJobIsSaid(text: String, environment: [String: String], words: String) throws {
    let option = try #require(ShardOption(argument: text))
    let error = try #require(throws: ValidationError.self) { try option.shard(in: environment) }
    #expect(error.message.contains(words))
  }
}
