import Glibc
import Synchronization

/// Whether the user asked to stop (Ctrl-C, or SIGTERM). The run is asked between events; where one event takes longer
/// than three seconds, the process ends all the same, and a second request ends it at once.
enum Interrupt {
  private static let requested = Atomic<Bool>(false)

  /// An empty folder that must not stay when the process ends at once. Written once, before that can happen.
  nonisolated(unsafe) private static var emptyFolder: UnsafeMutablePointer<CChar>?

  static func removeAtEnd(emptyFolder path: String) { emptyFolder = strdup(path) }

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func watch() {
    // The handler may not be the first to touch the lazy static.
    requested.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interrupt.requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
        alarm(3)
      }
    }
    // Nothing but what a signal handler may do.
    signal(SIGALRM) { _ in
      if let folder = Interrupt.emptyFolder { rmdir(folder) }
      let text: StaticString = "interrupted: no results were written\n"
      _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      _exit(105)
    }
  }

  /// Nothing may end the process between two files of one result.
  static func withoutInterruption(_ write: () throws -> Void) throws {
    for number in [SIGINT, SIGTERM, SIGALRM] { signal(number, SIG_IGN) }
    defer { for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) } }
    try write()
  }
}
