/// A file of a results folder, made when it is asked for: no two of them need to be in memory at once, and of one with
/// rows for each replication not even the whole.
package struct ReportFile {
  package let name: String
  /// Hands over the file's bytes, piece by piece.
  package let forEachPiece: (_ body: ([UInt8]) throws -> Void) throws -> Void

  package init(_ name: String, text: @escaping () -> String) {
    self.name = name
    forEachPiece = { body in try body(Array(text().utf8)) }
  }

  package init(_ name: String, bytes: @escaping () -> [UInt8]) {
    self.name = name
    forEachPiece = { body in try body(bytes()) }
  }

  package init(_ name: String, forEachPiece: @escaping (_ body: ([UInt8]) throws -> Void) throws -> Void) {
    self.name = name
    self.forEachPiece = forEachPiece
  }

  package var bytes: [UInt8] {
    var all: [UInt8] = []
    // Only the body could throw.
    try? forEachPiece { all += $0 }
    return all
  }
}
