package import Prelude

/// One of several parts of a study's work, each done by a process of its own, wherever that runs: its replications, or
/// its points. Parts are contiguous, and no two differ by more than one in how much they are.
package struct Shard: Hashable, Sendable, Archived {
  package static let most = 10_000

  /// From 0.
  package var index: Int
  package var count: Int

  package init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// The whole.
  package static let all = Shard(index: 0, count: 1)

  /// Of so many in all.
  func range(of total: Int) -> Range<Int> { total * index / count..<total * (index + 1) / count }

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&count, in: 1...Self.most)
    try archive.pass(&index, in: 0...count - 1)
  }
}

/// What a shard is of: those that belong together differ in nothing but which one they are.
package struct ShardHeader: Equatable, Sendable, Archived {
  /// A file by the hash of its bytes.
  package struct Source: Hashable, Sendable, Archived {
    package var path: String
    /// SHA-256, as hexadecimal digits.
    var hash: String

    package init(path: String, hash: String) {
      self.path = path
      self.hash = hash
    }

    package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&path)
      try archive.pass(&hash)
    }
  }

  /// `run`, `sweep`.
  var command: String
  /// That wrote it.
  package var version: String
  package var shard: Shard
  /// Replications or points of all shards together.
  package var total: Int
  /// What else the command line said that decides a number: `--seed 7`.
  var settings: [String]
  /// The scenario, and what it names.
  package var sources: [Source]

  package init(
    command: String = "", version: String = "", shard: Shard = .all, total: Int = 0, settings: [String] = [],
    sources: [Source] = []
  ) {
    self.command = command
    self.version = version
    self.shard = shard
    self.total = total
    self.settings = settings
    self.sources = sources
  }

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&command)
    try archive.pass(&version)
    try archive.pass(&shard)
    try archive.pass(&total)
    try archive.pass(&settings, of: "")
    try archive.pass(&sources, of: Source(path: "", hash: ""))
  }

  package var range: Range<Int> { shard.range(of: total) }

  /// Why this one does not belong to the other; nil: it does.
  func difference(from other: ShardHeader) -> String? {
    if command != other.command { return "it is of headroom \(command), not of headroom \(other.command)" }
    if version != other.version { return "version \(version) wrote it, not \(other.version)" }
    if let path = difference(of: sources, other.sources) { return path }
    if settings != other.settings {
      return "it was asked for \(Self.words(settings)), not \(Self.words(other.settings))"
    }
    if shard.count != other.shard.count {
      return "it is one of \(shard.count) shards, not of \(other.shard.count)"
    }
    if total != other.total { return "it is of \(total) in all, not of \(other.total)" }
    return nil
  }

  private func difference(of sources: [Source], _ others: [Source]) -> String? {
    guard sources != others else { return nil }
    for (source, other) in zip(sources, others) where source != other {
      if source.path != other.path { return "it is of \(source.path), not of \(other.path)" }
      return "it is of another \(source.path): SHA-256 \(source.hash.prefix(12))…, not \(other.hash.prefix(12))…"
    }
    return "it is of \(sources.count) files, not of \(others.count)"
  }

  private static func words(_ settings: [String]) -> String {
    settings.isEmpty ? "nothing else" : settings.joined(separator: " ")
  }
}

extension ShardHeader {
  /// What keeps these from being one whole: foreign, repeated and missing shards, by the names of their files. Those
  /// that most of them are like are the ones that the others do not belong to; of as many, the first.
  package static func problems(of given: [(name: String, header: ShardHeader)]) -> [String] {
    var groups: [[(name: String, header: ShardHeader)]] = []
    for one in given {
      if let index = groups.firstIndex(where: { $0[0].header.difference(from: one.header) == nil }) {
        groups[index].append(one)
      } else {
        groups.append([one])
      }
    }
    let most = groups.map(\.count).max() ?? 0
    guard let own = groups.first(where: { $0.count == most }) else { return ["there are no shards"] }
    var problems: [String] = []
    for one in given {
      guard let difference = one.header.difference(from: own[0].header) else { continue }
      problems.append("\(one.name) is foreign to \(own[0].name): \(difference)")
    }
    let names = Dictionary(grouping: own) { $0.header.shard.index }
    for (index, same) in names.sorted(by: { $0.key < $1.key }) where same.count > 1 {
      problems.append("shard \(index) is there \(same.count) times: \(same.map(\.name).joined(separator: ", "))")
    }
    let missing = (0..<own[0].header.shard.count).filter { names[$0] == nil }
    if !missing.isEmpty {
      let word = missing.count == 1 ? "shard" : "shards"
      problems.append("\(word) \(ranges(missing)) of \(own[0].header.shard.count) missing")
    }
    return problems
  }

  /// `1, 3–5`: array engines take them with a hyphen.
  private static func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}
