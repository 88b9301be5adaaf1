import JSON
import Prelude
import Scenario
import StatesLanguage

/// The bytes of a template to its tree, JSON or YAML with the short tags of CloudFormation.
enum TemplateText {
  /// Deeper than any template; what follows a tree goes down as deep.
  private static let depthLimit = 100

  static func tree(_ bytes: [UInt8], file: String) throws(Diagnostic) -> Node {
    let text = bytes.withoutByteOrderMark
    if let first = text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }), first == UInt8(ascii: "{") {
      return try json(bytes, file)
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw Diagnostic(
        .syntax, file: file, position: SourcePosition(line: 1, column: 1), message: "the file is not UTF-8 text",
        hint: "save it in the encoding UTF-8")
    }
    let root: Node?
    do throws(YAMLText.Problem) {
      root = try YAMLText.parse(string, file: file, functions: Self.function)
    } catch {
      // Where a text ends too early, YAML's parser points behind its last line.
      let lines = Lines(Array(text))
      let position = lines.position(of: lines.offset(of: error.place.position))
      throw Diagnostic(error.problem, file: file, position: position, message: error.message, hint: error.hint)
    }
    guard let root, !root.isNull else {
      throw Diagnostic(
        .type, file: file, position: SourcePosition(line: 1, column: 1),
        message: "found an empty file, expected a template")
    }
    return root.merged
  }

  private static func json(_ bytes: [UInt8], _ file: String) throws(Diagnostic) -> Node {
    let parsed: LocatedJSON
    do throws(JSONSyntaxError) {
      parsed = try LocatedJSON.parse(Array(bytes.withoutByteOrderMark))
    } catch {
      throw Diagnostic(error, in: file)
    }
    if let place = tooDeep(parsed) {
      throw Diagnostic(.size, file: file, position: place, message: "nested deeper than \(depthLimit) levels")
    }
    return Node(parsed, file: file)
  }

  private static func tooDeep(_ json: LocatedJSON) -> SourcePosition? {
    var open = [(json, 0)]
    while let (value, depth) = open.popLast() {
      if depth > depthLimit { return value.position }
      switch value.content {
      case .array(let values): open += values.map { ($0, depth + 1) }
      case .object(let members): open += members.map { ($0.value, depth + 1) }
      case .null, .bool, .integer, .double, .string: break
      }
    }
    return nil
  }

  /// `!Sub` is `Fn::Sub`; two have no prefix. Source: CloudFormation guide, "Intrinsic function reference".
  private static func function(_ tag: String) -> String? {
    guard tag.hasPrefix("!"), tag.count > 1 else { return nil }
    let name = String(tag.dropFirst())
    return ["Ref", "Condition"].contains(name) ? name : "Fn::" + name
  }
}
