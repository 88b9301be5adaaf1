import Glibc

/// A file or folder that cannot be read or written.
struct FileFailure: Error {
  var message: String

  init(_ message: String) { self.message = message }

  /// Says what failed and why, by the reason in `errno`.
  static func reason(_ attempt: String, _ code: Int32 = errno) -> FileFailure {
    FileFailure("\(attempt): \(String(cString: strerror(code)))")
  }
}
