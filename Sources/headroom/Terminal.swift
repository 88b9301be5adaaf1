import Glibc
import Prelude
import Scenario

/// Standard output and standard error.
enum Terminal {
  /// Results. A full disk behind a redirection is a failure like any other. `colored`: with the escapes that the
  /// report has where it shows colours; names have none in it.
  static func output(_ text: String, colored: Bool = false) throws(FileFailure) {
    let kept = layout + (colored ? ["\u{1B}"] : [])
    try File.write(Array(text.escapingControls(except: kept).utf8), to: STDOUT_FILENO, path: "standard output")
  }

  /// Problems, and progress. Nobody is left to hear of a failure here.
  static func complain(_ text: String) {
    let line = text.escapingControls(except: layout) + "\n"
    try? File.write(Array(line.utf8), to: STDERR_FILENO, path: "standard error")
  }

  private static let layout: [Unicode.Scalar] = ["\n", "\t"]

  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

  /// Whether results may be coloured: on a terminal, unless NO_COLOR is set (no-color.org).
  static var showsColor: Bool {
    isatty(STDOUT_FILENO) == 1 && !isDumb && (variable("NO_COLOR") ?? "").isEmpty
  }

  /// Columns for results; the same for every file and pipe.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return max(60, min(Int(size.ws_col), 160))
  }

  private static var isDumb: Bool { variable("TERM") == "dumb" }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
