import JSON
import Scenario
import StatesLanguage

/// The definitions in Terraform's own files beside a plan, where the plan does not know them yet: a heredoc,
/// `file(…)`, `templatefile(…)`, `jsonencode(…)`, or a local value that is one of these.
struct TerraformSources {
  private let workspace: Workspace
  /// With their texts.
  private let sources: [(file: String, bytes: [UInt8])]

  init(_ workspace: Workspace, folder: String) {
    self.workspace = workspace
    let names = Paths.files(below: folder.isEmpty ? "." : folder).filter { $0.hasSuffix(".tf") }
    sources = names.compactMap { name in
      let file = Paths.normal(folder + name)
      return (try? workspace.files.bytes(of: file)).map { (file, $0) }
    }
  }

  /// As the value of a definition in CloudFormation's words.
  func definition(of name: String) -> Node? {
    for source in sources {
      let head = Array("resource \"aws_sfn_state_machine\" \"\(name)\"".utf8)
      guard let start = source.bytes.firstRange(of: head)?.upperBound else { continue }
      if let value = assigned("definition", in: source, from: start) { return value }
    }
    return nil
  }

  private typealias Source = (file: String, bytes: [UInt8])

  /// What follows `name =`.
  private func assigned(_ name: String, in source: Source, from start: Int, depth: Int = 0) -> Node? {
    var rest = source.bytes[start...]
    while let range = rest.firstRange(of: Array(name.utf8)) {
      rest = rest[range.upperBound...]
      let before = source.bytes[..<range.lowerBound].last ?? 0x0A
      let after = rest.drop { $0 == 0x20 || $0 == 0x09 }
      guard [0x20, 0x09, 0x0A].contains(before), after.first == UInt8(ascii: "="), after.dropFirst().first != 0x3D
      else {
        continue
      }
      let value = after.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
      return read(value.startIndex, of: source, depth)
    }
    return nil
  }

  private func read(_ start: Int, of source: Source, _ depth: Int) -> Node? {
    let text = source.bytes[start...]
    workspace.lines.add(source.bytes, of: source.file)
    if text.starts(with: "<<".utf8) { return heredoc(start + 2, source) }
    for function in ["templatefile(", "file("] where text.starts(with: function.utf8) {
      return file(start + function.utf8.count, source, isTemplate: function == "templatefile(")
    }
    let lines = Lines(source.bytes)
    if text.starts(with: "jsonencode(".utf8) {
      var expression = HCLExpression(source.bytes, lines, file: source.file, at: start + "jsonencode(".utf8.count)
      return expression.value()
    }
    if text.starts(with: "local.".utf8), depth < 5 {
      let name = text.dropFirst("local.".utf8.count).prefix { $0 != 0x0A && $0 != 0x20 && $0 != 0x0D }
      let wanted = String(decoding: name, as: UTF8.self)
      return sources.lazy.compactMap { assigned(wanted, in: $0, from: 0, depth: depth + 1) }.first
    }
    return nil
  }

  /// A text in which references are those of Terraform.
  private func substituted(_ text: String, _ place: Place, _ variables: Node? = nil) -> Node {
    let template = Node(place: place, content: .scalar(text, isPlain: true))
    let argument = variables.map { Node(place: place, content: .sequence([template, $0])) } ?? template
    return template.with([("Fn::Sub", argument)])
  }

  private func file(_ start: Int, _ source: Source, isTemplate: Bool) -> Node? {
    let lines = Lines(source.bytes)
    var expression = HCLExpression(source.bytes, lines, file: source.file, at: start)
    guard let name = expression.value()?.text else { return nil }
    let path = Paths.normal(
      File.path(name.replacing("${path.module}/", with: ""), in: File.folder(of: source.file)))
    guard let bytes = try? workspace.files.bytes(of: path) else { return nil }
    workspace.lines.add(bytes, of: path)
    let place = Place(file: path, position: SourcePosition(line: 1, column: 1))
    let text = String(decoding: bytes, as: UTF8.self)
    guard isTemplate else { return Node(place: place, content: .scalar(text, isPlain: true)) }
    let comma = source.bytes[expression.place...].drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    var variables: Node?
    if comma.first == UInt8(ascii: ",") {
      var map = HCLExpression(source.bytes, lines, file: source.file, at: comma.startIndex + 1)
      variables = map.value().flatMap { $0.members == nil ? nil : Self.references(in: $0) }
    }
    return substituted(text, place, variables)
  }

  /// Values that are references, for Fn::Sub.
  private static func references(in map: Node) -> Node {
    map.with(
      (map.members ?? []).map { member in
        let value = member.value
        return (member.key, value.text == nil ? value : value.with([("Fn::Sub", value)]))
      })
  }

  private func heredoc(_ start: Int, _ source: Source) -> Node? {
    let rest = source.bytes[start...]
    let word = rest.drop { $0 == UInt8(ascii: "-") }.prefix { $0 > 0x20 }
    guard !word.isEmpty, let line = rest.firstIndex(of: 0x0A) else { return nil }
    var body: [String] = []
    for next in source.bytes[(line + 1)...].split(separator: 0x0A, omittingEmptySubsequences: false) {
      let text = String(decoding: next, as: UTF8.self)
      if text.trimmed == String(decoding: word, as: UTF8.self) {
        let position = Lines(source.bytes).position(of: line + 1)
        return substituted(body.joined(separator: "\n"), Place(file: source.file, position: position))
      }
      body.append(text)
    }
    return nil
  }
}
