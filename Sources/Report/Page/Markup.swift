import Prelude

/// A piece of HTML or SVG. A string becomes escaped text; only `raw` puts it there as it is.
package struct Markup: ExpressibleByStringInterpolation {
  private(set) var html: String
  /// Of a section of the page, for its table of contents.
  var heading: Heading?

  struct Heading {
    let id: String
    let title: String
  }

  package static let none = Markup(raw: "")

  init(raw: String) { html = raw }

  package init(_ text: String) { html = Markup.escaped(text) }

  package init(stringLiteral text: String) { self.init(text) }

  /// An element; attributes come out in their order. One with an empty name is left out.
  package init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ children: [Markup]) {
    html = "<" + name
    for (key, value) in attributes where !key.isEmpty { html += " \(key)=\"\(Markup.escaped(value))\"" }
    if children.isEmpty, Markup.isVoid(name) {
      html += Markup.closesItself(name) ? "/>" : ">"
      return
    }
    html += ">"
    for child in children { html += child.html }
    html += "</\(name)>"
    if Markup.endsLine.contains(name) { html += "\n" }
  }

  package init(_ name: String, _ attributes: KeyValuePairs<String, String>, _ children: Markup...) {
    self.init(name, attributes, children)
  }

  package init(_ name: String, _ children: [Markup]) { self.init(name, [:], children) }

  package init(_ name: String, _ first: Markup, _ rest: Markup...) { self.init(name, [:], [first] + rest) }

  package static func + (a: Markup, b: Markup) -> Markup { Markup(raw: a.html + b.html) }
  static func += (a: inout Markup, b: Markup) { a.html += b.html }

  init(joining pieces: [Markup]) { html = pieces.reduce(into: "") { $0 += $1.html } }

  /// The five characters that mean something to HTML, and control characters, which it forbids, as JSON
  /// writes them.
  static func escaped(_ text: String) -> String {
    if text.utf8.withContiguousStorageIfAvailable({ $0.allSatisfy(isPlain) }) ?? false { return text }
    var escaped = ""
    for scalar in text.escapingControls(except: ["\n"]).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Bytes that need no look at their scalar: nearly all there are, in the paths of charts above all.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && !(byte < 0x40 && marks & 1 << UInt64(byte) != 0)
  }

  /// `"`, `&`, `'`, `<` and `>`, a bit each.
  private static let marks: UInt64 = 1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E

  private static let endsLine: Set = [
    "div", "section", "table", "tr", "p", "li", "ul", "dl", "dd", "h1", "h2", "h3", "figure", "svg", "header", "footer",
    "g", "path", "thead", "tbody", "figcaption", "main", "nav", "details", "style", "script", "title",
    "property", "properties", "testcase", "testsuite",
  ]

  private static func isVoid(_ name: String) -> Bool { ["meta", "br", "hr", "input"].contains(name) || closesItself(name) }

  private static func closesItself(_ name: String) -> Bool {
    ["path", "rect", "line", "circle", "polyline", "property", "skipped"].contains(name)
  }
}
