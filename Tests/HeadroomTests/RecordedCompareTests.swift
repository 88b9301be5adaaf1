import Foundation
import JSON
import Testing

/// Comparisons of folders that nothing but their results is left of.
@Suite struct RecordedCompareTests {
  private func folders(_ options: [String] = []) throws -> Scratch {
    let scratch = try CompareTests.scratch(
      CompareTests.scenario(
        more: "expect: [ Root.latency.p95 < 1s, \"Root.latency < 400ms for 50%\" ]\nreplications: 8"))
    let slower = ["--set", CompareTests.slower]
    #expect(try Call(["run", "calm.yaml", "--out", "base", "--quiet"] + options, in: scratch).status == 0)
    #expect(try Call(["run", "calm.yaml", "--out", "next", "--quiet"] + slower + options, in: scratch).status == 0)
    return scratch
  }

  private func removeSources(of scratch: Scratch) throws {
    for file in ["calm.yaml", "root.asl.json"] { try scratch.remove(file) }
  }

  @Test func twoFoldersAloneGiveWhatSimulatingGives() throws {
    let scratch = try folders()
    let again = ["compare", "calm.yaml", "--set-candidate", CompareTests.slower, "--out", "simulated"]
    let simulated = try Call(again, in: scratch)
    try removeSources(of: scratch)
    let recorded = try Call(["compare", "base", "next", "--out", "recorded"], in: scratch)
    #expect(recorded.status == 2 && simulated.status == 2 && recorded.errors == simulated.errors)
    #expect(recorded.output.contains("paired by common random numbers"))
    for file in ["compare.csv", "report.html", "compare.md"] {
      #expect(try scratch.read("recorded/" + file) == scratch.read("simulated/" + file), "\(file)")
    }
    let same = try Call(["compare", "base", "base/", "--strict"], in: scratch)
    #expect(same.status == 0 && same.output.contains("identical, every number is the same"))
    let gated = try Call(["compare", "base", "next", "--gate", "Root.Work.attempts.mean", "--json"], in: scratch)
    #expect(gated.output.contains(#""subject": "Root.Work""#) && !gated.output.contains("not in the recording"))
  }

  /// Stretches of the run that something is expected of are in the recording, and no others.
  @Test func windowsAreRecordedWhereTheyAreExpected() throws {
    let expect = [
      "Root.latency.p50 in [5s, 1m) < 1m", "Root.latency in [5s, 1m) < 1s for 50%",
      "Root.latency.p50 in [10s, 20s) <= baseline * 1.05", "StartExecution.offered in [0s, 20s) > 1",
    ]
    let scratch = try CompareTests.scratch(
      CompareTests.scenario(
        more: "expect:\n" + expect.map { "  - \"\($0)\"\n" }.joined() + "replications: 8"))
    let slower = ["--set", CompareTests.slower]
    let baseline = ["run", "calm.yaml", "--quiet", "--baseline"]
    #expect(try Call(baseline + ["calm.yaml", "--out", "base"], in: scratch).status == 0)
    #expect(try Call(baseline + ["base", "--out", "next"] + slower, in: scratch).status == 2)
    let gate = ["--gate", "Root.failed.ratio in [5s, 60s)", "--gate", "Root.latency.mean in [5s, 1m)"]
    let again = ["compare", "calm.yaml", "--set-candidate", CompareTests.slower, "--out", "simulated"]
    let simulated = try Call(again + gate, in: scratch)
    let half = try Call(["compare", "base", "calm.yaml", "--out", "half"] + gate, in: scratch)
    #expect(half.status == 0 && half.output.contains("identical"), "\(half.output)\(half.errors)")
    try removeSources(of: scratch)
    let recorded = try Call(["compare", "base", "next", "--out", "recorded"] + gate, in: scratch)
    #expect(simulated.status == 2 && recorded.status == 2 && recorded.errors == simulated.errors)
    #expect(!recorded.output.contains("not in the recording"), "\(recorded.output)")
    for file in ["compare.csv", "compare.md"] {
      #expect(try scratch.read("recorded/" + file) == scratch.read("simulated/" + file), "\(file)")
    }
    let metric = "Root.latency.p50 in [30s, 40s)"
    let unknown = try Call(["compare", "base", "next", "--gate", metric], in: scratch)
    #expect(unknown.output.contains("\(metric): it is not in the recording of a folder"), "\(unknown.output)")
    // A threshold names a metric, however its window is written.
    let own = ["--threshold", "Root.latency.p50 in [5s, 60s)=90%"]
    let words = try Call(["compare", "base", "next"] + own, in: scratch).output.split(whereSeparator: \.isWhitespace)
    #expect(words.joined(separator: " ").contains("Root.latency.p50 in [5s, 1m) ±90 %"))
  }

  /// Batches of one run are no replications: read again, it says as little of the spread.
  @Test func oneRunIsReadAgainAsItWas() throws {
    let scratch = try CompareTests.scratch(
      CompareTests.scenario(more: "warmup: 10s\nexpect: [ Root.latency.mean < 1m ]\nreplications: 1"))
    #expect(try Call(["run", "calm.yaml", "--out", "base", "--quiet"], in: scratch).status != 64)
    let again = ["--set-candidate", CompareTests.slower]
    let simulated = try Call(["compare", "calm.yaml", "--out", "simulated"] + again, in: scratch)
    let half = try Call(["compare", "base", "calm.yaml", "--out", "half"] + again, in: scratch)
    #expect(half.output.contains("one replication says nothing of the spread"), "\(half.output)\(half.errors)")
    #expect(half.status == simulated.status)
    #expect(try scratch.read("half/compare.csv") == scratch.read("simulated/compare.csv"))
    try removeSources(of: scratch)
    let same = try Call(["compare", "base", "base", "--strict"], in: scratch)
    #expect(same.status == 0 && same.output.contains("identical, every number is the same"), "\(same.output)")
  }

