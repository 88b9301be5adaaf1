import Chance
import JSON
import JSONata
import Prelude
import Schema
import Simulation
import StatesLanguage

/// `input` of a stream: JSON in which mappings such as `{ $integer: { from: 1, to: 9 } }` stand for draws.
struct InputReader {
  let reading: Reading

  static let draws = ScenarioGrammar.draws.names

  func read(_ node: Cursor) -> LoadInput? {
    var root = node
    if let members = node.members, members.count == 1, let member = members.first {
      switch member.key {
      case "file" where member.value.node.text != nil:
        guard let literal = node.jsonOrFile(), let (bytes, path) = member.value.contents() else { return nil }
        guard Self.mayDraw(bytes) else { return .constant(literal) }
        guard let tree = tree(bytes, path) else { return nil }
        root = Cursor(node: tree, path: node.path, reading: reading)
      // As `result` of a service.
      case "json": return .constant(member.value.json())
      case "jsonata": return expression(member.value, site: 0).flatMap { checked($0, node) }
      default: break
      }
    }
    guard let part = part(root, "") else { return nil }
    if case .literal(let value) = part { return .constant(value) }
    return checked(part, root)
  }

  private static func mayDraw(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return draws.contains { text.contains("\"\($0)\"") }
  }

  /// JSON is YAML, whose values know where they stand.
  private func tree(_ bytes: [UInt8], _ path: String) -> Node? {
    do throws(YAMLText.Problem) {
      return try YAMLText.parse(String(decoding: bytes.withoutByteOrderMark, as: UTF8.self), file: path)
    } catch {
      reading.error(error.problem, error.place, error.message, hint: error.hint)
      return nil
    }
  }

  private func checked(_ part: InputTemplate.Part, _ node: Cursor) -> LoadInput? {
    let template = InputTemplate(source: Self.source(node.node), root: part)
    // Before the run, to find expressions that fail.
    for index in 0..<InputTemplate.sampleCount {
      do throws(JSONataError) {
        _ = try template.sample(index, seed: 1)
      } catch {
        node.error(.expression, "the input of execution \(index) cannot be made: \(error.code): \(error.message)")
        return nil
      }
    }
    return .template(template)
  }

  /// Tells two templates apart.
  private static func source(_ node: Node) -> String {
    switch node.content {
    case .scalar(let text, let isPlain): isPlain ? text : "\"\(text)\""
    case .sequence(let items): "[" + items.map(source).joined(separator: ",") + "]"
    case .mapping(let members): "{" + members.map { "\($0.key):\(source($0.value))" }.joined(separator: ",") + "}"
    }
  }

  /// `site`: where it stands in the template, which its draws are keyed by.
  private func part(_ node: Cursor, _ site: String) -> InputTemplate.Part? {
    if let items = node.items {
      let parts = items.enumerated().map { part($1, "\(site).\($0)") }
      let found = parts.compactMap(\.self)
      guard found.count == parts.count else { return nil }
      let values = found.compactMap(\.literal)
      return values.count == found.count ? .literal(.array(values)) : .array(found)
    }
    guard let members = node.members else { return .literal(node.json()) }
    if let draw = members.first(where: { Self.draws.contains($0.key) }) {
      if let other = members.first(where: { $0.key != draw.key }) {
        reading.error(
          .conflictingFields, other.keyPlace,
          "\(node.path): found \"\(Node.excerpt(other.key))\" beside \"\(draw.key)\", which stands alone",
          hint: "what is no draw is written { $json: … }")
        return nil
      }
      return self.draw(draw, site)
    }
    let parts = members.map { (name: $0.key, value: part($0.value, "\(site).\($0.key)")) }
    let found = parts.compactMap { part in part.value.map { (name: part.name, value: $0) } }
    guard found.count == parts.count else { return nil }
    var object = JSONObject()
    object.reserveCapacity(found.count)
    for part in found {
      guard let value = part.value.literal else { return .object(found) }
      object[part.name] = value
    }
    return .literal(.object(object))
  }

  private func draw(_ draw: Cursor.Member, _ site: String) -> InputTemplate.Part? {
    let key = Mix64.hash(site)
    switch draw.key {
    case "$index": return draw.value.integer(in: 0...1_000_000_000_000).map { .index(from: $0) }
    case "$time": return draw.value.word(of: ["seconds"]).map { _ in .time }
    case "$number": return number(draw.value, key)
    case "$integer": return WholeLaw(draw.value).map { .whole($0, site: key) }
    case "$choose": return choice(draw.value, site, key)
    case "$repeat": return repetition(draw.value, site, key)
    case "$row": return row(draw.value, key)
    case "$jsonata": return expression(draw.value, site: key)
    default: return .literal(draw.value.json())
    }
  }

  private func number(_ node: Cursor, _ site: UInt64) -> InputTemplate.Part? {
    guard let law = LatencyReader(unit: .none).law(node, in: ScenarioGrammar.drawnNumber) else { return nil }
    guard let decimals = node.members?.first(where: { $0.key == "decimals" }) else {
      return .number(law, decimals: nil, site: site)
    }
    return decimals.value.integer(in: 0...9).map { .number(law, decimals: $0, site: site) }
  }

