import Glibc
import Scenario

/// `--vary path=…`: which values one place of a scenario takes, one after another. `a,b,c` are these; `lo..hi` is a
/// range, of whole numbers where its ends are written so; `lo..hi:log` is one whose steps are factors. Ends may have a
/// unit: `0.5/s..6/s`, `100ms..5s`.
package struct Variation: Sendable {
  package enum Values: Sendable {
    case list([String])
    case range(Scale)
  }

  /// A range of numbers with a unit.
  package struct Scale: Equatable, Sendable {
    package let low: Double
    let high: Double
    /// Stands behind each number: `/s`.
    let unit: String
    let isWhole: Bool
    var isLogarithmic: Bool

    init(low: Double, high: Double, unit: String, isWhole: Bool, isLogarithmic: Bool) {
      self.low = low
      self.high = high
      self.unit = unit
      self.isWhole = isWhole
      self.isLogarithmic = isLogarithmic
    }

    /// Of a share of the way from the lower end, 0 to 1. Whole numbers have equal shares of the way.
    package func value(at share: Double) -> Double {
      let (low, high) = isWhole ? (self.low - 0.5, self.high + 0.5) : (self.low, self.high)
      let value =
        isLogarithmic && low > 0 ? low * pow(high / low, share) : low + (high - low) * share
      return isWhole ? min(self.high, max(self.low, value.rounded())) : value
    }

    /// As a scenario writes it, in at most six decimal places: rates have no more.
    package func text(_ value: Double) -> String {
      if isWhole { return String(Int(value.rounded())) + unit }
      let scaled = (value * 1e6).rounded() / 1e6
      return (scaled == scaled.rounded() && abs(scaled) < 1e15 ? String(Int(scaled)) : "\(scaled)") + unit
    }
  }

  package struct Problem: Error {
    package let message: String
    package let hint: String?
  }

  package let path: String
  package let values: Values

  init(path: String, values: Values) {
    self.path = path
    self.values = values
  }

  package init(_ argument: String) throws(Problem) {
    guard let cut = ScenarioReader.splitAssignment(argument) else {
      throw Problem(message: "--vary takes path=values, not \"\(argument)\"", hint: Self.example)
    }
    path = cut.path
    values = try Self.values(cut.value, argument)
  }

  private static let example = "--vary load.0.arrivals.poisson=0.5/s..6/s, or --vary replications=5,10,20"

  private static func values(_ text: String, _ argument: String) throws(Problem) -> Values {
    guard let dots = text.firstRange(of: "..") else { return .list(try list(text, argument)) }
    var high = String(text[dots.upperBound...])
    let isLogarithmic = high.hasSuffix(":log")
    if isLogarithmic { high.removeLast(4) }
    guard let scale = scale(String(text[..<dots.lowerBound]), high, isLogarithmic) else {
      throw Problem(
        message: "--vary \(argument): expected two numbers of one unit with .. between them, as 0.5/s..6/s", hint: nil)
    }
    guard scale.low < scale.high else {
      throw Problem(message: "--vary \(argument): the range is empty: its first number is the smaller one", hint: nil)
    }
    guard !isLogarithmic || scale.low > 0 else {
      throw Problem(message: "--vary \(argument): a logarithmic range begins above 0", hint: nil)
    }
    return .range(scale)
  }

  /// Commas within brackets and quotes divide nothing: `[1, 2]` is one value.
  private static func list(_ text: String, _ argument: String) throws(Problem) -> [String] {
    var values: [String] = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if "[{(".contains(character) {
        depth += 1
      } else if "]})".contains(character) {
        depth -= 1
      } else if character == ",", depth == 0 {
        values.append("")
        continue
      }
      values[values.count - 1].append(character)
    }
    guard !values.contains("") else {
      throw Problem(message: "--vary \(argument): found no value between two commas, or none at all", hint: example)
    }
    return values
  }

  private static func scale(_ low: String, _ high: String, _ isLogarithmic: Bool) -> Scale? {
    guard var (a, lowUnit) = number(low), var (b, highUnit) = number(high) else { return nil }
    let times = ["ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600]
    // Of two units of time, what is between is written in the smaller one.
    if lowUnit != highUnit, let x = times[lowUnit], let y = times[highUnit] {
      let unit = x < y ? lowUnit : highUnit
      (a, b) = (a * (x / min(x, y)), b * (y / min(x, y)))
      (lowUnit, highUnit) = (unit, unit)
    }
    guard lowUnit == highUnit else { return nil }
    let isWhole = ![low, high].contains { $0.contains(".") || $0.lowercased().contains("e") } && lowUnit.isEmpty
    return Scale(low: a, high: b, unit: lowUnit, isWhole: isWhole, isLogarithmic: isLogarithmic)
  }

  private static func number(_ text: String) -> (value: Double, unit: String)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
    guard let value = Double(digits), value.isFinite, abs(value) < 1e15 else { return nil }
    return (value, String(text[digits.endIndex...]))
  }
}
