import Foundation
import JSON
import Testing

/// `--stop-early`, batches of one run, windows, and thresholds of metrics.
@Suite struct StopEarlyTests {
  private func scratch(_ more: String, seconds: Int = 200) throws -> Scratch {
    try Scratch(queue: more, seconds: seconds)
  }

  private func summary(_ scratch: Scratch) throws -> JSON { try JSON.parse(scratch.read("Reports/small/summary.json")) }

  @Test func theSameReplicationsDecideForAnyNumberOfJobs() throws {
    let files = try [1, 2, 7].map { jobs in
      let scratch = try scratch("replications: 400\nexpect: [ Root.latency.mean < 2.6s, Root.latency.p50 > 500ms ]")
      let call = try Call(["run", "small.yaml", "--stop-early", "--jobs", String(jobs)], in: scratch)
      #expect(call.status == 0, "\(call.errors)")
      #expect(call.output.contains("stopped early after ") && call.output.contains(" of at most 400 replications"))
      return try scratch.read("Reports/small/summary.json")
    }
    #expect(Set(files).count == 1)
    let summary = try JSON.parse(files[0])
    let looks: [JSON] = [20, 30, 45, 68, 102, 153, 230, 345]
    let replications = try #require(summary["replications"])
    let look = try #require(looks.firstIndex(of: replications))
    #expect(summary["stopEarly"]?["look"] == .integer(look + 1) && summary["stopEarly"]?["most"] == 400)
    let level = try #require(summary["stopEarly"]?["level"].flatMap { Double($0.text) })
    let number = Double(look + 1)
    #expect(abs(level - 0.05 * 6 / (Double.pi * Double.pi * number * number)) < 1e-9)
  }

  @Test func whatStaysUndecidedTakesThemAll() throws {
    let scratch = try scratch("replications: 5\nexpect: [ Root.latency.mean < 2s ]")
    let call = try Call(["run", "small.yaml", "--stop-early", "--max-replications", "24"], in: scratch)
    #expect(call.status == 6)
    #expect(call.output.contains("not stopped early: 24 replications, 1 undecided to the end"), "\(call.output)")
    let few = try Call(["run", "small.yaml", "--stop-early"], in: scratch)
    #expect(few.output.contains("there is no look before all 5 replications"))
  }

  @Test(
    arguments: [
      ([], "replications: 30", 3, "--stop-early needs something that is expected"),
      ([], "precision: { Root.latency.mean: 5% }\nexpect: default", 3, "--stop-early cannot"),
      (["--baseline", "small.yaml"], "expect: default", 64, "--stop-early cannot be with --baseline"),
    ] as [([String], String, Int32, String)])
  func itIsRefusedWhereItMeansNothing(options: [String], yaml: String, status: Int32, message: String) throws {
    let call = try Call(["run", "small.yaml", "--stop-early"] + options, in: scratch(yaml))
    #expect(call.status == status && call.errors.contains(message), "\(call.errors)")
  }

  @Test func aFolderIsComparedWithAsManyReplicationsAsItTook() throws {
    let scratch = try scratch("replications: 60\nexpect: [ Root.latency.mean < 5s ]")
    #expect(try Call(["run", "small.yaml", "--stop-early", "--quiet"], in: scratch).status == 0)
    #expect(try summary(scratch)["replications"] == 20)
    let call = try Call(["compare", "Reports/small", "Reports/small"], in: scratch)
    #expect(call.status == 0 && call.output.hasPrefix("small → small: identical"), "\(call.errors)")
  }

  @Test func oneLongRunIsCutIntoBatches() throws {
    let scratch = try scratch(
      "warmup: 100s\nexpect: [ Root.latency.mean < 3s, Root.latency.p50 < 1ms, Root.failed.ratio < 0.01 ]",
      seconds: 8_000)
    let call = try Call(["run", "small.yaml"], in: scratch)
    #expect(call.status == 99)
    #expect(call.output.contains("NOT MET   Root.latency.p50") && call.output.contains("BATCHES OF ONE RUN"))
    let summary = try summary(scratch)
    #expect([10, 20, 30].contains { summary["batches"] == .integer($0) })
    #expect(summary["expectations"]?.elements?.map { $0["verdict"] } == ["met", "notMet", "met"])
    #expect(summary["executions"]?["Root"]?["latency"]?["halfWidth"] != .null)
    let rows = try scratch.read("Reports/small/summary.csv").split(separator: "\r\n")
    #expect(rows.contains { $0.contains(",all,Root,latency.mean,") && !$0.hasSuffix(",") })
  }

  @Test func aRunThatIsTooShortForBatchesSaysSo() throws {
    let scratch = try scratch("warmup: 10s\nexpect: [ Root.latency.mean < 30s ]", seconds: 60)
    let call = try Call(["run", "small.yaml"], in: scratch)
    #expect(call.status == 6)
    #expect(call.errors.contains("too short for batches: a longer load, or replications: 20"), "\(call.errors)")
  }

  /// The load is served at first; then the service is late.
  @Test func windowsAreJudgedAndCompared() throws {
    let scratch = try scratch(
      """
      replications: 20
      expect:
        - Root.succeeded in [0s, 100s) > 40
        - Root.latency in [50s, 150s) < 1m for 90%
        - Root.latency.mean in [0s, 20s) <= baseline * 1.05
      """)
    let call = try Call(["run", "small.yaml", "--baseline", "small.yaml"], in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let metric = "Root.latency.p50 in [50s, 150s)"
    let options = [
      "--gate", metric, "--set-candidate", "services.\"\(CompareTests.function)\".latency.exponential.mean=1.2s",
    ]
    let compared = try Call(["compare", "small.yaml", "--threshold", "Root.latency.mean=90%"] + options, in: scratch)
    #expect(compared.status == 2 && compared.errors.contains("regressed: \(metric): "), "\(compared.errors)")
    let own = try Call(["compare", "small.yaml", "--threshold", metric + "=90%"] + options, in: scratch)
    #expect(!own.errors.contains(metric), "\(own.errors)")
    let words = own.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("\(metric) ±90 %"), "\(own.output)")
    let wrong = try Call(["compare", "small.yaml", "--threshold", "Rot.latency.mean=9%"] + options, in: scratch)
    #expect(wrong.status == 3 && wrong.errors.contains("--threshold:1:1: error: "), "\(wrong.errors)")
  }
}
