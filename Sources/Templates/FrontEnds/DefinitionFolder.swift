import JSON
import Prelude
import Scenario
import StatesLanguage

/// Definitions that are files of their own, each a machine by the name of its file.
struct DefinitionFolder {
  let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  private static let endings = [".asl.json", ".asl.yaml", ".asl.yml", ".asl"]

  static func isNamedSo(_ path: String) -> Bool {
    let name = path.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }

  /// Other JSON may hold one.
  static func mayBe(_ path: String) -> Bool { isNamedSo(path) || path.lowercased().hasSuffix(".json") }

  func read(_ paths: [String], below folder: String? = nil) {
    var resources: [TemplateResource] = []
    for path in paths {
      guard let bytes = try? workspace.files.bytes(of: path) else { continue }
      let place = Place(file: path, position: SourcePosition(line: 1, column: 1))
      let described = workspace.quietly { try? TemplateText.tree(bytes, file: path) }
      let type = described?["stateMachineArn"] == nil ? nil : described?["type"]?.text
      let name = described?["stateMachineArn"] == nil ? nil : described?["name"]?.text
      func text(_ value: String) -> Node { Node(place: place, content: .scalar(value, isPlain: false)) }
      var members = [("Name", text(name ?? Paths.stem(path))), ("DefinitionUri", text(path))]
      if let type { members.append(("Type", text(type))) }
      resources.append(
        TemplateResource(
          id: path, type: "AWS::Serverless::StateMachine", place: place,
          properties: Node(place: place, content: .mapping([])).with(members.map { (key: $0.0, value: $0.1) })))
    }
    let place = Place(file: paths.first ?? "", position: SourcePosition(line: 1, column: 1))
    // Paths begin where the command runs, as that of a file without a folder does.
    workspace.stacks.append(
      Stack(
        workspace, name: folder ?? "", file: "", root: Node(place: place, content: .mapping([])), resources: resources))
  }
}
