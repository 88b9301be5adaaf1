package import JSON
import Prelude
package import StatesLanguage

/// A definition as people have it: JSON, YAML, or what `describe-state-machine` prints, with placeholders or without.
/// Every problem is said at its place in the file.
package struct DefinitionFile {
  /// nil: it is neither JSON nor YAML, or a placeholder is left that decides something.
  package private(set) var root: LocatedJSON?
  /// Why not.
  package private(set) var diagnostics: [Diagnostic] = []
  /// Of the definition itself, with what stands in place of placeholders.
  package private(set) var byteCount = 0
  /// Its text, where it is JSON.
  private var plainJSON: [UInt8]?
  /// What `describe-state-machine` says of it.
  package private(set) var isExpress = false

  /// Puts a value in its place. A definition that stands in the file as JSON is as long then as the edited text is.
  mutating func apply(_ edit: DefinitionEdit) throws(DefinitionEdit.Problem) {
    guard let read = root else { return }
    if let text = plainJSON {
      let edited = try edit.applied(to: text)
      byteCount += edited.count - text.count
      plainJSON = edited
    }
    root = try edit.applied(to: read)
  }

  /// The machine that it defines, and all problems.
  package func machine(file: String) -> (machine: StateMachine?, diagnostics: [Diagnostic]) {
    guard let root else { return (nil, diagnostics) }
    let (machine, found) = StateMachine.parse(root, byteCount: byteCount, file: file)
    return (machine, diagnostics + found)
  }

  package init(_ bytes: [UInt8], file: String, substitutions: Substitutions = Substitutions()) {
    var text = MappedText(file: bytes)
    if let described = Self.described(bytes) {
      text = text.unescaped(described.definition.bytes)
      isExpress = described.isExpress
    }
    let isYAML = Self.isYAML(text.bytes, file)
    let (replaced, unresolved) = substitutions.applied(to: text, isJSON: !isYAML)
    byteCount = replaced.bytes.count
    let bare = unresolved.filter(\.isBare)
    if bare.isEmpty {
      if isYAML { readYAML(replaced, file) } else { readJSON(replaced, file) }
    }
    complain(of: unresolved, file)
  }

  /// Data of another kind in the same forms, JSON or YAML, in which nothing is replaced.
  package init(data bytes: [UInt8], file: String) {
    byteCount = bytes.count
    if Self.isYAML(bytes, file) {
      readYAML(MappedText(file: bytes), file)
      return
    }
    do {
      root = try LocatedJSON.parse(bytes)
    } catch {
      diagnostics.append(Diagnostic(error, in: file))
    }
  }

  /// Whether a file that may be anything holds a definition, in one of the forms.
  package static func isDefinition(_ bytes: [UInt8], file: String) -> Bool {
    if described(bytes) != nil { return true }
    let read = DefinitionFile(data: bytes, file: file)
    guard let members = read.root?.members else { return false }
    return members.contains { $0.key == "States" } && members.contains { $0.key == "StartAt" }
  }

  // MARK: Forms

  /// The answer of DescribeStateMachine: its definition is a text within it.
  private static func described(_ bytes: [UInt8]) -> (definition: LocatedJSON, isExpress: Bool)? {
    guard let root = try? LocatedJSON.parse(bytes), let members = root.members,
      !members.contains(where: { $0.key == "States" }),
      let definition = members.last(where: { $0.key == "definition" })?.value, definition.string != nil
    else { return nil }
    return (definition, members.last { $0.key == "type" }?.value.string == "EXPRESS")
  }

  /// By its name, or as nothing in JSON begins so; a JSON text is one in either.
  private static func isYAML(_ bytes: [UInt8], _ file: String) -> Bool {
    let first = bytes.withoutByteOrderMark.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard let first, first != UInt8(ascii: "{") else { return false }
    if ScenarioReader.isYAML(file: file) { return true }
    return bytes.split(separator: 0x0A).contains { line in
      ["StartAt:", "States:", "Comment:", "QueryLanguage:"].contains { line.starts(with: $0.utf8) }
    }
  }

  private mutating func readJSON(_ text: MappedText, _ file: String) {
    do {
      let parsed = try LocatedJSON.parse(text.bytes)
      root = text.isWholeFile ? parsed : parsed.placed(by: text.position)
      plainJSON = text.bytes
    } catch {
      var problem = Diagnostic(definitionError: error, in: file, text.bytes)
      problem.position = text.position(of: error.position)
      diagnostics.append(problem)
    }
  }

  private mutating func readYAML(_ text: MappedText, _ file: String) {
    guard let string = String(validating: text.bytes.withoutByteOrderMark, as: UTF8.self) else {
      diagnostics.append(
        Diagnostic(
          .syntax, file: file, position: SourcePosition(line: 1, column: 1), message: "the file is not UTF-8 text",
          hint: "save it in the encoding UTF-8"))
      return
    }
    do throws(YAMLText.Problem) {
      guard let node = try YAMLText.parse(string, file: file) else { return readJSON(text, file) }
      root = node.definition(by: text.position)
    } catch {
      diagnostics.append(
        Diagnostic(
          error.problem, file: file, position: text.position(of: error.place.position), message: error.message,
          hint: error.hint))
    }
  }

  // MARK: Placeholders

  /// Those that decide something: all of them at once, and one hint. What stands within a text may stay there.
  private mutating func complain(of unresolved: [Substitutions.Unresolved], _ file: String) {
    guard !unresolved.isEmpty else { return }
    let deciding = root.map(Self.decidingPlaceholders) ?? [:]
    // What could not be parsed may be so for a placeholder.
    var complaints = unresolved.compactMap { placeholder -> Diagnostic? in
      let isAny = placeholder.isBare || root == nil
      guard let what = deciding[placeholder.position] ?? (isAny ? "what stands here" : nil) else { return nil }
      return Diagnostic(
        .placeholder, file: file, position: placeholder.position,
        message: "\"${\(Node.excerpt(placeholder.name))}\" is not replaced, and decides \(what)")
    }
    guard let first = complaints.first else { return }
    let name = Node.excerpt(unresolved.first { $0.position == first.position }?.name ?? "Name")
    complaints[complaints.count - 1].hint =
      "substitutions: { \"\(name)\": value } in the scenario, or --substitute \(name)=value"
    diagnostics = (diagnostics + complaints).inOrderOfPlace
    root = nil
  }

  /// Where a text with placeholders decides what is called or how often, by the place of the placeholder.
  private static func decidingPlaceholders(_ root: LocatedJSON) -> [SourcePosition: String] {
    var found: [SourcePosition: String] = [:]
    var open: [(key: String, value: LocatedJSON)] = [("", root)]
    while let (key, value) = open.popLast() {
      switch value.content {
      case .array(let items): open += items.map { (key, $0) }
      case .object(let members): open += members.map { ($0.key, $0.value) }
      case .string(let text):
        guard let what = decided(by: key) else { continue }
        for place in places(of: text, value) { found[place] = what }
      case .null, .bool, .integer, .double: break
      }
    }
    return found
  }

  private static func decided(by key: String) -> String? {
    if key == "Resource" || key == "FunctionName" || key.lowercased().hasSuffix("arn") { return "what is called" }
    return numbers.contains(key) ? "a number" : nil
  }

  package static let numbers: Set<String> = [
    "BackoffRate", "HeartbeatSeconds", "IntervalSeconds", "MaxAttempts", "MaxConcurrency", "MaxDelaySeconds",
    "MaxItems", "MaxItemsPerBatch", "MaxInputBytesPerBatch", "Seconds", "TimeoutSeconds", "ToleratedFailureCount",
    "ToleratedFailurePercentage",
  ]

  /// Of the placeholders of a value on one line.
  private static func places(of text: String, _ value: LocatedJSON) -> [SourcePosition] {
    let bytes = Array(text.utf8)
    return bytes.indices.filter { Placeholder.name(in: bytes, at: $0) != nil }.flatMap { offset in
      // With a quote before it, or without one.
      let column = value.position.column + bytes[..<offset].count { $0 & 0xC0 != 0x80 }
      return [column, column + 1].map { SourcePosition(line: value.position.line, column: $0) }
    }
  }
}

