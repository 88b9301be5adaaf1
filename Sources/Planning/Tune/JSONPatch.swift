import JSON

/// What makes one JSON value of another. Source: RFC 6902; pointers: RFC 6901.
enum JSONPatch {
  /// Elements of lists of different lengths are not told apart: the list is replaced.
  static func operations(from old: JSON, to new: JSON) -> [JSON] { operations(old, new, "") }

  private static func operations(_ old: JSON, _ new: JSON, _ path: String) -> [JSON] {
    if old == new { return [] }
    switch (old, new) {
    case (.object(let before), .object(let after)):
      let removed = before.filter { after[$0.key] == nil }.map { operation("remove", path + "/" + token($0.key), nil) }
      return removed
        + after.flatMap { key, value in
          before[key].map { operations($0, value, path + "/" + token(key)) }
            ?? [operation("add", path + "/" + token(key), value)]
        }
    case (.array(let before), .array(let after)) where before.count == after.count:
      return before.indices.flatMap { operations(before[$0], after[$0], path + "/\($0)") }
    default: return [operation("replace", path, new)]
    }
  }

  private static func operation(_ name: String, _ path: String, _ value: JSON?) -> JSON {
    var members: JSONObject = ["op": .string(name), "path": .string(path)]
    if let value { members["value"] = value }
    return .object(members)
  }

  private static func token(_ key: String) -> String {
    key.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
