import Simulation

/// A part of the page, made of what the model says.
protocol PageSection {
  /// Empty where there is nothing to say.
  var markup: Markup { get }
}

/// One HTML file that needs nothing else: style, drawings and the few lines of script are in it.
package struct Page {
  let model: ReportModel

  private static let style = text(PackageResources.page_css) + text(PackageResources.gantt_css)
  /// Shows the values under the pointer, in the charts over time.
  private static let script = Markup("script", text(PackageResources.page_js))

  private static func text(_ bytes: [UInt8]) -> Markup { Markup(raw: "\n" + String(decoding: bytes, as: UTF8.self)) }

  /// In the order in which they stand on the page.
  private var sections: [any PageSection] {
    [
      Expectations(model: model), Findings(model: model), Story(model: model), Errors(model: model),
      OverTime(model: model),
      Executions(model: model), Admissions(model: model), Parts(model: model), Machines(model: model),
      Throttling(model: model), Exemplars(model: model),
      Bill(model: model),
      Assumptions(model: model),
      Trust(model: model), Glossary(model: model),
    ]
  }

  var html: String {
    let sections = sections.map(\.markup)
    return Self.document(
      title: "\(model.plan.name): Headroom report", version: model.version,
      [Header(model: model).markup + Self.contents(sections), Markup("main", sections), Footer(model: model).markup])
  }

  /// With style and script in it.
  package static func document(title: String, version: String, _ content: [Markup]) -> String {
    let head = Markup(
      "head", Markup("meta", ["charset": "utf-8"]),
      Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      Markup("meta", ["name": "color-scheme", "content": "light dark"]),
      Markup("meta", ["name": "generator", "content": "Headroom \(version)"]),
      Markup("title", Markup(title)), Markup("style", Self.style))
    let body = Markup("body", content + [Markup("div", ["id": "tip", "hidden": ""]), Self.script])
    return "<!doctype html>\n" + Markup("html", ["lang": "en"], head, body).html + "\n"
  }
}