extension LocatedJSON {
  /// The same with other places, by the offsets in the text that it was read from.
  func placed(by position: (Int) -> SourcePosition) -> LocatedJSON {
    var copy = self
    copy.position = position(bytes.lowerBound)
    switch content {
    case .array(let elements): copy.content = .array(elements.map { $0.placed(by: position) })
    case .object(let members):
      copy.content = .object(
        members.map { member in
          var member = member
          member.keyPosition = position(member.keyOffset)
          member.value = member.value.placed(by: position)
          return member
        })
    case .null, .bool, .integer, .double, .string: break
    }
    return copy
  }
}

extension Node {
  /// As a definition's JSON: plain text that JSON or YAML's core schema reads as a number, truth value or null is one.
  package func definition(by position: (SourcePosition) -> SourcePosition) -> LocatedJSON {
    LocatedJSON(position: position(place.position), content: content(by: position))
  }

  private func content(by position: (SourcePosition) -> SourcePosition) -> LocatedJSON.Content {
    switch content {
    case .sequence(let items): return .array(items.map { $0.definition(by: position) })
    case .mapping(let members):
      return .object(
        members.map { member in
          LocatedJSON.Member(
            key: member.key, keyPosition: position(member.keyPlace.position), keyOffset: 0,
            value: member.value.definition(by: position))
        })
    case .scalar(let text, let isPlain):
      guard isPlain else { return .string(text) }
      if isNull { return .null }
      switch text {
      case "true", "True", "TRUE": return .bool(true)
      case "false", "False", "FALSE": return .bool(false)
      default: break
      }
      guard Quantity.isJSONNumber(text), let number = Quantity.number(text) else { return .string(text) }
      return Int(text).map { .integer($0) } ?? .double(number)
    }
  }
}
