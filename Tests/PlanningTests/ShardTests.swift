import Prelude
import Testing

@testable import Planning

@Suite struct ShardTests {
  /// Contiguous, all, and no two differ by more than one.
  @Test(arguments: [(0, 3), (1, 1), (7, 8), (8, 8), (9, 8), (100, 7), (100_000, 9_999)])
  func partsMakeTheWhole(total: Int, count: Int) {
    let ranges = (0..<count).map { Shard(index: $0, count: count).range(of: total) }
    #expect(ranges[0].lowerBound == 0 && ranges[count - 1].upperBound == total)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    let sizes = Set(ranges.map(\.count))
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  private static func header(_ index: Int, _ change: (inout ShardHeader) -> Void = { _ in }) -> ShardHeader {
    var header = ShardHeader(
      command: "run", version: "1", shard: Shard(index: index, count: 4), total: 10, settings: ["--seed 7"],
      sources: [.init(path: "a.yaml", hash: "0123456789abcdef"), .init(path: "b.json", hash: "00")])
    change(&header)
    return header
  }

  private static func problems(_ headers: [ShardHeader]) -> [String] {
    ShardHeader.problems(of: headers.enumerated().map { ("s\($0)", $1) })
  }

  @Test func allOfThemAreOneWhole() {
    #expect(Self.problems([2, 0, 3, 1].map { Self.header($0) }) == [])
    #expect(Self.problems([]) == ["there are no shards"])
  }

  @Test func missingAndRepeatedOnesAreNamed() {
    #expect(Self.problems([0].map { Self.header($0) }) == ["shards 1-3 of 4 missing"])
    #expect(
      Self.problems([2, 0, 2].map { Self.header($0) })
        == ["shard 2 is there 2 times: s0, s2", "shards 1,3 of 4 missing"])
  }

  /// One shard of another run.
  private static func foreign(_ reason: String, _ change: (inout ShardHeader) -> Void) {
    // That it comes first makes it no reference.
    let problems = problems([header(1, change)] + [0, 2, 3].map { header($0) })
    #expect(problems == ["s0 is foreign to s1: \(reason)", "shard 1 of 4 missing"])
  }

  @Test func foreignOnesAreNamed() {
    Self.foreign("it is of headroom sweep, not of headroom run") { $0.command = "sweep" }
    Self.foreign("version 2 wrote it, not 1") { $0.version = "2" }
    Self.foreign("it was asked for nothing else, not --seed 7") { $0.settings = [] }
    Self.foreign("it is of 11 in all, not of 10") { $0.total = 11 }
    Self.foreign("it is one of 5 shards, not of 4") { $0.shard.count = 5 }
    Self.foreign("it is of another a.yaml: SHA-256 f…, not 0123456789ab…") { $0.sources[0].hash = "f" }
    Self.foreign("it is of c, not of b.json") { $0.sources[1].path = "c" }
    Self.foreign("it is of 1 files, not of 2") { $0.sources.removeLast() }
  }

  @Test func everyFieldPasses() throws {
    let values: [any Archived] = [Self.header(1), Shard.all, ShardHeader.Source(path: "", hash: "")]
    for value in values {
      var (archive, copy) = (Archive(writing: 999), value)
      try copy.pass(through: &archive)
      #expect(archive.fields == Mirror(reflecting: value).children.count, "\(type(of: value))")
    }
    var (archive, header) = (Archive(writing: 999), Self.header(3))
    try archive.pass(&header)
    var (reading, read) = (Archive(reading: archive.bytes), ShardHeader())
    try reading.pass(&read)
    #expect(read == header)
  }
}
