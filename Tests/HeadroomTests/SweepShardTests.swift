import Foundation
import Prelude
import Testing

@testable import Planning
@testable import Report
@testable import headroom

/// Sweeps in parts, and what they give together.
@Suite struct SweepShardTests {
  private static let vary = ["--vary", CompareTests.slower.split(separator: "=")[0] + "=100ms,200ms,300ms,400ms,500ms"]

  private func call(_ words: [String], in scratch: Scratch) throws -> Call {
    try Call(["sweep", "calm.yaml", "--metric", "Root.latency.p50"] + Self.vary + words, in: scratch)
  }

  @Test func shardsTogetherAreTheWhole() throws {
    let scratch = try CompareTests.scratch(CompareTests.scenario(more: "replications: 2"))
    #expect(try call(["--out", "whole", "--quiet"], in: scratch).status == 0)
    for shard in ["2/3", "0/3"] {
      let part = try call(["--out", "parts", "--shard", shard], in: scratch)
      #expect(part.status == 0 && part.output.hasPrefix("parts/shard-"), "\(part.errors)")
    }
    let missing = try Call(["merge", "parts"], in: scratch)
    #expect(missing.status == 3 && missing.errors.hasPrefix("error: shard 1 of 3 missing\n"), "\(missing.errors)")
    #expect(try call(["--out", "parts", "--shard", "1/3", "--quiet"], in: scratch).status == 0)
    let again = try call(["--out", "parts", "--shard", "1/3"], in: scratch)
    #expect(again.output == "parts/shard-1-of-3.bin is complete already\n")
    for file in ["calm.yaml", "root.asl.json"] { try scratch.remove(file) }
    let merged = try Call(["merge", "parts", "--out", "merged", "--quiet"], in: scratch)
    #expect(merged.status == 0, "\(merged.errors)")
    let names = scratch.contents.filter { $0.hasPrefix("whole/") }.map { String($0.dropFirst("whole/".count)) }
    #expect(names.contains("sweep.csv"))
    for name in names { #expect(try scratch.bytes("whole/" + name) == scratch.bytes("merged/" + name), "\(name)") }
    #expect(scratch.contents.filter { $0.hasPrefix("merged/") }.count == names.count)
  }

  @Test func everyFieldPasses() throws {
    let value = MeasuredValue(value: .infinity, interval: nil, outcome: .undecided, count: 3)
    let values: [any Archived] = [SweepShard(), SweepShard.Order(), SweepShard.Point(), value]
    for value in values {
      var (archive, copy) = (Archive(writing: 999), value)
      try copy.pass(through: &archive)
      #expect(archive.fields == Mirror(reflecting: value).children.count, "\(type(of: value))")
    }
  }
}
