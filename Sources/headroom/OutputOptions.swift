import ArgumentParser
import StatesLanguage

/// What every command prints, and what it leaves out.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print nothing but errors, and what --json asks for.")
  var quiet = false

  /// What there is to show of these: errors always, warnings unless it is to be quiet.
  func shown(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.filter { $0.severity == .error || !quiet }.map(\.text)
  }
}

/// Every command takes them; hidden where nothing has colours.
struct ColorOptions: ParsableArguments {
  @Flag(name: .customLong("no-color"), help: "Print without colours, as when NO_COLOR is set.")
  var noColor = false

  var areShown: Bool { !noColor && Terminal.showsColor }
}
