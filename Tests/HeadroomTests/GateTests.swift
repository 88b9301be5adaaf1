import Foundation
import JSON
import Testing

@Suite struct GateTests {
  @Test func whatACISystemWantsIsWritten() throws {
    let scratch = try Scratch()
    try scratch.writeScenario(expect: "Root.succeeded == 6")
    let options = ["--junit", "j.xml", "--markdown", "m.md", "--openmetrics", "o.txt", "--benchmark", "b.json"]
    let call = try Call(["run", "small.yaml"] + options, in: scratch)
    #expect(call.status == 99)
    #expect(call.errors.contains("expectation failed: Root.succeeded == 6 (measured: 5)"))
    #expect(try scratch.read("j.xml").contains("small.yaml:7:11: Root.succeeded == 6, measured: 5</failure>"))
    #expect(try scratch.read("m.md").hasPrefix("### small: ❌ 1 of 1 expectations not met\n"))
    #expect(try scratch.read("o.txt").hasSuffix("# EOF\n"))
    #expect(try JSON.parse(scratch.read("b.json")).elements?.isEmpty == false)
    #expect(!call.output.contains("::error"), "only GitHub reads them")
  }

  @Test func withJSONTheSummaryIsAllThatIsPrinted() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(["run", "small.yaml", "--json"], in: scratch)
    #expect(call.status == 0 && call.errors == "")
    #expect(try call.output == scratch.read("Reports/small/summary.json"))
  }

  @Test func gitHubGetsAnnotationsAndASummary() throws {
    let scratch = try Scratch()
    try scratch.writeScenario(expect: "Root.succeeded == 6")
    try scratch.write("summary.md", "before\n")
    let variables = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": scratch.path + "/summary.md"]
    let call = try Call(["run", "small.yaml", "--quiet"], in: scratch, environment: variables)
    #expect(
      call.output
        == "::error file=small.yaml,line=7,col=11,title=Expectation not met::Root.succeeded == 6: 5\n")
    #expect(try scratch.read("summary.md").hasPrefix("before\n### small: ❌"))
  }

  @Test func annotationsDoNotMixWithJSON() throws {
    let scratch = try Scratch()
    try scratch.writeScenario(expect: "Root.succeeded == 6")
    let github = ["GITHUB_ACTIONS": "true"]
    let run = try Call(["run", "small.yaml", "--json"], in: scratch, environment: github)
    #expect(try JSON.parse(run.output).members != nil && run.errors.contains("::error file=small.yaml"))
    let slower = ["--set-candidate", "services.\"arn:aws:lambda:us-east-1:123456789012:function:Work\".latency=9s"]
    let more = slower + ["--gate", "Root.latency.mean", "--replications", "3", "--json"]
    let compare = try Call(["compare", "small.yaml"] + more, in: scratch, environment: github)
    #expect(try compare.status == 2 && JSON.parse(compare.output).members != nil, "\(compare.errors)")
    #expect(compare.errors.contains("::error title=Regressed::"))
  }

  @Test func whatTooLittleIsKnownOfIsUndecided() throws {
    let scratch = try Scratch()
    try scratch.writeScenario(expect: "Root.latency.p99 < 1s")
    let call = try Call(["run", "small.yaml"], in: scratch)
    #expect(call.status == 6)
    let complaint = "expectation undecided: Root.latency.p99 < 1s (250 ms; one replication says nothing of the spread"
    #expect(call.errors.contains(complaint))
    #expect(call.output.contains("? UNDECIDED Root.latency.p99 < 1s"))
  }

  @Test(arguments: ["nowhere/j.xml", "Folder"]) func aFileThatCannotBeIsSaidBeforeTheWork(name: String) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try scratch.makeFolder("Folder")
    let call = try Call(["run", "small.yaml", "--junit", name], in: scratch)
    #expect(call.status == 74)
    #expect(call.errors.hasPrefix("error: cannot write \(name): "))
    #expect(!scratch.contents.contains("Reports"))
  }

  @Test func anOldFileIsReplacedAndAPipeWrittenTo() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    try scratch.write("j.xml", "old")
    let call = try Call(["run", "small.yaml", "--junit", "j.xml", "--markdown", "/dev/null"], in: scratch)
    #expect(call.status == 0)
    #expect(try scratch.read("j.xml").hasPrefix("<?xml"))
    #expect(scratch.contents.filter { $0.contains(".new") } == [])
  }
}
