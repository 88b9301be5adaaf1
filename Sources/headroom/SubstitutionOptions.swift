import ArgumentParser
import Scenario

/// `--substitute Name=value`, for every command that reads definitions.
struct SubstitutionOptions: ParsableArguments {
  @Option(
    name: .customLong("substitute"),
    help: ArgumentHelp("What stands in place of ${Name} in definitions.", valueName: "name=value"))
  var substitutes: [String] = []

  func validate() throws {
    for text in substitutes where Self.split(text) == nil {
      throw ValidationError("--substitute takes name=value, not \"\(text)\"")
    }
  }

  /// As values of a scenario.
  var sets: [(path: String, value: String)] {
    substitutes.compactMap(Self.split).map { ("substitutions.\"\($0.name)\"", $0.value.quotedAsYAML) }
  }

  /// Of a definition by itself.
  var ofDefinition: Substitutions {
    var substitutions = Substitutions()
    for (name, value) in substitutes.compactMap(Self.split) { substitutions[name] = value }
    return substitutions
  }

  private static func split(_ text: String) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex, !text[..<equals].contains("\"") else {
      return nil
    }
    return (String(text[..<equals]), String(text[equals...].dropFirst()))
  }
}
