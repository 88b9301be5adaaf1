/// The documents that Headroom writes, as tables: `path  type  what it is`, a line for each value.
///
/// A path's steps are keys with dots between them; `name[]` is an element of a list, `*` a key that is no word of the
/// format, and `~` behind a path says that the value may be missing. Types are `text`, `whole`, `whole(1)` with its one
/// value, `number`, `flag`, `json`, `object`, words with `|` between them, `@TERM`, and `+TERM` for an object with the
/// keys of a term; `?` behind a type allows null.
extension Grammar {
  package init(
    _ name: String, title: String, meaning: String, table: String,
    terms: [(name: String, meaning: String, table: String)] = []
  ) {
    let read = terms.map { Term($0.name, TableReader($0.table, terms: []).shape, $0.meaning, example: "") }
    self.init(
      name, title: title, meaning: meaning, TableReader(table, terms: read).shape, terms: read)
  }
}

private struct TableReader {
  /// A value in the making.
  private final class Value {
    var type = "object"
    var meaning = ""
    var isOptional = false
    var keys: [(name: String, value: Value)] = []
    var element: Value?
    var entry: Value?
  }

  private let root = Value()
  private let terms: [Term]

  init(_ table: String, terms: [Term]) {
    self.terms = terms
    for line in table.split(separator: "\n") {
      let columns = line.split(separator: "  ", omittingEmptySubsequences: true).map { $0.drop { $0 == " " } }
      precondition(columns.count == 3, "a line has three columns: \(line)")
      let isOptional = columns[0].hasSuffix("~")
      let value = value(at: isOptional ? columns[0].dropLast() : columns[0])
      value.type = String(columns[1].prefix { $0 != " " })
      value.meaning = String(columns[2])
      value.isOptional = isOptional
    }
  }

  private func value(at path: Substring) -> Value {
    var value = root
    for step in path.split(separator: ".") {
      let name = step.prefix { $0 != "[" }
      if name == "*" {
        value = next(&value.entry)
      } else if let known = value.keys.first(where: { $0.name == name }) {
        value = known.value
      } else {
        let new = Value()
        value.keys.append((String(name), new))
        value = new
      }
      if step.hasSuffix("[]") { value = next(&value.element) }
    }
    return value
  }

  private func next(_ place: inout Value?) -> Value {
    let value = place ?? Value()
    place = value
    return value
  }

  var shape: Shape { shape(root) }

  private func shape(_ value: Value) -> Shape {
    let isNullable = value.type.hasSuffix("?")
    let plain = plain(value, type: isNullable ? String(value.type.dropLast()) : value.type)
    return isNullable ? .either([plain, .null]) : plain
  }

  private func plain(_ value: Value, type: String) -> Shape {
    if let element = value.element { return .list(shape(element)) }
    if let entry = value.entry { return .map("NAME", example: "name", shape(entry)) }
    let keys = value.keys.map { key in
      let inner = key.value.element ?? key.value.entry ?? key.value
      return Key(key.name, shape(key.value), inner.meaning, required: !(key.value.isOptional || inner.isOptional))
    }
    switch type {
    case "object": return .block(Block(keys))
    case "text": return .form("TEXT", pattern: "", example: "")
    case "whole": return .whole(Int.min...Int.max)
    case "number": return .number(-Double.infinity...Double.infinity)
    case "flag": return .flag
    case "json": return .json
    default:
      if type.hasPrefix("@") { return .term(String(type.dropFirst())) }
      if type.hasPrefix("+") { return .block(Block(keys + common(String(type.dropFirst())))) }
      if type.hasPrefix("whole("), let number = Int(type.dropFirst(6).dropLast()) { return .whole(number...number) }
      return .word(type.split(separator: "|").map(String.init))
    }
  }

  private func common(_ name: String) -> [Key] { terms.first { $0.name == name }?.shape.block?.keys ?? [] }
}
