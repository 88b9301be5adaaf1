package import JSON

extension Grammar {
  /// As JSON Schema, draft 2020-12. `value` makes an example's text a value; nil leaves the example out.
  package func jsonSchema(version: String, value: @escaping (String) -> JSON?) -> JSON {
    var schema: JSONObject = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": .string("urn:headroom:schema:\(name):\(version)"), "title": .string(title),
      "description": .string(meaning),
    ]
    let writer = SchemaWriter(value: value, takesQuotedNumbers: takesQuotedNumbers)
    for (key, part) in writer.schema(of: shape) { schema[key] = part }
    if !terms.isEmpty {
      var definitions = JSONObject()
      for term in terms {
        var definition: JSONObject = ["title": .string(term.name), "description": .string(term.meaning)]
        for (key, part) in writer.schema(of: term.shape) { definition[key] = part }
        definition["examples"] = value(term.example).map { [$0] }
        definitions[term.name] = .object(definition)
      }
      schema["$defs"] = .object(definitions)
    }
    return .object(schema)
  }
}

private struct SchemaWriter {
  let value: (String) -> JSON?
  let takesQuotedNumbers: Bool

  func schema(of shape: Shape) -> JSONObject {
    switch shape {
    case .text: ["type": ["string", "number", "boolean"], "minLength": 1]
    case .form(_, let pattern, _):
      pattern.isEmpty ? ["type": "string"] : ["type": "string", "pattern": .string(pattern)]
    case .word(let words): ["enum": .array(words.map(JSON.string))]
    case .whole(let range): bounded("integer", JSON.integer(range.lowerBound), whole(range.upperBound))
    case .number(let range):
      bounded("number", .double(range.lowerBound), range.upperBound < .infinity ? .double(range.upperBound) : nil)
    case .flag: ["type": "boolean"]
    case .null: ["type": "null"]
    case .json: [:]
    case .list(let element, let count): list(element, count)
    case .map(_, _, let value): ["type": "object", "additionalProperties": .object(schema(of: value))]
    case .block(let block): self.block(block)
    case .term(let name): ["$ref": .string("#/$defs/\(name)")]
    case .either(let shapes): ["anyOf": .array(shapes.map { .object(schema(of: $0)) })]
    }
  }

  private func whole(_ bound: Int) -> JSON? { bound < .max ? .integer(bound) : nil }

  private func bounded(_ type: JSON, _ least: JSON, _ most: JSON?) -> JSONObject {
    var schema: JSONObject = ["type": type]
    if takesQuotedNumbers {
      let fraction = type == "integer" ? "" : "(\\.[0-9]+)?([eE][-+]?[0-9]+)?"
      let sign = least == .integer(.min) || least == .double(-.infinity) ? "-?" : ""
      schema = ["type": [type, "string"], "pattern": .string("^\(sign)(0|[1-9][0-9]*)\(fraction)$")]
    }
    if least != .integer(.min), least != .double(-.infinity) { schema["minimum"] = least }
    schema["maximum"] = most
    return schema
  }

  private func list(_ element: Shape, _ count: ClosedRange<Int>) -> JSONObject {
    var schema: JSONObject = ["type": "array", "items": .object(self.schema(of: element))]
    if count.lowerBound > 0 { schema["minItems"] = .integer(count.lowerBound) }
    schema["maxItems"] = whole(count.upperBound)
    return schema
  }

  private func block(_ block: Block) -> JSONObject {
    var properties = JSONObject()
    for key in block.keys { properties[key.name] = .object(property(key)) }
    var schema: JSONObject = ["type": "object", "properties": .object(properties), "additionalProperties": false]
    let required = block.keys.filter(\.isRequired).map { JSON.string($0.name) }
    if block.mayBeEmpty {
      schema["anyOf"] = [["maxProperties": 0], ["required": .array(required)]]
    } else if !required.isEmpty {
      schema["required"] = .array(required)
    }
    if !block.kinds.isEmpty { schema["oneOf"] = .array(block.kinds.map { ["required": [.string($0)]] }) }
    return schema
  }

  private func property(_ key: Key) -> JSONObject {
    var schema = self.schema(of: key.shape)
    schema["description"] = .string(key.description)
    schema["examples"] = key.example.flatMap(value).map { [$0] }
    return schema
  }
}

extension Key {
  /// Meaning, default and source in one text.
  var description: String {
    var text = meaning
    if let unset { text += "\nDefault: \(unset)." }
    if let source { text += "\nSource: \(source)." }
    return text
  }
}
