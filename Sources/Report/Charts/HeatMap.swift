/// A table whose cells are coloured by what they hold, with the number or the word in each: nothing is said by colour
/// alone, and cells keep their colours on light and dark pages.
package struct HeatMap {
  /// What a cell's colour says.
  enum Shade: Sendable, Equatable {
    /// Of the way from the least to the largest value, 0 to 1.
    case level(Double)
    /// One of `kindColors`, for classes without an order.
    case kind(Int)
    /// Nothing is known.
    case none
  }

  struct Cell: Sendable {
    let text: String
    /// Stands small below it.
    let note: String
    let shade: Shade

    init(text: String, note: String = "", shade: Shade) {
      self.text = text
      self.note = note
      self.shade = shade
    }
  }

  /// An axis: what it is of, and the name of each row or column.
  package struct Labels: Sendable {
    let title: String
    let names: [String]

    package init(title: String, names: [String]) {
      self.title = title
      self.names = names
    }
  }

  struct LegendEntry: Sendable {
    let name: String
    let shade: Shade

    init(name: String, shade: Shade) {
      self.name = name
      self.shade = shade
    }
  }

  let title: String
  let caption: String
  let columns: Labels
  /// From the top.
  let rows: Labels
  /// By row and column; nil: there is no such run.
  let cells: [[Cell?]]
  let legend: [LegendEntry]

  init(
    title: String, caption: String, columns: Labels, rows: Labels, cells: [[Cell?]], legend: [LegendEntry]
  ) {
    self.title = title
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.cells = cells
    self.legend = legend
  }

  package func figure() -> Markup {
    let head = Markup(
      "thead",
      Markup(
        "tr",
        [Markup("th", ["scope": "col"], Markup("\(rows.title) ↓ \(columns.title) →"))]
          + columns.names.map { Markup("th", ["scope": "col", "style": "text-align:center"], Markup($0)) }))
    let body = zip(rows.names, cells).map { name, cells in
      Markup("tr", [Markup("th", ["scope": "row"], Markup(name))] + cells.map(Self.markup))
    }
    let label = "\(title). \(caption)"
    return Markup(
      "figure", ["class": "card chart"],
      Markup("figcaption", Markup("h3", Markup(title)), Markup("p", Markup(caption))),
      Markup(
        "div", ["class": "legend"],
        legend.map { entry in
          Markup(
            "span", Markup("i", ["style": "background:\(Self.colors(entry.shade).ground)"]), Markup(entry.name))
        }),
      Markup(
        "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": title],
        Markup("table", ["aria-label": label], head, Markup("tbody", body))))
  }

  private static func markup(_ cell: Cell?) -> Markup {
    guard let cell else { return Markup("td", []) }
    let (ground, ink) = colors(cell.shade)
    // Over the style sheet's colour of small words, which is made for the page's ground.
    let note = cell.note.isEmpty ? Markup.none : Markup("small", ["style": "color:inherit"], Markup(cell.note))
    return Markup(
      "td", ["style": "background:\(ground);color:\(ink);text-align:center;white-space:nowrap"],
      Markup(cell.text) + note)
  }

  private static let dark = "#10151c"
  private static let light = "#ffffff"

  /// In the order of brightness too, so that a print without colours can be read. Source: cividis, Nuñez, Anderton,
  /// Renslow, PLoS ONE 13 (2018), made for people with and without a deficiency of colour vision, in seven steps, of
  /// which the middle one is a little brighter, so that words on it have a contrast of 4.5.
  private static let levels = ["#00204c", "#213d6b", "#555b6c", "#838280", "#a59c74", "#d3c064", "#ffe945"]

  /// Source: Okabe, Ito, "Color Universal Design" (2008).
  private static let kindColors = ["#009e73", "#e69f00", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442"]

  private static func colors(_ shade: Shade) -> (ground: String, ink: String) {
    switch shade {
    case .level(let share):
      let step = share.isFinite ? Int((min(1, max(0, share)) * Double(levels.count - 1)).rounded()) : 0
      return (levels[step], step < 3 ? light : dark)
    case .kind(let kind): return (kindColors[abs(kind) % kindColors.count], dark)
    case .none: return ("transparent", "inherit")
    }
  }
}

extension HeatMap {
  /// Numbers from dark to bright, `texts` being what stands in their cells. Where they are all positive and far apart,
  /// equal factors are equal steps.
  package init(
    title: String, caption: String, columns: Labels, rows: Labels, values: [[Double?]],
    text: (Double) -> String
  ) {
    let known = values.joined().compactMap(\.self).filter(\.isFinite)
    let (least, most) = (known.min() ?? 0, known.max() ?? 0)
    let isLogarithmic = least > 0 && most > 30 * least
    let axis = Axis(scale: isLogarithmic ? .logarithmic : .linear, low: least, high: most, from: 0, to: 1)
    func share(_ value: Double) -> Double { most > least ? axis.position(value) : 0.5 }
    let cells = values.map { row in
      row.map { value -> Cell? in
        guard let value else { return nil }
        return Cell(text: text(value), shade: value.isFinite ? .level(share(value)) : .none)
      }
    }
    let ends = least == most ? [most] : [least, most]
    self.init(
      title: title, caption: caption, columns: columns, rows: rows, cells: cells,
      legend: known.isEmpty ? [] : ends.map { LegendEntry(name: text($0), shade: .level(share($0))) })
  }
}
