import Foundation
public import JSON

/// Whether a value is as a JSON Schema says, for the keywords that Headroom's schemas use; any other keyword is a
/// problem too, since the check would say nothing of it.
public struct SchemaCheck: Sendable {
  private let root: JSON
  private static let silent: Set = ["$schema", "$id", "$defs", "title", "description", "examples"]

  public init(_ schema: JSON) { root = schema }

  /// What does not fit, each with its path.
  public func problems(of value: JSON) -> [String] { problems(value, root, "$") }

  private func problems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    (schema.members ?? JSONObject()).flatMap { keyword, part in
      Self.silent.contains(keyword) ? [] : problems(value, keyword, part, schema, path)
    }
  }

  private func problems(
    _ value: JSON, _ keyword: String, _ part: JSON, _ schema: JSON, _ path: String
  ) -> [String] {
    func unless(_ holds: Bool, _ message: String) -> [String] { holds ? [] : ["\(path): \(message)"] }
    switch keyword {
    case "$ref":
      let name = part.string?.split(separator: "/").last.map(String.init) ?? ""
      guard let target = root.find(["$defs", name]) else { return ["\(path): nothing is called \(name)"] }
      return problems(value, target, path)
    case "type":
      let types = part.elements?.compactMap(\.string) ?? [part.string ?? ""]
      return unless(types.contains { Self.isOf($0, value) }, "is no \(types.joined(separator: " or "))")
    case "enum": return unless(part.elements?.contains(value) == true, "\(value.text) is none of \(part.text)")
    case "minimum": return unless(Self.number(value).map { $0 >= Self.number(part) ?? 0 } ?? true, "is too small")
    case "maximum": return unless(Self.number(value).map { $0 <= Self.number(part) ?? 0 } ?? true, "is too large")
    case "minLength": return unless(value.string.map { !$0.isEmpty } ?? true, "is empty")
    case "pattern":
      guard let text = value.string, let pattern = part.string else { return [] }
      return unless(text.range(of: pattern, options: .regularExpression) != nil, "\(text) does not match \(pattern)")
    case "minItems": return unless(value.elements.map { $0.count >= part.integer ?? 0 } ?? true, "has too few")
    case "maxItems": return unless(value.elements.map { $0.count <= part.integer ?? 0 } ?? true, "has too many")
    case "maxProperties": return unless(value.members.map { $0.count <= part.integer ?? 0 } ?? true, "has keys")
    case "items":
      return (value.elements ?? []).enumerated().flatMap { problems($1, part, "\(path)[\($0)]") }
    case "required":
      let keys = part.elements?.compactMap(\.string) ?? []
      guard let members = value.members else { return [] }
      return keys.filter { members[$0] == nil }.map { "\(path): lacks \($0)" }
    case "properties":
      return (part.members ?? JSONObject()).flatMap { key, inner in
        value[key].map { problems($0, inner, "\(path).\(key)") } ?? []
      }
    case "additionalProperties":
      let known = Set((schema["properties"]?.members ?? JSONObject()).map(\.key))
      let others = (value.members ?? JSONObject()).filter { !known.contains($0.key) }
      if part == .bool(false) { return others.map { "\(path): has \($0.key)" } }
      return others.flatMap { problems($0.value, part, "\(path).\($0.key)") }
    case "anyOf", "oneOf":
      let found = (part.elements ?? []).map { problems(value, $0, path) }
      let fits = found.count { $0.isEmpty }
      if keyword == "anyOf" ? fits > 0 : fits == 1 { return [] }
      return ["\(path): fits \(fits) of \(found.count)"] + (found.min { $0.count < $1.count } ?? [])
    default: return ["\(path): the keyword \(keyword) is not known here"]
    }
  }

  private static func isOf(_ type: String, _ value: JSON) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object): true
    case ("integer", .integer), ("number", .integer), ("number", .double): true
    default: false
    }
  }

  private static func number(_ value: JSON) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}