  /// A list, of which each is as likely, or of `{ weight, value }`.
  private func choice(_ node: Cursor, _ path: String, _ site: UInt64) -> InputTemplate.Part? {
    let hint = "$choose: [gold, silver], or [ { weight: 9, value: silver }, { weight: 1, value: gold } ]"
    guard let items = node.items, !items.isEmpty else {
      node.mismatch(node.items == nil ? .type : .value, expected: "a list with a value", hint: hint)
      return nil
    }
    let isWeighted = items.allSatisfy { $0.members.map { Set($0.map(\.key)) == ["weight", "value"] } ?? false }
    var choices: [(weight: Double, value: InputTemplate.Part)] = []
    for (index, item) in items.enumerated() {
      let place = "\(path).\(index)"
      guard isWeighted else {
        guard let part = part(item, place) else { return nil }
        choices.append((1, part))
        continue
      }
      guard let fields = item.fields(ScenarioGrammar.weighted),
        let weight = fields["weight"]?.number(in: 0...1e9, expected: "a number from 0 to 1e9"),
        let part = fields["value"].flatMap({ part($0, place) })
      else { return nil }
      choices.append((weight, part))
    }
    guard choices.contains(where: { $0.weight > 0 }) else {
      node.error(.value, "found zero as every weight, expected one above zero")
      return nil
    }
    return .choice(choices, site: site)
  }

  private func repetition(_ node: Cursor, _ path: String, _ site: UInt64) -> InputTemplate.Part? {
    let hint = "$repeat: { times: { from: 1, to: 30 }, of: { sku: A-1 } }"
    guard let fields = node.fields(ScenarioGrammar.repetition) else { return nil }
    let times = fields.require("times", hint: hint).flatMap { WholeLaw($0) }
    let part = fields.require("of", hint: hint).flatMap { self.part($0, path) }
    guard let times, let part else { return nil }
    return .repetition(times: times, of: part, site: site)
  }

  /// A CSV file with a header: a row becomes an object. Or `{ file, order, column }`.
  private func row(_ node: Cursor, _ site: UInt64) -> InputTemplate.Part? {
    guard node.node.text == nil else { return rows(node, column: nil).map { .row($0, isRandom: false, site: site) } }
    guard let fields = node.fields(ScenarioGrammar.rows),
      let file = fields.require("file", hint: "$row: { file: orders.csv, order: random }"),
      let rows = rows(file, column: fields["column"])
    else { return nil }
    let order = fields["order"].map { $0.word(of: ["inTurn", "random"]) } ?? "inTurn"
    return order.map { .row(rows, isRandom: $0 == "random", site: site) }
  }

  private func rows(_ node: Cursor, column: Cursor?) -> [JSON]? {
    guard let (bytes, path) = node.contents(), let rows = reading.rows(bytes, path) else { return nil }
    guard rows.count > 1 else {
      node.error(.value, "found no rows in \(path), expected a header and at least one")
      return nil
    }
    let header = rows[0].map(\.text)
    var only: Int?
    if let column {
      guard let name = column.text() else { return nil }
      only = header.firstIndex(of: name)
      guard only != nil else {
        column.error(
          .unknownName, "found \"\(Node.excerpt(name))\", expected a column of \(path)",
          hint: Suggestion.hint(for: name, among: header))
        return nil
      }
    }
    var values: [JSON] = []
    for row in rows.dropFirst() {
      guard row.count == header.count else {
        let place = Place(file: path, position: row[0].position)
        reading.error(.syntax, place, "found \(row.count) columns, expected \(header.count), as the header has")
        return nil
      }
      var object = JSONObject()
      for (name, field) in zip(header, row) { object[name] = Self.value(field.text) }
      values.append(only.map { Self.value(row[$0].text) } ?? .object(object))
    }
    return values
  }

  /// A number where JSON would read one.
  private static func value(_ text: String) -> JSON {
    guard Quantity.isJSONNumber(text), let number = Quantity.number(text) else { return .string(text) }
    return Int(text).map { .integer($0) } ?? .double(number)
  }

  private static let variables = ["index", "member", "item", "time"]

  private func expression(_ node: Cursor, site: UInt64) -> InputTemplate.Part? {
    guard let text = node.text() else { return nil }
    do throws(JSONataError) {
      let expression = try Expression(parsing: text)
      if let use = expression.inputUse {
        node.error(
          .expression, "found \"\(Node.excerpt(use.name))\", which reads an input that there is none of here",
          hint: "there are $index, $member, $item and $time")
        return nil
      }
      return .expression(expression, site: site)
    } catch {
      let place = error.position.map { " at character \($0)" } ?? ""
      node.error(.expression, "\(error.code): \(error.message)\(place)")
      return nil
    }
  }
}

extension InputTemplate.Part {
  fileprivate var literal: JSON? { if case .literal(let value) = self { value } else { nil } }
}

extension WholeLaw {
  private static let limit = 1_000_000

  /// A whole number, `{ from, to }`, or a law of numbers, which are rounded; at most a million.
  init?(_ node: Cursor, from least: Int = 0) {
    if node.node.text != nil {
      guard let value = node.integer(in: least...Self.limit) else { return nil }
      self = .constant(value)
      return
    }
    let keys = node.members.map { Set($0.map(\.key)) } ?? []
    if !keys.isDisjoint(with: ["from", "to"]) {
      guard let range = Self.range(node, least) else { return nil }
      self = .uniform(range)
    } else if keys == ["uniform"], let inner = node.members?.first?.value {
      // Rounded, the first and the last one would come half as often as the others.
      guard let range = Self.range(inner, least) else { return nil }
      self = .uniform(range)
    } else {
      guard let law = LatencyReader(unit: .none).law(node) else { return nil }
      self = .rounded(law)
    }
  }

  private static func range(_ node: Cursor, _ least: Int) -> ClosedRange<Int>? {
    guard let fields = node.fields(ScenarioGrammar.range) else { return nil }
    let from = fields.require("from", hint: "{ from: 1, to: 30 }")?.integer(in: least...limit)
    let to = fields.require("to", hint: "{ from: 1, to: 30 }")?.integer(in: least...limit)
    guard let from, let to else { return nil }
    guard from <= to else {
      fields["to"]?.error(.value, "found less than \"from\", \(from)")
      return nil
    }
    return from...to
  }
}
