import Scenario
import StatesLanguage

/// Variables of serverless.yml: `${self:custom.name, 'default'}`. Source: Serverless Framework, "Variables".
final class ServerlessVariables {
  private let workspace: Workspace
  private let root: Node
  private let file: String
  private var files: [String: Node?] = [:]
  private var depth = 0
  /// Resolved, once it is.
  var provider: Node?

  private static let depthLimit = 60
  private static let sources = [
    "self", "opt", "env", "file", "sls", "aws", "cf", "ssm", "s3", "param", "git", "strToBool",
  ]

  init(_ workspace: Workspace, _ root: Node, file: String) {
    self.workspace = workspace
    self.root = root
    self.file = file
  }

  /// The tree with what its variables say; what is unknown stays as it is written.
  func resolve(_ node: Node) -> Node {
    depth += 1
    defer { depth -= 1 }
    guard workspace.takesStep(node.place) else { return node }
    guard depth < Self.depthLimit else {
      workspace.error(.value, node.place, "the variables go round in a circle, or are nested too deeply")
      return Node(place: node.place, content: .scalar("", isPlain: true))
    }
    switch node.content {
    case .scalar(let text, _): return text.contains("${") ? scalar(text, node) : node
    case .sequence(let items): return Node(place: node.place, content: .sequence(items.map { resolve($0) }))
    case .mapping(let members):
      return Node(
        place: node.place,
        content: .mapping(
          members.map { Node.Member(key: $0.key, keyPlace: $0.keyPlace, value: resolve($0.value)) }))
    }
  }

  func text(_ node: Node?) -> String? { node.flatMap { resolve($0).filledText } }

  // MARK: Variables

  private func scalar(_ text: String, _ node: Node) -> Node {
    var text = text
    var turns = 0
    // The innermost first: its value may be part of the name of the one around it.
    while let (range, inner) = Self.innermost(text), turns < 100 {
      turns += 1
      guard let value = value(of: inner, node) else { return node.with(text: text) }
      if range == text.startIndex..<text.endIndex {
        return Node(place: value.place.file == node.place.file ? node.place : value.place, content: value.content)
      }
      guard let part = value.text else {
        workspace.error(.type, node.place, "\"${\(Node.excerpt(inner))}\" is \(value.found), and stands within a text")
        return node
      }
      text.replaceSubrange(range, with: part)
    }
    if turns == 0 { return node }
    return node.with(text: text)
  }

  /// The last variable that begins, and ends before another does; what is no variable of Serverless stays.
  private static func innermost(_ text: String) -> (Range<String.Index>, String)? {
    var end = text.endIndex
    while let start = text[..<end].ranges(of: "${").last {
      let rest = text[start.upperBound...]
      if let close = rest.firstIndex(of: "}") {
        let inner = String(rest[..<close])
        if isVariable(inner) { return (start.lowerBound..<text.index(after: close), inner) }
      }
      end = start.lowerBound
    }
    return nil
  }

  private static func isVariable(_ inner: String) -> Bool {
    let name = inner.prefix { $0.isLetter || $0.isNumber }
    guard sources.contains(String(name)) else { return false }
    let rest = inner.dropFirst(name.count)
    return rest.first == ":" && !rest.hasPrefix("::") || rest.first == "("
  }

  /// One of alternatives with commas between them.
  private func value(of variable: String, _ node: Node) -> Node? {
    let alternatives = Self.split(variable)
    for (index, alternative) in alternatives.enumerated() {
      let word = alternative.trimmed
      if index > 0, let literal = Self.literal(word) {
        let isQuoted = word.hasPrefix("'") || word.hasPrefix("\"")
        return Node(place: node.place, content: .scalar(literal, isPlain: !isQuoted))
      }
      if let found = lookUp(word, node) { return found }
    }
    let first = alternatives.first?.trimmed ?? variable
    let name = first.split(separator: ":").last.map(String.init) ?? first
    if first.hasPrefix("self:") {
      workspace.error(
        .unknownName, node.place, "there is nothing at \"${\(Node.excerpt(first))}\"", hint: nearKey(name))
    } else {
      workspace.warning(
        .unknownName, node.place, "\"${\(Node.excerpt(first))}\" is not known here",
        hint: first.hasPrefix("file") ? nil : "--param \(name)=VALUE")
    }
    return nil
  }

  private func nearKey(_ path: String) -> String? {
    var node: Node? = root
    for key in path.split(separator: ".").map(String.init) {
      guard let known = node else { return nil }
      guard let next = known[key] else {
        return suggestion(for: key, among: known.members?.map(\.key) ?? []).map { "did you mean \($0)?" }
      }
      node = next
    }
    return nil
  }

