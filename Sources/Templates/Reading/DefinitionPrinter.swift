import JSON
import Scenario

/// A definition that a template has as an object, written as a file of its own: JSON, indented by two spaces.
struct DefinitionPrinter {
  private var text = TracedText()
  private let file: String

  static func text(of node: Node) -> TracedText {
    text(of: node.definition { $0 }, file: node.place.file)
  }

  static func text(of json: LocatedJSON, file: String) -> TracedText {
    var printer = DefinitionPrinter(file: file)
    printer.add(json, indent: 0)
    printer.text.add("\n", from: Place(file: file, position: json.position))
    return printer.text
  }

  private init(file: String) { self.file = file }

  private func place(_ position: SourcePosition) -> Place { Place(file: file, position: position) }

  private mutating func add(_ value: LocatedJSON, indent: Int) {
    let place = place(value.position)
    let space = String(repeating: " ", count: indent)
    switch value.content {
    case .array(let values) where !values.isEmpty:
      text.add("[\n", from: place)
      for (index, element) in values.enumerated() {
        text.add(space + "  ", from: self.place(element.position))
        add(element, indent: indent + 2)
        text.add(index == values.count - 1 ? "\n" : ",\n", from: place)
      }
      text.add(space + "]", from: place)
    case .object(let members) where !members.isEmpty:
      text.add("{\n", from: place)
      for (index, member) in members.enumerated() {
        let keyPlace = self.place(member.keyPosition)
        text.add(space + "  ", from: keyPlace)
        text.add(JSON.string(member.key).text, from: keyPlace, isCopied: true)
        text.add(": ", from: keyPlace)
        add(member.value, indent: indent + 2)
        text.add(index == members.count - 1 ? "\n" : ",\n", from: place)
      }
      text.add(space + "}", from: place)
    default: text.add(value.json.text, from: place, isCopied: true)
    }
  }
}
