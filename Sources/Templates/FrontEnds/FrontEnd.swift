import Foundation
import JSON
import Prelude
import Scenario
import StatesLanguage

/// Knows the kinds of templates, and has each read by its own reader.
struct FrontEnd {
  enum Kind { case cloudFormation, serverless, terraform, assembly, definition }

  let workspace: Workspace
  /// Of the scenario: that of the first template.
  private(set) var name = ""

  init(_ workspace: Workspace) { self.workspace = workspace }

  // MARK: Kinds

  /// What a file is by its keys; nil: none of these.
  static func sniff(_ bytes: [UInt8], file: String) -> Kind? {
    guard mayBe(templateWords + ["StartAt"], bytes), let root = try? TemplateText.tree(bytes, file: file) else {
      return nil
    }
    return kind(of: root)
  }

  /// The same of templates alone: definitions, which are read often, are not parsed for it.
  static func isTemplate(_ bytes: [UInt8], file: String) -> Bool {
    guard mayBe(templateWords, bytes) else { return false }
    return sniff(bytes, file: file).map { $0 != .definition } ?? false
  }

  private static let templateWords = ["Resources", "stepFunctions", "terraform_version", "artifacts"]

  /// Without parsing. Every file that is read is asked, so that this is no search of the library's, which takes some
  /// hundred times as long.
  private static func mayBe(_ words: [String], _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { text in
      words.contains { word in
        let word = Array(word.utf8)
        return text.indices.dropLast(word.count - 1).contains { start in
          text[start] == word[0] && text[start...].starts(with: word)
        }
      }
    }
  }

  static func kind(of root: Node) -> Kind? {
    let keys = Set(root.members?.map(\.key) ?? [])
    if keys.contains("stateMachines") { return nil }
    if keys.contains("Resources") { return .cloudFormation }
    if keys.isSuperset(of: ["service", "provider"]) || keys.contains("stepFunctions") { return .serverless }
    if keys.contains("terraform_version") || keys.contains("planned_values") { return .terraform }
    if keys.contains("artifacts") { return .assembly }
    if keys.contains("States") || keys.contains("StartAt") || keys.isSuperset(of: ["stateMachineArn", "definition"]) {
      return .definition
    }
    return nil
  }

  // MARK: Reading

  mutating func read(_ path: String) throws(FileFailure) {
    let path = path == "/" ? path : Paths.normal(path).isEmpty ? "." : Paths.normal(path)
    if Paths.isFolder(path) { return try read(folder: path) }
    let bytes = try workspace.files.bytes(of: path)
    takeName(of: path)
    guard let root = workspace.tree(bytes, path) else { return }
    read(root, bytes, path)
  }

  private mutating func takeName(of path: String) {
    guard name.isEmpty else { return }
    let stem = Paths.stem(path)
    // Such names say nothing: the folder's does.
    let generic = ["template", "serverless", "plan", "tfplan", "state", "manifest", "cdk", "", "."]
    let parent = path.split(separator: "/").dropLast().last { $0 != "cdk.out" }.map(String.init)
    let chosen = generic.contains(stem) ? parent ?? stem : stem
    name = ["", ".", ".."].contains(chosen) ? "scenario" : chosen
  }

  private mutating func read(_ root: Node, _ bytes: [UInt8], _ path: String) {
    switch Self.kind(of: root) {
    case .cloudFormation: CloudFormationReader(workspace).read(root, file: path, name: name)
    case .serverless: name = ServerlessReader(workspace, root, file: path).read() ?? name
    case .terraform: TerraformReader(workspace, root, file: path).read()
    case .assembly: CloudAssembly(workspace).read(root, file: path)
    case .definition: DefinitionFolder(workspace).read([path])
    case nil:
      let isScenario = root["stateMachines"] != nil
      workspace.error(
        .type, root.place, isScenario ? "this is a scenario already" : "found no template that init knows",
        hint: isScenario
          ? "headroom run \(path)"
          : "it reads CloudFormation, SAM, cdk.out, serverless.yml, `terraform show -json`, and definitions")
    }
  }

  private mutating func read(folder: String) throws(FileFailure) {
    let manifest = folder + "/manifest.json"
    let inside = folder + "/cdk.out/manifest.json"
    for path in [manifest, inside] where Paths.isFile(path) {
      if let bytes = try? workspace.files.bytes(of: path), Self.sniff(bytes, file: path) == .assembly {
        takeName(of: folder + "/manifest.json")
        if let root = workspace.tree(bytes, path) { CloudAssembly(workspace).read(root, file: path) }
        return
      }
    }
    let usual = ["template.yaml", "template.yml", "template.json", "serverless.yml", "serverless.yaml"]
    if let file = usual.first(where: { Paths.isFile(folder + "/" + $0) }) { return try read(folder + "/" + file) }
    takeName(of: folder + "/.")
    let files = Paths.files(below: folder).filter { DefinitionFolder.mayBe($0) }.map { folder + "/" + $0 }
    let definitions = files.filter { path in
      guard let bytes = try? workspace.files.bytes(of: path) else { return false }
      return DefinitionFolder.isNamedSo(path) || Self.sniff(bytes, file: path) == .definition
    }
    guard !definitions.isEmpty else {
      return workspace.error(
        .missingField, Place(file: folder, position: SourcePosition(line: 1, column: 1)),
        "found no template and no definition in the folder",
        hint: "definitions are files such as order.asl.json or order.asl.yaml")
    }
    DefinitionFolder(workspace).read(definitions, below: folder)
  }
}
