import JSON
import Scenario
import StatesLanguage

/// The definitions that Terraform's own files beside a plan have as texts, where the plan itself does not know them:
/// a heredoc, `file(…)` or `templatefile(…)`.
struct TerraformSources {
  private let workspace: Workspace
  private let folder: String

  init(_ workspace: Workspace, folder: String) {
    self.workspace = workspace
    self.folder = folder
  }

  func definition(of name: String) -> Node? {
    let below = folder.isEmpty ? "." : folder
    for path in Paths.files(below: below) where path.hasSuffix(".tf") && !path.contains("/.terraform/") {
      let file = Paths.normal(folder + path)
      guard let bytes = try? workspace.files.bytes(of: file) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      let head = "resource \"aws_sfn_state_machine\" \"\(name)\""
      guard let start = text.firstRange(of: head) else { continue }
      if let found = definition(in: text, from: start.upperBound, file) { return found }
    }
    return nil
  }

  private func definition(in text: String, from start: String.Index, _ file: String) -> Node? {
    guard let key = text[start...].firstRange(of: "definition") else { return nil }
    var rest = text[key.upperBound...].drop { $0 == " " || $0 == "\t" }
    guard rest.first == "=" else { return nil }
    rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    if rest.hasPrefix("<<") { return heredoc(rest.dropFirst(2), text, file) }
    for function in ["templatefile(", "file("] where rest.hasPrefix(function) {
      guard let open = rest.firstIndex(of: "\""), let close = rest[rest.index(after: open)...].firstIndex(of: "\"")
      else { return nil }
      let name = rest[rest.index(after: open)..<close].replacing("${path.module}/", with: "").replacing("./", with: "")
      let path = Paths.normal(File.folder(of: file) + name)
      guard let bytes = try? workspace.files.bytes(of: path) else { return nil }
      workspace.lines.add(bytes, of: path)
      let place = Place(file: path, position: .init(line: 1, column: 1))
      return Node(place: place, content: .scalar(String(decoding: bytes, as: UTF8.self), isPlain: true))
    }
    return nil
  }

  private func heredoc(_ rest: Substring, _ text: String, _ file: String) -> Node? {
    let word = rest.drop { $0 == "-" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard !word.isEmpty, let line = rest.firstIndex(where: \.isNewline) else { return nil }
    var body: [Substring] = []
    for next in rest[rest.index(after: line)...].split(separator: "\n", omittingEmptySubsequences: false) {
      if String(next).trimmed == word {
        workspace.lines.add(Array(text.utf8), of: file)
        let row = text[..<line].count { $0.isNewline } + 2
        let place = Place(file: file, position: .init(line: row, column: 1))
        return Node(place: place, content: .scalar(body.joined(separator: "\n"), isPlain: true))
      }
      body.append(next)
    }
    return nil
  }
}
