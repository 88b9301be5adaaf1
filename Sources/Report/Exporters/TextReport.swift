import Prelude

/// Lines of a terminal, cut to its width; styles are only there where the terminal shows them.
package struct TextReport {
  package enum Style: String {
    case bold = "1"
    case dim = "2"
    case good = "32"
    case bad = "31"
    case warning = "33"
  }
  let color: Bool
  let width: Int
  private(set) var lines: [String] = []

  package init(color: Bool, width: Int) {
    self.color = color
    self.width = max(40, width)
  }

  package var text: String { lines.joined(separator: "\n") + "\n" }

  package mutating func add(_ text: String = "", _ style: Style? = nil) {
    lines.append(styled(TextReport.cut(text, width), style))
  }

  /// What somebody copies: never cut.
  package mutating func add(whole text: String) { lines.append(text.escapingControls()) }

  package mutating func heading(_ text: String) {
    add()
    add(text.uppercased(), .bold)
  }

  /// A paragraph, broken at spaces; lines after the first are indented by `indent`, the first starts with `lead`.
  package mutating func paragraph(_ text: String, lead: String, indent: Int, style: Style? = nil, most: Int = 4) {
    var line = lead
    var isEmpty = true
    var count = 0
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        count += 1
        if count == most {
          add(line + " …", style)
          return
        }
        add(line, style)
        line = String(repeating: " ", count: indent)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    add(line, style)
  }

  /// Columns as wide as their longest cell, the first to the left, the others to the right; the first is cut where the
  /// table would be too wide.
  package mutating func table(_ rows: [[String]], headingRow: Bool = true) {
    guard let first = rows.first else { return }
    var widths = first.indices.map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    let gaps = 2 * widths.count
    widths[0] = max(8, min(widths[0], width - gaps - widths.dropFirst().reduce(0, +)))
    for (index, row) in rows.enumerated() {
      let cells = row.enumerated().map { column, cell in
        column == 0
          ? TextReport.padded(TextReport.cut(cell, widths[0]), widths[0]) : TextReport.right(cell, widths[column])
      }
      let line = cells.joined(separator: "  ")
      let filled = line.lastIndex { $0 != " " }.map { line[...$0] } ?? ""
      add("  " + filled, headingRow && index == 0 ? .dim : nil)
    }
  }

  func styled(_ text: String, _ style: Style?) -> String {
    guard color, let style, !text.isEmpty else { return text }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
  }

  /// Control characters in names must not reach a terminal.
  static func cut(_ text: String, _ width: Int) -> String {
    let clean = text.escapingControls()
    return clean.count <= width ? clean : clean.prefix(max(0, width - 1)) + "…"
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
