import JSON

/// New values for what a scenario says of its services, and for members of other blocks: streams of its load that start
/// the same machines, keys of its overheads and quotas. All other lines stay as they are, comments among them.
package struct ScenarioEdit {
  /// Fields of one service, each as YAML on one line.
  package struct Service {
    let key: String
    let fields: [(key: String, text: String)]

    package init(key: String, fields: [(key: String, text: String)]) {
      self.key = key
      self.fields = fields
    }
  }

  package struct Problem: Error {
    package let message: String
    package let hint: String?
  }

  let services: [Service]
  /// At the top of the scenario: the lines below the key, indented.
  let blocks: [(key: String, lines: [String])]

  package init(services: [Service], blocks: [(key: String, lines: [String])]) {
    self.services = services
    self.blocks = blocks
  }

  /// A service as a scenario has it, of lines that are indented by two.
  package static func lines(of service: Service) -> [String] {
    ["  \(YAMLFlow.key(service.key)):"] + service.fields.map { "    \(YAMLFlow.key($0.key)): \($0.text)" }
  }

  // MARK: Text

  package func applied(to bytes: [UInt8]) throws(Problem) -> [UInt8] {
    guard let text = String(validating: bytes, as: UTF8.self), let root = Self.root(text), let members = root.members,
      members.allSatisfy({ $0.keyPlace.position.column == 1 })
    else {
      throw Problem(
        message: "its keys do not begin their lines: it cannot be edited",
        hint: "write one key of the scenario to a line, or take the blocks from fit.yaml")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    var changes: [(range: Range<Int>, lines: [String])] = []
    if !services.isEmpty { changes.append(serviceChange(members, lines)) }
    for block in blocks {
      let old = members.first { $0.key == block.key }?.value
      changes.append((Self.range(of: block.key, members, lines), Self.lines(of: block, old)))
    }
    for change in changes.sorted(by: { ($1.range.lowerBound, $1.range.count) < ($0.range.lowerBound, $0.range.count) })
    { lines.replaceSubrange(change.range, with: change.lines) }
    let edited = lines.joined(separator: "\n") + "\n"
    guard isWhatWasMeant(Self.root(edited), root) else {
      throw Problem(
        message: "its text cannot be edited", hint: "take the blocks from fit.yaml, and put them in place of its own")
    }
    return Array(edited.utf8)
  }

  private static func root(_ text: String) -> Node? { try? YAMLText.parse(text, file: "") ?? nil }

  /// With what the block says of others.
  private static func lines(of block: (key: String, lines: [String]), _ old: Node?) -> [String] {
    let new = root(block.lines.joined(separator: "\n"))
    var (kept, lines) = ([String](), block.lines)
    if let before = old?.members, let now = new?.members {
      kept = before.filter { member in !now.contains { $0.key == member.key } }
        .map { "  \(YAMLFlow.key($0.key)): \(YAMLFlow.text($0.value))" }
    } else if case .sequence(let before)? = old?.content, case .sequence(let now)? = new?.content {
      let started = Set(now.compactMap(start))
      kept = before.filter { start($0).map { !started.contains($0) } ?? false }.map { "  - \(YAMLFlow.text($0))" }
      lines = lines.flatMap { line in [line] + others(of: line, in: before) }
    }
    return ["\(block.key):"] + kept + lines
  }

  /// What a stream says besides when it comes and what it brings: how its calls are made, and made again.
  private static let callKeys: Set = ["name", "api", "admission", "retry", "redrive"]

  /// Behind the line that begins a stream, what the old stream of the machine says of its calls.
  private static func others(of line: String, in old: [Node]) -> [String] {
    guard line.hasPrefix("  - "),
      let machine = root(line).flatMap({ node -> String? in
        if case .sequence(let items) = node.content { return items.first.flatMap(start) }
        return nil
      }), let stream = old.first(where: { start($0) == machine })
    else { return [] }
    return (stream.members ?? []).filter { callKeys.contains($0.key) }
      .map { "    \(YAMLFlow.key($0.key)): \(YAMLFlow.text($0.value))" }
  }

  /// The machine that a stream starts.
  private static func start(_ stream: Node) -> String? { stream.members?.first { $0.key == "start" }?.value.text }

  /// The lines of a key and its value, without comments and blank lines behind; at the end where it is not there.
  private static func range(of key: String, _ members: [Node.Member], _ lines: [String]) -> Range<Int> {
    guard let index = members.firstIndex(where: { $0.key == key }) else { return lines.count..<lines.count }
    let start = members[index].keyPlace.position.line - 1
    let next = index + 1 < members.count ? members[index + 1].keyPlace.position.line - 1 : lines.count
    return start..<end(from: start, to: next, lines, indent: 0)
  }

  /// Before blank lines, and comments that are indented no more than `indent`.
  private static func end(from start: Int, to next: Int, _ lines: [String], indent: Int) -> Int {
    var end = next
    while end > start + 1 {
      let line = lines[end - 1]
      let depth = line.prefix { $0 == " " }.count
      let isComment = line.dropFirst(depth).hasPrefix("#") && depth <= indent
      guard line.allSatisfy(\.isWhitespace) || isComment else { break }
      end -= 1
    }
    return end
  }

  // MARK: Services

  private func serviceChange(_ members: [Node.Member], _ lines: [String]) -> (Range<Int>, [String]) {
    let range = Self.range(of: "services", members, lines)
    let block = members.first { $0.key == "services" }
    let known = block?.value.members ?? []
    let isBlock = known.first.map { $0.keyPlace.position.line > (block?.keyPlace.position.line ?? 0) } ?? false
    var text: [String] = ["services:"]
    // What stands between the key and the first service.
    if isBlock, let first = known.first { text += lines[(range.lowerBound + 1)..<(first.keyPlace.position.line - 1)] }
    for (index, member) in known.enumerated() {
      let change = services.first { $0.key == member.key }
      guard isBlock else {
        text += Self.lines(of: Service(key: member.key, fields: merged(member, change)))
        continue
      }
      let start = member.keyPlace.position.line - 1
      let next = index + 1 < known.count ? known[index + 1].keyPlace.position.line - 1 : range.upperBound
      text += change.map { edited(member, $0, lines, start..<next) } ?? Array(lines[start..<next])
    }
    let indent = isBlock ? (known.first?.keyPlace.position.column ?? 3) - 1 : 2
    for service in services where !known.contains(where: { $0.key == service.key }) {
      text += Self.lines(of: service).map { String(repeating: " ", count: max(0, indent - 2)) + $0 }
    }
    return (range, text)
  }

  /// All fields of a service, in its order, then new ones.
  private func merged(_ member: Node.Member, _ change: Service?) -> [(key: String, text: String)] {
    let old = member.value.members ?? []
    let kept = old.map { field in
      (key: field.key, text: change?.fields.first { $0.key == field.key }?.text ?? YAMLFlow.text(field.value))
    }
    return kept + (change?.fields.filter { field in !old.contains { $0.key == field.key } } ?? [])
  }

  private func edited(_ member: Node.Member, _ change: Service, _ lines: [String], _ range: Range<Int>) -> [String] {
    let indent = member.keyPlace.position.column - 1
    let old = member.value.members ?? []
    guard let first = old.first, first.keyPlace.position.line > member.keyPlace.position.line else {
      let own = Self.lines(of: Service(key: member.key, fields: merged(member, change)))
      let end = Self.end(from: range.lowerBound, to: range.upperBound, lines, indent: indent)
      return own.map { String(repeating: " ", count: max(0, indent - 2)) + $0 } + lines[end..<range.upperBound]
    }
    let deep = first.keyPlace.position.column - 1
    let pad = String(repeating: " ", count: deep)
    var text = Array(lines[range.lowerBound..<(first.keyPlace.position.line - 1)])
    var rest = range.upperBound
    for (index, field) in old.enumerated() {
      let start = field.keyPlace.position.line - 1
      let next = index + 1 < old.count ? old[index + 1].keyPlace.position.line - 1 : range.upperBound
      let end = Self.end(from: start, to: next, lines, indent: index + 1 < old.count ? deep : indent)
      if let new = change.fields.first(where: { $0.key == field.key }) {
        text.append("\(pad)\(YAMLFlow.key(field.key)): \(new.text)")
        if index + 1 < old.count { text += lines[end..<next] }
      } else {
        text += lines[start..<(index + 1 < old.count ? next : end)]
      }
      rest = end
    }
    for field in change.fields where !old.contains(where: { $0.key == field.key }) {
      text.append("\(pad)\(YAMLFlow.key(field.key)): \(field.text)")
    }
    return text + lines[rest..<range.upperBound]
  }

  // MARK: Check

  /// The new text says what was asked for, and all else as before.
  private func isWhatWasMeant(_ edited: Node?, _ original: Node) -> Bool {
    guard let edited, let new = edited.members, let old = original.members else { return false }
    let changed = Set(blocks.map(\.key) + ["services"])
    for member in old where !changed.contains(member.key) {
      guard let same = new.first(where: { $0.key == member.key }),
        YAMLFlow.text(same.value) == YAMLFlow.text(member.value)
      else { return false }
    }
    let found = new.first { $0.key == "services" }?.value.members ?? []
    let before = old.first { $0.key == "services" }?.value.members ?? []
    for member in before {
      let wanted = merged(member, services.first { $0.key == member.key })
      guard let own = found.first(where: { $0.key == member.key }), Self.says(own, wanted) else { return false }
    }
    return services.allSatisfy { service in
      before.contains { $0.key == service.key }
        || found.contains { $0.key == service.key && Self.says($0, service.fields) }
    }
  }

  private static func says(_ member: Node.Member, _ fields: [(key: String, text: String)]) -> Bool {
    let own = member.value.members ?? []
    return own.count == fields.count
      && fields.allSatisfy { field in
        guard let meant = root(field.text) else { return false }
        return own.contains { $0.key == field.key && YAMLFlow.text($0.value) == YAMLFlow.text(meant) }
      }
  }
}

/// A YAML value on one line.
enum YAMLFlow {
  static func key(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  static func text(_ node: Node) -> String {
    switch node.content {
    case .scalar(let text, let isBare):
      isBare && isPlain(text) ? text : isBare && text.isEmpty ? "null" : quoted(text)
    case .sequence(let items): "[" + items.map(Self.text).joined(separator: ", ") + "]"
    case .mapping(let members):
      "{ " + members.map { "\(key($0.key)): \(Self.text($0.value))" }.joined(separator: ", ") + " }"
    }
  }

  /// JSON's texts are YAML's.
  private static func quoted(_ text: String) -> String { JSON.string(text).text }

  /// Without what means something to YAML.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, last != UInt8(ascii: ":") else { return false }
    let isWord = { (byte: UInt8) in byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || 0x30...0x39 ~= byte }
    return (isWord(first) || first == UInt8(ascii: "/"))
      && text.utf8.allSatisfy { isWord($0) || "_-./%<>=+ ".utf8.contains($0) } && last != 0x20
  }
}
