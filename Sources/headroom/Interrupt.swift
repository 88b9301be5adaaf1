import Glibc
import Synchronization

/// Whether the user asked to stop (Ctrl-C, or SIGTERM). A second request ends the process at once.
enum Interrupt {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func watch() {
    // The handler may not be the first to touch the lazy static.
    requested.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interrupt.requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }
}
