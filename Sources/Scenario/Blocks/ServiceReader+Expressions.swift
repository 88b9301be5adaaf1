import JSON
import StatesLanguage
import StepFunctions

/// `{ jsonata: TEXT }`, `{ jsonata: { file: FILE } }`: what is worked out for each call.
extension ServiceReader {
  /// The expression's text or file, where a value is one.
  static func jsonata(in node: Cursor) -> Cursor? {
    guard let members = node.members, let text = members.first(where: { $0.key == "jsonata" }) else { return nil }
    if let other = members.first(where: { $0.key != "jsonata" }) {
      node.reading.error(
        .conflictingFields, other.keyPlace,
        "\(node.path): found \"\(Node.excerpt(other.key))\" beside \"jsonata\", expected it alone",
        hint: "a literal that has the key is written { json: … }")
    }
    return text.value
  }

  static func expression(_ kind: CallExpression.Kind, of node: Cursor, _ text: Cursor) -> CallExpression? {
    let found: CallExpression?
    if text.members == nil {
      guard let inline = text.text() else { return nil }
      found = compiled(kind, node, inline, file: nil) { error in
        text.error(
          .expression, "\(error.message), at \(error.position.line):\(error.position.column) of the expression",
          hint: error.hint)
      }
    } else {
      guard let (bytes, path) = text.fields(ScenarioGrammar.expressionFile)?.require("file")?.contents() else {
        return nil
      }
      guard let written = String(validating: bytes, as: UTF8.self) else {
        text.error(.syntax, "\(path) is no UTF-8")
        return nil
      }
      found = compiled(kind, node, written, file: path) { error in
        node.reading.error(
          .expression, Place(file: path, position: error.position), "\(node.path): \(error.message)", hint: error.hint)
      }
    }
    if let problem = found?.constantProblem { node.reading.error(.value, text.place, problem) }
    return found
  }

  private static func compiled(
    _ kind: CallExpression.Kind, _ node: Cursor, _ text: String, file: String?,
    _ report: (HostExpression.SyntaxError) -> Void
  ) -> CallExpression? {
    do throws(HostExpression.SyntaxError) {
      return try CallExpression(kind, name: node.path, parsing: text, file: file)
    } catch {
      report(error)
      return nil
    }
  }
}
