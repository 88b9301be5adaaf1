import JSON
import Scenario
import StatesLanguage

/// Where the definition of a machine is.
extension BlueprintBuilder {
  func definition(
    of resource: TemplateResource, _ stack: Stack, _ builder: inout DefinitionBuilder
  ) -> Blueprint.Machine.Definition? {
    let keys = ["Definition", "DefinitionString", "DefinitionUri", "DefinitionS3Location"]
    let given = (resource.properties.members ?? []).filter { keys.contains($0.key) }
    guard let member = given.first else {
      let misspelt = (resource.properties.members ?? []).contains { $0.key.hasPrefix("Def") && !keys.contains($0.key) }
      if !misspelt {
        workspace.error(
          .missingField, resource.place, "\(resource.id): it has no definition",
          hint: resource.type == "AWS::Serverless::StateMachine" ? "DefinitionUri: FILE" : "DefinitionString: TEXT")
      }
      return nil
    }
    if given.count > 1 {
      workspace.error(
        .conflictingFields, given[1].keyPlace,
        "\(resource.id): found \(given[1].key) beside \(member.key), expected one of them")
    }
    switch member.key {
    case "Definition": return object(member.value, resource, &builder)
    case "DefinitionString": return string(member.value, resource, &builder)
    default: return file(member.value, resource, stack)
    }
  }

  private func object(
    _ node: Node, _ resource: TemplateResource, _ builder: inout DefinitionBuilder
  ) -> Blueprint.Machine.Definition? {
    // serverless.yml and people who mistake one for the other have texts there.
    if node.text != nil || FunctionCall(node) != nil { return string(node, resource, &builder) }
    guard let tree = builder.tree(node), tree.members != nil else {
      workspace.error(.type, node.place, "\(resource.id): found \(node.found), expected a definition")
      return nil
    }
    builder.register(DefinitionPrinter.text(of: tree))
    return .written(DefinitionPrinter.text(of: tree), isYAML: false)
  }

  private func string(
    _ node: Node, _ resource: TemplateResource, _ builder: inout DefinitionBuilder
  ) -> Blueprint.Machine.Definition? {
    if FunctionCall(node) == nil, node.members != nil { return object(node, resource, &builder) }
    guard let text = builder.text(node) else { return nil }
    guard text.bytes.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      workspace.error(.value, node.place, "\(resource.id): the definition is an empty text")
      return nil
    }
    return .written(Self.readable(text), isYAML: text.bytes.first { $0 > 0x20 } != UInt8(ascii: "{"))
  }

  /// On lines of its own, where it was written on one.
  private static func readable(_ text: TracedText) -> TracedText {
    let lines = text.bytes.count { $0 == 0x0A }
    guard lines < 3, let parsed = try? LocatedJSON.parse(text.bytes), let first = text.place(of: 0) else { return text }
    let mapped = parsed.map { SourcePlaces(text).position($0) }
    return DefinitionPrinter.text(of: mapped, file: first.file)
  }

  private func file(_ node: Node, _ resource: TemplateResource, _ stack: Stack) -> Blueprint.Machine.Definition? {
    guard let value = stack.value(node) else { return nil }
    var names: [String] = []
    if let text = value.text {
      names = [text]
    } else if let key = (value["Key"] ?? value["key"])?.text {
      // `cdk synth` calls the asset of a key so.
      names = [key, "asset." + key]
    }
    if let asset = resource.metadata?["aws:asset:path"]?.text { names.insert(asset, at: 0) }
    guard let named = names.first else {
      workspace.error(.type, node.place, "\(resource.id): found \(value.found), expected the path of a file")
      return nil
    }
    let local = names.flatMap { name -> [String] in
      guard name.hasPrefix("s3://") else { return [name] }
      return [name.split(separator: "/").dropFirst(2).joined(separator: "/")]
    }
    if let path = names.lazy.compactMap({ workspace.asset($0) }).first, Paths.isFile(path) { return .file(path) }
    let candidates = local + local.compactMap { $0.split(separator: "/").last.map(String.init) }
    for name in candidates where !name.isEmpty {
      let path = Paths.normal(File.path(name, in: stack.folder))
      if Paths.isFile(path) { return .file(path) }
    }
    workspace.warning(
      .file, node.place,
      "\(resource.id) is left out: there is no file \(Paths.normal(File.path(named, in: stack.folder)))",
      hint: "paths are relative to the template's folder")
    return nil
  }
}

/// Places of a text in the template, for a parser of that text.
private struct SourcePlaces {
  private let text: TracedText

  init(_ text: TracedText) { self.text = text }

  func position(_ position: SourcePosition) -> SourcePosition { text.place(of: position)?.position ?? position }
}

extension LocatedJSON {
  /// The same with other places.
  fileprivate func map(_ position: (SourcePosition) -> SourcePosition) -> LocatedJSON {
    let content: Content
    switch self.content {
    case .array(let values): content = .array(values.map { $0.map(position) })
    case .object(let members):
      content = .object(
        members.map { member in
          Member(
            key: member.key, keyPosition: position(member.keyPosition), keyOffset: 0, value: member.value.map(position))
        })
    case .null, .bool, .integer, .double, .string: content = self.content
    }
    return LocatedJSON(position: position(self.position), content: content)
  }
}
