package import Prelude
package import Report
package import Scenario
import Statistics

/// Some points of a sweep as one file keeps them, with all that the sweep was asked for and the files that it read:
/// shards are put together without them.
package struct SweepShard: Archived {
  static let kind = "sweep"
  private static let format: UInt32 = 1

  /// What the command line said.
  package struct Order: Equatable, Sendable, Archived {
    package var scenario = ""
    package var sets: [String] = []
    package var seed: UInt64?
    package var replications: Int?
    package var vary: [String] = []
    package var points = 0
    package var metrics: [String] = []

    package init() {}

    package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&scenario)
      try archive.pass(&sets, of: "")
      try archive.pass(&seed, or: 0)
      try archive.pass(&replications, or: 0)
      try archive.pass(&vary, of: "")
      try archive.pass(&points)
      try archive.pass(&metrics, of: "")
    }

    /// In words.
    package var settings: [String] {
      sets.map { "--set \($0)" } + (seed.map { ["--seed \($0)"] } ?? [])
        + (replications.map { ["--replications \($0)"] } ?? []) + vary.map { "--vary \($0)" }
        + metrics.map { "--metric \($0)" }
    }
  }
  package struct Point: Sendable, Archived {
    package var number = 0
    package var measured: [MeasuredValue] = []

    package init(number: Int = 0, measured: [MeasuredValue] = []) {
      self.number = number
      self.measured = measured
    }

    package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&number)
      try archive.pass(&measured, of: MeasuredValue(value: .nan, interval: nil, outcome: nil, count: 0))
    }
  }

  package var header: ShardHeader
  package var order: Order
  /// nil: they are too large, and have to be where they were.
  package var files: FileSnapshot?
  package var points: [Point]

  package init(
    header: ShardHeader = ShardHeader(), order: Order = Order(), files: FileSnapshot? = nil, points: [Point] = []
  ) {
    self.header = header
    self.order = order
    self.files = files
    self.points = points
  }

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&header)
    try archive.pass(&order)
    try archive.pass(&files, or: FileSnapshot())
    try archive.pass(&points, of: Point())
  }

  package static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("headroom \(kind)\n".utf8)) }

  package init(_ bytes: [UInt8]) throws(Archive.Damage) {
    self.init()
    var archive = try Archive.unseal(bytes, as: Self.kind, format: Self.format)
    try pass(through: &archive)
    try archive.finish()
    guard points.map(\.number) == Array(header.range) else {
      throw archive.damage("it has other points than those of its shard")
    }
  }

  package func sealed() throws(Archive.Damage) -> [UInt8] {
    var (archive, copy) = (Archive(writing: 1 << 27), self)
    try copy.pass(through: &archive)
    return Archive.seal(archive.bytes, as: Self.kind, format: Self.format)
  }
}

extension MeasuredValue: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    var number = value
    try archive.pass(bitsOf: &number)
    var ends = interval.map { [$0.lower, $0.upper] } ?? []
    try archive.pass(&ends, of: 0) { (end: inout Double, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(bitsOf: &end)
    }
    var verdict = outcome
    try archive.pass(&verdict, or: .met) {
      (verdict: inout Verdict.Outcome, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&verdict)
    }
    var clusters = count
    try archive.pass(&clusters)
    guard archive.isReading else { return }
    self = MeasuredValue(
      value: number, interval: ends.count == 2 ? Interval(lower: ends[0], upper: ends[1]) : nil, outcome: verdict,
      count: clusters)
  }
}
