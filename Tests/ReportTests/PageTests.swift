import StepFunctions
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

@Suite struct PageTests {
  @Test(arguments: [
    ("99.4 s (98.6 – 100 s)", "99.4 s<small>98.6 – 100 s</small>"), ("114 ± 1 s", "114 s<small>± 1 s</small>"),
    ("542 ms ± 3 ms", "542 ms<small>± 3 ms</small>"), ("22,200", "22,200"),
    ("101,888 ± 198", "101,888<small>± 198</small>"),
    ("78 % (77 – 79 %)", "78 %<small>77 – 79 %</small>"), ("–", "–"),
  ])
  func aNumberStandsOverItsInterval(text: String, html: String) {
    // It may break behind the dash.
    let shown = Page.measured(text).html
    #expect(shown.replacing("\u{A0}", with: " ") == html)
    #expect(shown.split(separator: "<small>").dropFirst().allSatisfy { !$0.replacing("– ", with: "").contains(" ") })
  }

  static let hostile = "</title><script>alert(1)</script>&\"'"

  static let models: [ReportModel] = {
    let hostilePlan = Samples.plan(
      machines: [Samples.machine(hostile), Samples.machine("Leaf", .express)], name: hostile,
      expectations: [Samples.expectation(hostile, .latency, .p99, .less, 1)])
    return [
      Samples.shared, Samples.model(hostilePlan), Samples.model(recordings: []),
      Samples.model(recordings: Samples.recordings(count: 1, roots: 3)),
      Samples.model(
        Samples.plan(machines: []), [Recording(replication: 0, machines: [], tasks: [], series: TimeSeries())]),
    ]
  }()

  @Test(arguments: models.indices) func everyElementIsClosed(index: Int) {
    let problem = Tags.problem(in: Samples.file("report.html", of: Self.models[index]))
    #expect(problem == nil)
  }

  @Test func theCheckOfTagsFindsWhatIsWrong() {
    #expect(Tags.problem(in: "<p>a<br>b</p>") == nil)
    #expect(Tags.problem(in: "<p><b>a</p></b>") != nil)
    #expect(Tags.problem(in: "<p>") != nil)
    #expect(Tags.problem(in: "<p class=\"a>b</p>") != nil)
  }

  @Test(arguments: models.indices) func nothingIsLoadedFromElsewhere(index: Int) {
    let page = Samples.file("report.html", of: Self.models[index])
    // A place of the page itself is named by its mark.
    let others = page.replacing("href=\"#", with: "")
    for word in ["http://", "https://", "src=", "href=", "@import", "url("] {
      #expect(!others.contains(word), "\(word)")
    }
  }

  @Test func namesAreText() {
    let page = Samples.file("report.html", of: Self.models[1])
    #expect(!page.contains("<script>alert"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"))
    #expect(Markup.escaped("a\u{0}\u{1B}[31m\u{85}\tb\u{7F}\n") == #"a\u0000\u001b[31m\u0085\u0009b\u007f"# + "\n")
  }

  @Test func whatTheSampleCannotSupportIsNeverShown() throws {
    let model = Samples.model(recordings: Samples.recordings(count: 3, roots: 20))
    let page = Samples.file("report.html", of: model)
    let screen = model.text(color: false, width: 100)
    var hidden = 0
    for spread in model.machines.flatMap({ [$0.latency, $0.duration] }) {
      let visible = Set(
        spread.percentiles.filter(\.isSupported).map { spread.text($0.value) }
          + [spread.text(spread.max), spread.text(spread.min), spread.text(spread.mean)])
      for percentile in spread.percentiles where !percentile.isSupported {
        let text = spread.text(percentile.value)
        guard !visible.contains(text) else { continue }
        hidden += 1
        #expect(!page.contains(">\(text)<"), "\(percentile.name)")
        #expect(!screen.contains(" \(text) "), "\(percentile.name)")
      }
    }
    #expect(hidden > 4)
    #expect(page.contains("<td class=\"number\">–</td>"))
  }

  @Test func thePageSaysWhatItRestsOn() {
    let page = Samples.file("report.html", of: Samples.shared)
    for words in [
      "us-east-1 (class A), 2026-09", "seed 42", "Headroom 0.1.0", "What is estimated", "Not modelled",
      "None was measured on AWS",
      "calls per second", "latency, logarithmic", "role=\"img\"", "prefers-color-scheme:dark", "@media print",
    ] { #expect(page.contains(words), "\(words)") }
  }

  /// What the page has, in its order: sections, what is drawn, what is tabled.
  @Test func thePageHasItsParts() {
    let page = Samples.file("report.html", of: Samples.shared)
    #expect(
      Tags.texts(of: "h2", in: page) == [
        "What else to know", "What happened when", "Errors", "Over time", "Executions", "Where the time went",
        "The state machines", "Quotas, throttling and retries",
        "What it costs",
        "What went in", "How far to trust this", "Words",
      ])
    #expect(
      Tags.texts(of: "h3", in: page).prefix(9) == [
        "StartExecution calls", "Calls offered by depth", "Calls refused by depth",
        "Tokens left in the StartExecution bucket", "Open executions", "Goodput and failures", "Latency of Root",
        "Latency of Leaf", "Latency distribution by state machine",
      ])
    let headings = Tags.texts(of: "h2", in: page).count
    #expect(page.split(separator: "<section id=\"").count - 1 == headings, "every section has its heading")
  }

  @Test(arguments: [40, 60, 80, 100, 200]) func theScreenFits(width: Int) {
    for model in Self.models {
      let lines = model.text(color: false, width: width).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= width })
      if width >= 100 { #expect(lines.count <= 41) }
    }
  }

  @Test func coloursAreOnlyThereWhenAskedFor() {
    let model = Samples.shared
    #expect(!model.text(color: false, width: 100).contains("\u{1B}"))
    #expect(model.text(color: true, width: 100).contains("\u{1B}[1m"))
    let name = "evil\u{1B}[2J"
    let evil = Samples.model(Samples.plan(machines: [Samples.machine(name), Samples.machine("Leaf")], name: name))
    #expect(!evil.text(color: false, width: 100).contains("\u{1B}"))
  }
}

/// Whether every element of a page is closed, in the order of nesting, and every attribute quoted.
enum Tags {
  static let void: Set = ["meta", "br", "hr", "wbr", "input", "!doctype"]

  /// The texts of the elements of this name, which hold nothing but text.
  static func texts(of name: String, in page: String) -> [String] {
    page.split(separator: "<\(name)>").dropFirst().map { String($0.prefix { $0 != "<" }) }
  }

  static func problem(in page: String) -> String? {
    var open: [String] = []
    var rest = page[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without an end" }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.drop { $0 == "/" }.prefix { !" /\n".contains($0) }
      if tag.filter({ $0 == "\"" }).count % 2 != 0 { return "a quote in <\(tag)>" }
      if tag.hasPrefix("/") {
        guard open.popLast() == String(name) else { return "</\(name)> closes what is not open" }
      } else if !tag.hasSuffix("/"), !void.contains(String(name)) {
        open.append(String(name))
        if name == "script" || name == "style" {
          guard let close = rest.range(of: "</\(name)>") else { return "\(name) is not closed" }
          rest = rest[close...]
        }
      }
    }
    return open.isEmpty ? nil : "not closed: \(open)"
  }
}

extension Substring {
  /// The index at which `text` begins.
  fileprivate func range(of text: String) -> Index? {
    indices.first { self[$0] == "<" && self[$0...].hasPrefix(text) }
  }
}
