import Glibc
import Report
import Scenario

/// Whole files go out as they come in, with the system's own reason where something fails.
extension File {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Writes a file so that it is on the disk; `shown` names it in a message. Leaves nothing behind when it fails.
  static func writeSynced(_ content: ReportFile, to path: String, as shown: String) throws(FileFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard file >= 0 else { throw .reason("cannot write \(shown)") }
    do {
      try content.forEachPiece { try write($0, to: file, path: shown) }
      guard fsync(file) == 0 else { throw FileFailure.reason("cannot write \(shown)") }
    } catch {
      close(file)
      unlink(path)
      // Only writing fails.
      throw error as? FileFailure ?? FileFailure("cannot write \(shown)")
    }
    guard close(file) == 0 else {
      unlink(path)
      throw .reason("cannot write \(shown)")
    }
  }

  /// Writes all bytes to an open file, `path` being its name in a message.
  static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(FileFailure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, bytes.count - done) }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw .reason("cannot write \(path)")
      }
    }
  }
}
