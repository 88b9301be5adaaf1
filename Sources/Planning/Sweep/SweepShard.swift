import JSON
package import Report

/// Some of a sweep's points, found by a process of its own: a journal that says which of them it is of, and what the
/// whole is, so that `merge` needs nothing but these and the scenario's files.
package struct SweepShard: Sendable {
  package let order: SweepOrder
  /// Of the sweep.
  package let hash: String
  package let header: ShardHeader
  package let finished: [Int: [MeasuredValue]]

  package static func name(of shard: Shard) -> String { "sweep-\(shard.index)-of-\(shard.count).journal" }

  /// What is behind the number of points in a journal's first line.
  static func fields(_ shard: Shard, _ order: SweepOrder) -> [String] {
    ["\(shard.index)/\(shard.count)", order.json.text]
  }

  /// nil: it is none, or its first line is damaged. Whatever follows a damaged line is left out.
  package init?(_ bytes: [UInt8], version: String) {
    guard let (fields, finished) = SweepJournal.contents(bytes), fields.count == 4, let points = Int(fields[1]),
      let json = try? JSON.parse(Array(fields[3].utf8)), let order = SweepOrder(json)
    else { return nil }
    let numbers = fields[2].split(separator: "/").compactMap { Int($0) }
    guard numbers.count == 2, 1...Shard.most ~= numbers[1], 0..<numbers[1] ~= numbers[0] else { return nil }
    self.order = order
    self.finished = finished
    hash = fields[0]
    header = ShardHeader(
      command: "sweep", version: version, shard: Shard(index: numbers[0], count: numbers[1]), total: points,
      settings: Array(order.words.dropFirst(2)), sources: [ShardHeader.Source(path: order.scenario, hash: hash)])
  }

  /// Points that it still has to find.
  package var missing: Int { header.range.count { finished[$0] == nil } }
}
