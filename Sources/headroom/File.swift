import Glibc

/// Whole files, in and out, with the system's own reason where something fails.
enum File {
  static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .reason("cannot read \(path)") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        throw .reason("cannot read \(path)")
      }
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
