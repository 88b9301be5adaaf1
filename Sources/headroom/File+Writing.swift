import Glibc
import Report
import Scenario

/// Whole files go out as they come in, with the system's own reason where something fails.
extension File {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Not a folder, a pipe or a device; a link is what it leads to.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
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

  /// The folder, and those around it; others may make them at the same time.
  static func makeFolders(_ path: String) throws(FileFailure) {
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      folder += (folder.isEmpty || folder == "/" ? "" : "/") + part
      guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw .reason("cannot create the folder \(folder)") }
    }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .reason("cannot create the folder \(path)", ENOTDIR)
    }
  }

  /// Whether `replace` will find a place for the file.
  static func checkWritable(_ path: String) throws(FileFailure) {
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard access(folder, F_OK) == 0 else { throw .reason("cannot write \(path)") }
    guard !isFolder(path) else { throw .reason("cannot write \(path)", EISDIR) }
    guard access(path, F_OK) != 0 || access(path, W_OK) == 0 else { throw .reason("cannot write \(path)") }
  }

  /// Puts a file where another may be: who reads it finds the old one or the new one, whole. What is no regular file,
  /// as a pipe, is written to.
  static func replace(with content: ReportFile, at path: String) throws(FileFailure) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return try append(content, to: path) }
    let fresh = "\(path).\(getpid()).new"
    try writeSynced(content, to: fresh, as: path)
    guard rename(fresh, path) == 0 else {
      let failure = FileFailure.reason("cannot write \(path)")
      unlink(fresh)
      throw failure
    }
  }

  static func append(_ content: ReportFile, to path: String) throws(FileFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .reason("cannot write \(path)") }
    defer { close(file) }
    try write(content.bytes, to: file, path: path)
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
