import Glibc

/// A file or folder that cannot be read or written.
package struct FileFailure: Error {
  package var message: String

  package init(_ message: String) { self.message = message }

  /// Says what failed and why, by the reason in `errno`.
  package static func reason(_ attempt: String, _ code: Int32 = errno) -> FileFailure {
    FileFailure("\(attempt): \(String(cString: strerror(code)))")
  }
}
