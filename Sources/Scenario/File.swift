import Glibc

/// Reads whole files, and says in words why one cannot be read.
package enum File {
  /// More than any trace or definition needs, less than what would exhaust memory.
  package static let sizeLimit = 1 << 28

  /// A file whose size no one can know beforehand, a pipe or a device, is read up to the limit.
  package static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    return try read(file, path)
  }

  /// How messages name standard input.
  package static let standardInput = "<stdin>"

  /// All of it: who reads it again finds nothing.
  package static func readStandardInput() throws(FileFailure) -> [UInt8] { try read(STDIN_FILENO, standardInput) }

  private static func read(_ file: Int32, _ path: String) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      // The file's size, and a byte to see its end with.
      var status = stat()
      let rest = fstat(file, &status) == 0 ? Int(status.st_size) - bytes.count : 0
      let space = min(max(rest + 1, 1 << 16), sizeLimit + 1)
      var problem: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: space) { buffer, count in
        let read = Glibc.read(file, buffer.baseAddress, space)
        problem = read < 0 ? errno : 0
        count = max(0, read)
      }
      if problem == EINTR { continue }
      if problem != 0 { throw failure(path, problem) }
      if chunk.isEmpty { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= sizeLimit else { throw FileFailure("\(path) has more than 256 MiB") }
    }
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> FileFailure {
    switch code {
    case ENOENT: FileFailure("there is no file \(path)")
    case EISDIR: FileFailure("\(path) is a folder")
    default: .reason("cannot read \(path)", code)
    }
  }

  /// `name` as seen from `folder`, which is empty or ends in a slash.
  package static func path(_ name: String, in folder: String) -> String { name.hasPrefix("/") ? name : folder + name }

  /// Everything up to and with the last slash.
  package static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }
}
