import JSON

extension Reader {
  /// A YAML value as JSON: only plain text that JSON itself would read as a number, truth value or null is one.
  mutating func json(_ node: Node) -> JSON {
    switch node.content {
    case .sequence(let items):
      var values: [JSON] = []
      for item in items { values.append(json(item)) }
      return .array(values)
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
        error(node.place, "the number \(Node.excerpt(text)) is too large for 64 bits", hint: "quote what is text")
        return .string(text)
      }
      if let integer = Int(text) { return .integer(integer) }
      return .double(number)
    }
  }

  /// `input`, `result`: JSON written in place, or `{ file: name.json }`.
  mutating func jsonOrFile(_ node: Node, _ what: String) -> JSON? {
    guard let members = node.members, members.count == 1, members[0].key == "file", members[0].value.text != nil else {
      return json(node)
    }
    guard let (bytes, path) = contents(members[0].value, "\(what).file") else { return nil }
    do throws(JSONSyntaxError) {
      return try JSON.parse(bytes)
    } catch {
      self.error(Place(file: path, position: error.position), error.message, hint: error.hint)
      return nil
    }
  }

  /// The bytes of the file that `node` names; a file that cannot be read is an error at the name.
  mutating func contents(_ node: Node, _ what: String) -> (bytes: [UInt8], path: String)? {
    guard let name = text(node, what) else { return nil }
    let path = File.path(name, in: folder)
    do throws(FileFailure) {
      return (try files.bytes(of: path), path)
    } catch {
      let hint = name.hasPrefix("/") || folder.isEmpty ? nil : "paths are relative to the scenario's folder"
      self.error(node.place, "\(what): \(error.message)", hint: hint)
      return nil
    }
  }
}
