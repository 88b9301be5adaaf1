import Glibc
import Scenario

/// Files that are too large for memory.
extension File {
  /// A file of the folder that is gone with the process; `shown` names the folder in a message.
  static func withoutName(in folder: String, as shown: String) throws(FileFailure) -> Int32 {
    // Processes on several hosts, all of them the first of their container, may share the folder.
    var path = Array("\(folder)/.headroom.\(String(repeating: "X", count: 6))".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { throw .reason("cannot write to the folder \(shown)") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(path)
    return file
  }

  /// Those bytes of an open file, or as many of them as it has; `path` being its name in a message.
  static func read(_ range: Range<Int>, of file: Int32, path: String) throws(FileFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { room in
        pread(file, room.baseAddress! + done, room.count - done, off_t(range.lowerBound + done))
      }
      if count == 0 { break }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw .reason("cannot read \(path)")
      }
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }
}
