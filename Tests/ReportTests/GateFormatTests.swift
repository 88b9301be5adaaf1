import JSON
import Testing

@testable import Report
@testable import Simulation

@Suite struct GateFormatTests {
  static let evil = "a|b `c` <d> & \"e\"\u{1B}[31m"

  static let measured = "0.004 (0.00147 – 0.00869 if independent)"

  static let model: ReportModel = {
    let expectations = [
      Samples.expectation("Root", .failed, .ratio, .less, 0.001),
      Samples.expectation("Root", .started, nil, .equal, 500),
      Samples.expectation("Root", .latency, .p999, .less, 1e9),
    ]
    return Samples.model(Samples.plan(name: evil, expectations: expectations, judging: .point))
  }()

  static func text(_ format: GateFormat, _ model: ReportModel = model) -> String {
    String(decoding: model.file("x", as: format).bytes, as: UTF8.self)
  }

  @Test func junitHasACaseForEachExpectation() {
    let text = Self.text(.junit)
    func count(_ part: String) -> Int { text.ranges(of: part).count }
    #expect(count("<testcase ") == 3 && count("</testcase>") == 3)
    #expect(text.hasSuffix("<system-out></system-out><system-err></system-err></testsuite>\n</testsuites>\n"))
    #expect(count("<failure ") == 1 && count("<skipped ") == 1)
    #expect(text.contains(#"tests="3" failures="1" errors="0" skipped="1""#))
    #expect(text.contains(#"<testsuite name="a|b `c` &lt;d&gt; &amp; &quot;e&quot;\u001b[31m""#))
    #expect(
      text.contains(
        #"message="measured: \#(Self.measured)">Root.failed.ratio &lt; 0.001, measured: \#(Self.measured)</failure>"#
      ))
  }

  @Test func markdownIsTables() {
    let lines = Self.text(.markdown).split(separator: "\n")
    #expect(lines[0].hasPrefix(#"### a\|b \`c\` \<d\> \& "e"\\u001b\[31m: ❌ 1 of 3 expectations not met"#))
    for table in [lines.filter { $0.hasPrefix("| `Root.") }, lines.filter { $0.hasPrefix("| `Root` ") }] {
      #expect(!table.isEmpty)
    }
    #expect(lines.contains("| `Root.failed.ratio < 0.001` | ❌ not met | \(Self.measured) |"))
    #expect(lines.contains { $0.hasPrefix("| `Root.latency.p999 < 1000000000` | ⚠️ undecided |") })
  }

  @Test(arguments: [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a|b", #"`a\|b`"#), ("", "`  `")])
  func codeIsFencedByMoreThanItHolds(text: String, code: String) {
    #expect(MarkdownExporter.code(text) == code)
  }

  @Test func openMetricsEndsAndNamesEachFamilyOnce() {
    let lines = Self.text(.openMetrics).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.suffix(2) == ["# EOF", ""])
    let families = lines.filter { $0.hasPrefix("# TYPE") }
    #expect(families.count == Set(families).count && families.count > 8)
    let names = families.map { $0.split(separator: " ")[2] }
    #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "_") } }, "\(names)")
    #expect(names.contains("headroom_retries_ratio"))
    let bounds = lines.filter { $0.hasPrefix("headroom_latency_bounds_seconds{") && $0.contains(#"statistic="mean""#) }
    #expect(bounds.contains { $0.contains(#"bound="lower"}"#) } && bounds.contains { $0.contains(#"bound="upper"}"#) })
    let samples = lines.filter { !$0.hasPrefix("#") && !$0.isEmpty }
    #expect(samples.allSatisfy { Double($0.split(separator: " ").last ?? "") != nil })
    let scenario = #"scenario="a|b `c` <d> & \"e\"\u001b[31m""#
    #expect(samples.allSatisfy { $0.contains(scenario) })
    #expect(
      samples.contains {
        $0.hasPrefix("headroom_executions") && $0.hasSuffix(#"machine="Root",outcome="started"} 500"#)
      })
    #expect(samples.contains { $0.contains(#"expectation="Root.failed.ratio < 0.001",verdict="notMet"} 1"#) })
  }

  @Test func theBenchmarkIsAListOfNamedNumbers() throws {
    let entries = try #require(JSON.parse(Self.text(.benchmark)).elements)
    #expect(entries.count > 8)
    for entry in entries {
      #expect(entry["name"]?.string != nil && entry["unit"]?.string != nil && entry["value"] != nil)
    }
    #expect(entries.contains { $0["name"]?.string?.hasSuffix("Root.failed.ratio") == true && $0["value"] == 0.004 })
  }

  @Test func theGravestVerdictsComeFirst() {
    #expect(Verdict.gravestFirst(Self.model.verdicts).map(\.outcome) == [.notMet, .undecided, .met])
  }
}
