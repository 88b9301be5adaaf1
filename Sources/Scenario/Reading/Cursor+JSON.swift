import JSON
import StatesLanguage

extension Cursor {
  /// A YAML value as JSON: only plain text that JSON itself would read as a number, truth value or null is one.
  func json() -> JSON { json(node) }

  private func json(_ node: Node) -> JSON {
    switch node.content {
    case .sequence(let items): return .array(items.map(json))
    case .mapping(let members):
      var object = JSONObject()
      object.reserveCapacity(members.count)
      for member in members { object[member.key] = json(member.value) }
      return .object(object)
    case .scalar(let text, let isPlain):
      guard isPlain else { return .string(text) }
      if node.isNull { return .null }
      if text == "true" || text == "false" { return .bool(text == "true") }
      guard Quantity.isJSONNumber(text) else { return .string(text) }
      guard let number = Quantity.number(text) else {
        reading.error(
          .value, node.place, "the number \(Node.excerpt(text)) is too large for 64 bits", hint: "quote what is text")
        return .string(text)
      }
      if let integer = Int(text) { return .integer(integer) }
      return .double(number)
    }
  }

  /// `input`, `result`: JSON written in place, or `{ file: name.json }`.
  func jsonOrFile() -> JSON? {
    guard let members, members.count == 1, members[0].key == "file", members[0].value.node.text != nil else {
      return json()
    }
    guard let (bytes, path) = members[0].value.contents() else { return nil }
    do throws(JSONSyntaxError) {
      return try JSON.parse(bytes)
    } catch {
      reading.error(.syntax, Place(file: path, position: error.position), error.message, hint: error.hint)
      return nil
    }
  }

  /// The bytes of the file that the value names; a file that cannot be read is an error at the name.
  func contents() -> (bytes: [UInt8], path: String)? {
    guard let name = text() else { return nil }
    let file = File.path(name, in: reading.folder)
    do throws(FileFailure) {
      return (try reading.files.bytes(of: file), file)
    } catch {
      let hint = name.hasPrefix("/") || reading.folder.isEmpty ? nil : "paths are relative to the scenario's folder"
      self.error(.file, error.message, hint: hint)
      return nil
    }
  }
}
