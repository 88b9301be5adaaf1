import ArgumentParser
import Scenario
import Schema
import StatesLanguage

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a key of a scenario, a rule of `validate` or an exit code means.",
    discussion: """
      A key goes by its path, by the last words of it, or by the name that the grammar has for a value. What is said \
      is what the reader of scenarios goes by: type, default, where a figure comes from, and an example. Without a \
      key the whole grammar is printed.

      EXAMPLES
        headroom explain load.arrivals
        headroom explain services.latency
        headroom explain LATENCY
        headroom explain throttle.unsaved
        headroom explain 99
      """)

  @Argument(
    help: ArgumentHelp("A key, a term, a rule or an exit code.", valueName: "key"), completion: .list(known))
  var key: String?

  func run() throws {
    guard let key else { return try Terminal.output(grammar.text) }
    guard let text = Self.explanation(of: key) else {
      let near = suggestion(for: key, among: Self.known).map { ": did you mean \($0)?" }
      throw ValidationError("There is nothing called \"\(key)\"\(near ?? ", as headroom explain lists them all")")
    }
    try Terminal.output(text)
  }

  private var grammar: Grammar { ScenarioGrammar.grammar }

  /// All that has an entry.
  private static let known: [String] = {
    let grammar = ScenarioGrammar.grammar
    let paths = grammar.paths
    let names = paths.map(\.text) + paths.compactMap(\.key?.name) + grammar.terms.map(\.name)
    return Set(names + Rules.catalogue.map(\.id)).sorted()
  }()

  static func explanation(of word: String) -> String? {
    let grammar = ScenarioGrammar.grammar
    if let rule = Rules.catalogue.first(where: { $0.id == word }) { return explanation(of: rule) }
    if let term = grammar.term(word) { return grammar.explanation(of: term) }
    if let code = exitCode(word) { return code }
    guard let words = ScenarioReader.names(ofPath: word) else { return nil }
    let paths = grammar.paths(of: words)
    if paths.count == 1 || paths.first?.text == word { return grammar.explanation(of: paths[0]) }
    guard !paths.isEmpty else { return grammar.term(word.uppercased()).map { grammar.explanation(of: $0) } }
    // The same key at several places.
    let rows = paths.reduce(into: [[String]]()) { rows, path in
      let row = [path.text, path.key?.meaning ?? ""]
      if !rows.contains(row) { rows.append(row) }
    }
    return Listing(columns: ["key", "meaning"], rows: rows).text
  }

  private static func explanation(of rule: RuleInfo) -> String {
    let (definition, scenario): (String?, String?) =
      switch rule.example {
      case .definition(let text), .express(let text), .loaded(let text, _): (text, nil)
      case .scenario(let yaml, let definition): (definition, yaml)
      }
    let parts = [
      "\(rule.id)\n  \(rule.summary)\n", "  severity  \(rule.severity.rawValue)\n  source    \(rule.source)",
      rule.severity == .warning && !rule.id.hasPrefix("read.")
        ? "  silence   lint: { silence: [\(rule.id)] }, or --silence \(rule.id)" : nil,
      scenario.map { "\n  a scenario that breaks it:\n" + indented($0) },
      definition.map {
        "\n  \(scenario == nil ? "a definition that breaks it" : "with machine.asl.json"):\n" + indented($0)
      },
    ]
    return parts.compactMap(\.self).joined(separator: "\n") + "\n"
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
  }

  /// Its lines of the general help.
  private static func exitCode(_ word: String) -> String? {
    guard Int(word) != nil else { return nil }
    let lines = Headroom.configuration.discussion.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.hasPrefix("  \(word) ") }) else { return nil }
    let rest = lines[(first + 1)...].prefix { $0.hasPrefix("       ") }
    let words = ([lines[first].dropFirst(2 + word.count)] + rest).flatMap { $0.split(separator: " ") }
    return "exit code \(word): \(words.joined(separator: " "))\n"
  }
}
