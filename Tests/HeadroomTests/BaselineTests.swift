import Testing

/// Expectations in terms of another run.
@Suite struct BaselineTests {
  private static func expecting(_ line: String) -> String {
    CompareTests.scenario(more: "replications: 8\nexpect: [ \"\(line)\" ]")
  }

  @Test(
    arguments: [
      ("Root.latency.mean <= baseline * 1.2", 0), ("Root.latency.mean <= baseline * 1.02", 2),
      ("Root.latency.p99 < baseline", 2), ("Root.latency.mean >= baseline", 0), ("Root.started <= baseline", 0),
    ] as [(String, Int32)]) func aRunIsHeldAgainstAScenario(line: String, status: Int32) throws
  {
    let scratch = try CompareTests.scratch(Self.expecting(line))
    try scratch.write("base.yaml", CompareTests.scenario())
    let options = ["--baseline", "base.yaml", "--set", CompareTests.slower]
    let call = try Call(["run", "calm.yaml"] + options, in: scratch)
    #expect(call.status == status, "\(call.errors)")
    #expect(call.errors.hasPrefix(status == 0 ? "" : "expectation failed: \(line) (measured: "))
    #expect(call.output.contains("the baseline "))
  }

  @Test func aFolderWillDo() throws {
    let scratch = try CompareTests.scratch()
    #expect(try Call(["run", "calm.yaml", "--quiet", "--out", "old"], in: scratch).status == 0)
    try scratch.write("new.yaml", Self.expecting("Root.latency.p99 <= baseline"))
    let call = try Call(["run", "new.yaml", "--baseline", "old"], in: scratch)
    #expect(call.status == 0 && call.output.contains("1.000 of it"), "\(call.output) \(call.errors)")
    let other = try Call(["run", "new.yaml", "--baseline", "old", "--replications", "9"], in: scratch)
    #expect(other.status == 0 && other.errors == "", "the baseline has as many")
  }

  @Test func withoutABaselineNothingIsDecided() throws {
    let scratch = try CompareTests.scratch(Self.expecting("Root.latency.p99 <= baseline * 1.05"))
    let call = try Call(["run", "calm.yaml"], in: scratch)
    #expect(call.status == 6 && call.errors.contains("there is no baseline: give one with --baseline"))
    let missing = try Call(["run", "calm.yaml", "--baseline", "nowhere"], in: scratch)
    #expect(missing.status == 5 && missing.errors.hasPrefix("error: there is no base to compare with"))
    try scratch.write("busy.yaml", CompareTests.scenario(load: "{ poisson: 6/s }"))
    let busy = try Call(["run", "calm.yaml", "--baseline", "busy.yaml"], in: scratch)
    #expect(busy.status == 3 && busy.errors.hasPrefix("error: incomparable: load.0 has Poisson"))
  }

  @Test(arguments: ["baseline + 5", "baseline * x", "baseline * -1", "baselines"]) func otherTermsAreRefused(
    bound: String
  ) throws {
    let scratch = try CompareTests.scratch(Self.expecting("Root.latency.mean <= \(bound)"))
    let call = try Call(["validate", "calm.yaml"], in: scratch)
    #expect(call.status == 3 && call.errors.contains("found \"\(bound)\", expected a duration"), "\(call.errors)")
  }
}