  /// At commas outside of quotes and parentheses.
  private static func split(_ text: String) -> [String] {
    var parts = [""]
    var quote: Character?
    var depth = 0
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "(" {
        depth += 1
      } else if character == ")" {
        depth -= 1
      } else if character == ",", depth == 0 {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  private static func literal(_ word: String) -> String? {
    for quote in ["'", "\""] where word.count >= 2 && word.hasPrefix(quote) && word.hasSuffix(quote) {
      return String(word.dropFirst().dropLast())
    }
    if Double(word) != nil || ["true", "false", "null"].contains(word) { return word }
    // A value that was put there by a variable within.
    return isVariable(word) || word.contains(":") || word.contains("(") ? nil : word
  }

  private func lookUp(_ word: String, _ node: Node) -> Node? {
    if word.hasPrefix("file(") { return fileValue(word, node) }
    if word.hasPrefix("strToBool("), let end = word.firstIndex(of: ")") {
      return node.with(text: String(word["strToBool(".endIndex..<end]))
    }
    guard let colon = word.firstIndex(of: ":") else { return nil }
    let path = String(word[word.index(after: colon)...]).trimmed
    switch word[..<colon] {
    case "self": return value(at: path, in: root)
    case "opt", "env", "param":
      if let given = workspace.parameter(path) { return node.with(text: given) }
      return path == "stage" && word.hasPrefix("opt") ? nil : paramDefault(path, word)
    case "sls":
      return path == "stage" ? node.with(text: stage) : path == "instanceId" ? node.with(text: "headroom") : nil
    case "aws":
      return path == "region"
        ? node.with(text: workspace.region)
        : path == "accountId" ? node.with(text: workspace.account) : nil
    default: return nil
    }
  }

  /// `params: { default: { … } }`, or those of the stage.
  private func paramDefault(_ path: String, _ word: String) -> Node? {
    guard word.hasPrefix("param") else { return nil }
    for name in [stage, "default"] {
      if let value = root["params"]?[[name, path]] { return resolve(value) }
    }
    return nil
  }

  /// The framework's own default is `dev`.
  var stage: String {
    if let given = workspace.parameter("stage") { return given }
    if let known = provider?["stage"]?.filledText { return known }
    guard let node = root[["provider", "stage"]], node.text?.contains("sls:stage") != true else { return "dev" }
    return text(node) ?? "dev"
  }

  private func value(at path: String, in root: Node) -> Node? {
    if path.isEmpty { return root }
    if path == "service", let name = root["service"] { return name.members == nil ? resolve(name) : name["name"] }
    if path == "provider.stage" { return Stack.text(stage, root.place) }
    if path == "provider.region" { return Stack.text(workspace.region, root.place) }
    var node = root
    for key in path.split(separator: ".").map(String.init) {
      // What stands on the way may be a variable itself.
      if node.text?.contains("${") == true { node = resolve(node) }
      if let index = Int(key), node.isList {
        guard node.items.indices.contains(index) else { return nil }
        node = node.items[index]
      } else {
        guard let next = node[key] else { return nil }
        node = next
      }
    }
    return resolve(node)
  }

  // MARK: Files

  private func fileValue(_ word: String, _ node: Node) -> Node? {
    guard let end = word.firstIndex(of: ")") else { return nil }
    let name = String(word["file(".endIndex..<end]).trimmed
    let path = Paths.normal(File.path(name, in: File.folder(of: file)))
    guard !path.hasSuffix(".js"), !path.hasSuffix(".ts"), !path.hasSuffix(".cjs"), !path.hasSuffix(".mjs") else {
      workspace.warning(.unsupported, node.place, "\(Node.excerpt(name)) is a program, which is not run here")
      return nil
    }
    guard Paths.isFile(path) else {
      workspace.warning(
        .file, node.place, "there is no file \(path)", hint: "paths are relative to the template's folder")
      return nil
    }
    if files[path] == nil { files[path] = .some(tree(path, node)) }
    guard let tree = files[path] ?? nil else { return nil }
    let rest = word[word.index(after: end)...]
    guard rest.hasPrefix(":") else { return resolve(tree) }
    return value(at: String(rest.dropFirst()), in: tree)
  }

  private func tree(_ path: String, _ node: Node) -> Node? {
    let name = path.lowercased()
    if [".yml", ".yaml", ".json", ".asl"].contains(where: { name.hasSuffix($0) }) {
      return workspace.tree(path, namedAt: node.place)
    }
    guard let bytes = try? workspace.files.bytes(of: path) else { return nil }
    return Stack.text(String(decoding: bytes, as: UTF8.self), node.place)
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
