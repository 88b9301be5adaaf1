import Foundation
import JSON
import Testing

/// Executions that a report shows, and how the command line finds them.
@Suite struct ExemplarTests {
  private func run(_ more: String = "replications: 3") throws -> Scratch {
    let scratch = try CompareTests.scratch(CompareTests.scenario(more: more))
    #expect(try Call(["run", "calm.yaml", "--out", "base", "--quiet"], in: scratch).status == 0)
    return scratch
  }

  @Test func theReportDrawsThemAndReplayFindsThem() throws {
    let scratch = try run()
    let page = String(decoding: try scratch.bytes("base/report.html"), as: UTF8.self)
    #expect(page.contains("Executions to look at") && page.contains("<ol class=\"gantt\""))
    #expect(page.contains(" --spans</code>") && !page.contains("not simulated again"))
    let call = try Call(["replay", "base", "--execution", "max", "--html", "max.html"], in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let drawn = String(decoding: try scratch.bytes("max.html"), as: UTF8.self)
    #expect(drawn.contains("<ol class=\"gantt\"") && drawn.contains("one simulated execution"))
    // The name, and the split that the report has for it.
    let name = try #require(call.errors.split(separator: " ").dropFirst().first)
    #expect(page.contains(name))
    let split = try #require(call.errors.split(separator: "\n").dropFirst().first).drop { $0 == " " }
    #expect(page.replacing("\u{A0}", with: " ").contains(split), "\(split)")
  }

  @Test func wordsNeedARecording() throws {
    let scratch = try run()
    let call = try Call(["replay", "calm.yaml", "--execution", "p99"], in: scratch)
    #expect(call.status == 3 && call.errors.contains("no recording that says which execution is its p99"))
    for arguments in [["--execution", "all", "--html", "a.html"], ["--execution", "worst", "--html", ""]] {
      #expect(try Call(["replay", "calm.yaml"] + arguments, in: scratch).status == 64)
    }
  }

  /// What stops early is judged, and not simulated again.
  @Test func whoStopsEarlyPaysNothing() throws {
    let scratch = try CompareTests.scratch(
      CompareTests.scenario(more: "replications: 40\nexpect: [ Root.failed.ratio < 0.5 ]"))
    let call = try Call(["run", "calm.yaml", "--stop-early", "--out", "base", "--quiet"], in: scratch)
    #expect([0, 6].contains(call.status))
    let page = String(decoding: try scratch.bytes("base/report.html"), as: UTF8.self)
    #expect(page.contains("Executions to look at") && !page.contains("<ol class=\"gantt\""))
  }
}
