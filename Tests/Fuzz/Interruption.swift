import Glibc

/// SIGINT and SIGTERM are held back and asked for, so that a run that is cut short still says what it has done.
enum Interruption {
  static func hold() {
    var signals = set
    sigprocmask(SIG_BLOCK, &signals, nil)
  }

  static var isPending: Bool {
    var pending = sigset_t()
    sigpending(&pending)
    return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1
  }

  private static var set: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    return signals
  }
}
