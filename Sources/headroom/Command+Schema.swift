import ArgumentParser
import Schema
import StatesLanguage

/// Named apart from the module that it uses.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a file that Headroom reads or writes.",
    discussion: """
      Schemas are of draft 2020-12. Editors with a YAML language server complete, explain and check a scenario whose \
      file has the comment

        # yaml-language-server: $schema=scenario.json

      where scenario.json is what this command prints. A schema knows keys, types and ranges; names, files and what \
      excludes each other are checked by `headroom validate`. Without a name the command lists them.

      EXAMPLES
        headroom schema
        headroom schema scenario > scenario.json
        headroom schema summary > summary.schema.json
      """)

  @Argument(
    help: ArgumentHelp("The file's kind.", valueName: "name"), completion: .list(Documents.all.map(\.name)))
  var name: String?

  func run() throws {
    guard let name else {
      return try Terminal.output(
        Listing(
          columns: ["name", "title", "meaning"], rows: Documents.all.map { [$0.name, $0.title, $0.meaning] }
        ).text)
    }
    guard let grammar = Documents.all.first(where: { $0.name == name }) else {
      let names = Documents.all.map(\.name)
      let advice = suggestion(for: name, among: names).map { "did you mean \($0)?" }
      throw ValidationError("There is no schema \"\(name)\": \(advice ?? "one of " + names.joined(separator: ", "))")
    }
    try Terminal.output(Documents.schemaText(of: grammar))
  }
}
