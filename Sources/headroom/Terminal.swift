import Glibc
import Scenario

/// Standard output and standard error.
enum Terminal {
  /// Results. A full disk behind a redirection is a failure like any other.
  static func output(_ text: String) throws(FileFailure) {
    try File.write(Array(visible(text, keeps: "\u{1B}").utf8), to: STDOUT_FILENO, path: "standard output")
  }

  /// Problems, and progress. Nobody is left to hear of a failure here.
  static func complain(_ text: String) {
    try? File.write(Array((visible(text) + "\n").utf8), to: STDERR_FILENO, path: "standard error")
  }

  /// Control characters, which a name or a file may hold, as JSON writes them, but for line ends and tabs: no input may
  /// steer the terminal. The report has colours of its own (`keeps`), and names without any.
  static func visible(_ text: String, keeps kept: Unicode.Scalar? = nil) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t" && scalar != kept
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var visible = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        let digits = String(scalar.value, radix: 16)
        visible += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }

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