  @Test func aFolderWithoutARecordingIsSimulatedAgain() throws {
    let scratch = try folders(["--no-recording"])
    #expect(!scratch.contents.contains { $0.hasSuffix("recording.bin") || $0.hasSuffix("histograms.csv") })
    #expect(try Call(["compare", "base", "next", "--quiet"], in: scratch).status == 2)
    try removeSources(of: scratch)
    #expect(try Call(["compare", "base", "next", "--quiet"], in: scratch).status == 74)
  }

  @Test func anotherSeedIsNotPairedAndAnotherLoadIncomparable() throws {
    let scratch = try folders()
    let seed = ["run", "calm.yaml", "--out", "seed", "--seed", "9", "--quiet"]
    let load = ["run", "calm.yaml", "--out", "load", "--set", "load.0.arrivals.poisson=6/s", "--quiet"]
    for arguments in [seed, load] { #expect(try Call(arguments, in: scratch).status == 0) }
    try removeSources(of: scratch)
    let unpaired = try Call(["compare", "base", "seed"], in: scratch)
    #expect(unpaired.output.contains("not paired: Welch's intervals"))
    let other = try Call(["compare", "base", "load"], in: scratch)
    #expect(
      other.status == 3 && other.errors.contains("incomparable: load.0 has Poisson, 5 a second, for 60 s, against"))
    #expect(try Call(["compare", "base", "load", "--allow-different-load", "--quiet"], in: scratch).status != 3)
  }

  @Test func damageAndOtherFormatsAreRefused() throws {
    let scratch = try folders()
    let path = URL(fileURLWithPath: scratch.path + "/base/recording.bin")
    var bytes = try Data(contentsOf: path)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: path)
    let damaged = try Call(["compare", "base", "next"], in: scratch)
    #expect(damaged.status == 3 && damaged.errors.hasPrefix("base/recording.bin: error: at byte "))
    // The format's number stands behind the first line.
    bytes[19] = 7
    try bytes.write(to: path)
    let newer = try Call(["compare", "base", "next"], in: scratch)
    #expect(newer.status == 3 && newer.errors.contains("it has the format 7, of another version of headroom"))
    #expect(try Call(["compare", "base", "next", "--changed", "--quiet"], in: scratch).status == 2)
    // As versions wrote it that had two files of text.
    try scratch.remove("base/recording.bin")
    try scratch.write("base/recording.json", "{}")
    let earlier = try Call(["compare", "base", "next"], in: scratch)
    #expect(earlier.status == 3 && earlier.errors.hasPrefix("base: error: its recording is of an earlier version"))
  }

  /// A run that records nothing leaves the files of the one before it lying.
  @Test func aRecordingOfAnEarlierRunIsNotTaken() throws {
    let scratch = try folders()
    let options = ["--set", CompareTests.slower, "--no-recording", "--quiet"]
    #expect(try Call(["run", "calm.yaml", "--out", "base"] + options, in: scratch).status == 0)
    #expect(scratch.contents.contains("base/recording.bin"))
    let call = try Call(["compare", "base", "next"], in: scratch)
    #expect(call.status == 0 && call.output.contains("identical"))
  }

  @Test func aBaselineMayBeAFolderAlone() throws {
    let scratch = try folders()
    try scratch.write(
      "calm.yaml", CompareTests.scenario(more: "expect: [ Root.latency.p95 <= baseline * 1.05 ]\nreplications: 8"))
    #expect(try Call(["run", "calm.yaml", "--baseline", "base", "--quiet"], in: scratch).status == 0)
    let slower = ["run", "calm.yaml", "--baseline", "base", "--quiet", "--set", CompareTests.slower]
    #expect(try Call(slower, in: scratch).status == 2)
  }

  /// What the warm-up of a run is found to be, a scenario that is compared with it has as well.
  @Test func aWarmupThatWasFoundIsTheOtherSides() throws {
    let scratch = try CompareTests.scratch(CompareTests.scenario(more: "warmup: auto\nreplications: 20"))
    #expect(try Call(["run", "calm.yaml", "--out", "base", "--quiet"], in: scratch).status == 0)
    let call = try Call(["compare", "base", "calm.yaml"], in: scratch)
    #expect(call.status == 0 && call.output.contains("identical"), "\(call.output)\(call.errors)")
    let relative = "expect: [ Root.latency.p95 <= baseline * 1.05 ]\nwarmup: auto\nreplications: 20"
    try scratch.write("calm.yaml", CompareTests.scenario(more: relative))
    let judged = try Call(["run", "calm.yaml", "--baseline", "base", "--quiet"], in: scratch)
    #expect(judged.status == 0, "\(judged.errors)")
  }

  @Test func theSummaryKnowsWhatTheScenarioNames() throws {
    let scratch = try folders()
    let files = try JSON.parse(scratch.read("base/summary.json"))["scenarioFile"]?["files"]?.elements
    #expect(files?.map { $0["path"]?.string } == ["root.asl.json"])
    #expect(files?.first?["sha256"]?.string?.count == 64)
  }
}
