import JSON
import Prelude
import Scenario
import StatesLanguage

/// Values for `${Name}` that no template says: what is written around it tells of what kind they are. They are made so
/// that the scenario runs, and said, so that they can be put right.
struct PlaceholderGuess {
  let workspace: Workspace
  let machines: [String]
  let functions: [String]

  struct Found {
    var name: String
    var value: String
    /// In the definition.
    var position: SourcePosition
  }

  /// `substitutions`: what is known. Only what decides is guessed: the rest may stay in a text.
  func values(in bytes: [UInt8], _ substitutions: Substitutions, isYAML: Bool, file: String) -> [Found] {
    let text = MappedText(file: bytes)
    let (_, unresolved) = substitutions.applied(to: text, isJSON: !isYAML)
    guard !unresolved.isEmpty else { return [] }
    // With something in place of what is no JSON otherwise.
    var filled = substitutions
    for placeholder in unresolved where placeholder.isBare { filled[placeholder.name] = "1" }
    let parseable = filled.applied(to: text, isJSON: !isYAML).text.bytes
    var contexts = contexts(parseable, isYAML: isYAML, file: file)
    let lines = Lines(bytes)
    for placeholder in unresolved.reversed() where placeholder.isBare {
      let key = Self.key(before: lines.offset(of: placeholder.position), bytes)
      contexts[placeholder.name] = Context(key: key, text: "", isBare: true)
    }
    var found: [Found] = []
    for placeholder in unresolved where !found.contains(where: { $0.name == placeholder.name }) {
      guard let context = contexts[placeholder.name],
        let value = value(of: placeholder.name, in: context)
      else { continue }
      found.append(Found(name: placeholder.name, value: value, position: placeholder.position))
    }
    return found
  }

  // MARK: What is around it

  private struct Context {
    var key: String
    var text: String
    var isBare = false
  }

  private func contexts(_ bytes: [UInt8], isYAML: Bool, file: String) -> [String: Context] {
    var contexts: [String: Context] = [:]
    guard let root = root(bytes, isYAML: isYAML, file: file) else { return contexts }
    var open: [(key: String, value: LocatedJSON)] = [("", root)]
    while let (key, value) = open.popLast() {
      switch value.content {
      case .array(let items): open += items.map { (key, $0) }
      case .object(let members): open += members.map { ($0.key, $0.value) }
      case .string(let text):
        guard Self.decides(key) else { continue }
        for (name, _) in Placeholder.all(in: text) where contexts[name] == nil {
          contexts[name] = Context(key: key, text: text)
        }
      case .null, .bool, .integer, .double: break
      }
    }
    return contexts
  }

  private func root(_ bytes: [UInt8], isYAML: Bool, file: String) -> LocatedJSON? {
    if !isYAML { return try? LocatedJSON.parse(bytes) }
    return (try? YAMLText.parse(String(decoding: bytes, as: UTF8.self), file: file))?.definition { $0 }
  }

  /// The last name in quotes before a place.
  private static func key(before place: Int, _ bytes: [UInt8]) -> String {
    let quote = UInt8(ascii: "\"")
    guard let end = bytes[..<place].lastIndex(of: quote), let start = bytes[..<end].lastIndex(of: quote) else {
      return ""
    }
    return String(decoding: bytes[start + 1..<end], as: UTF8.self)
  }

  private static func decides(_ key: String) -> Bool {
    key == "Resource" || key == "FunctionName" || key.lowercased().hasSuffix("arn")
      || DefinitionFile.numbers.contains(key)
  }

  // MARK: What it may be

  private func value(of name: String, in context: Context) -> String? {
    if context.isBare || DefinitionFile.numbers.contains(context.key) { return number(context.key) }
    guard context.text == "${\(name)}" else { return part(name, context) }
    let stem = Self.stem(name)
    switch context.key {
    case "Resource", "FunctionName":
      if name.lowercased().contains("activity") { return workspace.arn("states", "activity:\(stem)") }
      return workspace.arn("lambda", "function:\(Self.nearest(stem, among: functions) ?? stem)")
    case "StateMachineArn":
      return workspace.arn("states", "stateMachine:\(Self.nearest(stem, among: machines) ?? stem)")
    default: return workspace.arn(service(of: context.key), stem)
    }
  }

  private func service(of key: String) -> String {
    let known = ["Topic": "sns", "Queue": "sqs", "Cluster": "ecs", "Role": "iam", "Connection": "events"]
    return known.first { key.contains($0.key) }?.value ?? "resource"
  }

  /// Within an ARN: its Region, its account, or a name.
  private func part(_ name: String, _ context: Context) -> String {
    let lowered = name.lowercased()
    if lowered.contains("region") { return workspace.region }
    if lowered.contains("account") { return workspace.account }
    if lowered.contains("partition") { return workspace.partition }
    let stem = Self.stem(name)
    if context.text.contains(":stateMachine:") { return Self.nearest(stem, among: machines) ?? stem }
    if context.text.contains(":function:") { return Self.nearest(stem, among: functions) ?? stem }
    return stem
  }

  private func number(_ key: String) -> String {
    switch key {
    case "MaxConcurrency", "MaxItemsPerBatch": "10"
    case "TimeoutSeconds": "300"
    case "Seconds", "HeartbeatSeconds": "60"
    case "MaxAttempts": "3"
    case "BackoffRate": "2"
    default: "1"
    }
  }

  /// The name of what an ARN's parameter stands for: `OrderFunctionArn`, `order_function_arn`, `Order.Arn`.
  private static func stem(_ name: String) -> String {
    var words = name.split { ".:".contains($0) }.map(String.init)
    if words.count > 1, ["arn", "id", "invoke_arn", "name"].contains(words.last?.lowercased()) { words.removeLast() }
    var stem = words.last ?? name
    for ending in ["Arn", "ARN", "_arn", "-arn", "arn"] where stem.hasSuffix(ending) && stem.count > ending.count {
      stem = String(stem.dropLast(ending.count))
      break
    }
    let allowed = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "-" }
    return String(String(allowed).prefix(64))
  }

  /// The one that has the same name but for its case, its hyphens and what it is.
  private static func nearest(_ stem: String, among names: [String]) -> String? {
    let wanted = core(stem)
    return names.first { core($0) == wanted }
  }

  private static func core(_ name: String) -> String {
    var core = name.lowercased().filter { $0.isLetter || $0.isNumber }
    for word in ["statemachine", "lambdafunction", "function", "lambda", "workflow"]
    where core.hasSuffix(word) && core.count > word.count {
      core = String(core.dropLast(word.count))
      break
    }
    return core
  }
}
