import Glibc
import Prelude
import Report
import Scenario

/// `executions.csv` of a shard, which lies beside it: as it was when the shard was written.
struct ShardRows: Equatable, Archived {
  /// Bytes.
  var size = 0
  /// Over all of its mebibytes.
  private var checksum: UInt64 = 0

  init() {}

  /// Of a file.
  init(of path: String) throws(FileFailure) {
    do {
      try Self.read(path) { piece in
        size += piece.count
        checksum = Mix64.mix(checksum ^ Archive.checksum(piece[...]))
      }
    } catch {
      throw error as? FileFailure ?? FileFailure("cannot read \(path)")
    }
  }

  mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&size, in: Archive.counted)
    try archive.pass(&checksum)
  }

  static func path(beside shard: String) -> String {
    (shard.hasSuffix(".bin") ? String(shard.dropLast(4)) : shard) + ".executions.csv"
  }

  /// One file of those of several shards, in their order.
  static func whole(of paths: [String]) -> ReportFile {
    ReportFile("executions.csv") { body in
      let header = ExecutionTable.header
      try body(header)
      for path in paths {
        var skipped = 0
        try read(path) { piece in
          let rest = piece.dropFirst(header.count - skipped)
          skipped += piece.count - rest.count
          if !rest.isEmpty { try body(Array(rest)) }
        }
      }
    }
  }

  /// In pieces of a mebibyte, the last of which may have fewer bytes.
  private static func read(_ path: String, _ body: ([UInt8]) throws -> Void) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileFailure.reason("cannot read \(path)") }
    defer { close(file) }
    var start = 0
    while true {
      let piece = try File.read(start..<start + Archive.piece, of: file, path: path)
      if piece.isEmpty { return }
      try body(piece)
      start += piece.count
    }
  }
}
