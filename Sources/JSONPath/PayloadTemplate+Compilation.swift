public import JSON
import Prelude

extension PayloadTemplate {
  public convenience init(compiling json: LocatedJSON) throws(TemplateError) {
    var errors: [TemplateError] = []
    let node = Self.compile(json, &errors)
    if let first = errors.first { throw first }
    self.init(node, place: 0)
  }

  /// The template, or everything that is wrong in it. `field`: what names it among the fields of its state.
  public static func compile(_ json: LocatedJSON, field: String) -> (PayloadTemplate?, [TemplateError]) {
    var errors: [TemplateError] = []
    let node = compile(json, &errors)
    return (errors.isEmpty ? PayloadTemplate(node, place: Mix64.hash(field)) : nil, errors)
  }

  private static func compile(_ json: LocatedJSON, _ errors: inout [TemplateError]) -> Node {
    switch json.content {
    case .null, .bool, .integer, .double, .string: return .constant(json.json)
    case .array(let elements):
      var values: [JSON] = []
      var dynamic: [Dynamic] = []
      for element in elements { values.append(place(compile(element, &errors), values.count, &dynamic)) }
      return dynamic.isEmpty ? .constant(.array(values)) : .array(values, dynamic)
    case .object(let members): return compile(members, &errors)
    }
  }

  private static func compile(_ source: [LocatedJSON.Member], _ errors: inout [TemplateError]) -> Node {
    var members: [JSONObject.Element] = []
    var places: [ExactText: Int] = [:]
    var dynamic: [Dynamic] = []
    for member in source {
      let isExpression = member.key.hasSuffix(".$")
      let key = isExpression ? String(member.key.dropLast(2)) : member.key
      let node = isExpression ? expression(member, &errors) : compile(member.value, &errors)
      let place = places[ExactText(key)] ?? members.count
      if place < members.count {
        let other = isExpression ? key : key + ".$"
        if source.contains(where: { $0.key.isWritten(as: other) }) {
          errors.append(
            TemplateError(
              position: member.keyPosition, message: "the field '\(key)' is there both with and without \".$\""))
        }
        dynamic.removeAll { $0.place == place }
        members[place].value = Self.place(node, place, &dynamic)
      } else {
        places[ExactText(key)] = place
        members.append((key, Self.place(node, place, &dynamic)))
      }
    }
    let object = JSONObject(uniqueMembers: members)
    return dynamic.isEmpty ? .constant(.object(object)) : .object(object, dynamic)
  }

  /// The constant of a node; any other node is noted as dynamic and leaves null in its place.
  private static func place(_ node: Node, _ place: Int, _ dynamic: inout [Dynamic]) -> JSON {
    if case .constant(let value) = node { return value }
    dynamic.append(Dynamic(place: place, node: node))
    return .null
  }

  private static func expression(_ member: LocatedJSON.Member, _ errors: inout [TemplateError]) -> Node {
    let expected = "The value for the field '\(member.key)' must be a valid JSONPath or a valid intrinsic function call"
    guard let text = member.value.string else {
      errors.append(
        TemplateError(
          position: member.value.position, message: expected,
          hint: "leave \".$\" off the field's name for a fixed value"
        ))
      return .constant(.null)
    }
    do throws(PathSyntaxError) {
      return .expression(try Expression(parsing: text), field: member.key)
    } catch {
      let end = text.utf8.index(text.startIndex, offsetBy: max(0, error.offset), limitedBy: text.endIndex)
      let column = member.value.position.column + 1 + text[..<(end ?? text.endIndex)].count
      errors.append(
        TemplateError(
          position: SourcePosition(line: member.value.position.line, column: column),
          message: "\(expected): \(error.message) in '\(text)'", hint: error.hint, summary: expected))
      return .constant(.null)
    }
  }
}
