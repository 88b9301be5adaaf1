import Engine

extension Plan {
  /// What a redrive goes on from is kept where somebody redrives.
  var options: Interpreter.Options {
    var options = Interpreter.Options()
    options.keepsFailurePoints = load.contains { $0.redrive != nil }
    return options
  }
}
