import Foundation
import JSON
import Prelude
import Testing

@testable import headroom

/// Reports of folders that nothing but their recording is left of.
@Suite struct ReportAgainTests {
  private static let expected = "expect: [ Root.latency.p95 < 1s, \"Root.latency.p50 in [5s, 1m) < 1m\" ]\n"

  private func folder(_ more: String, _ options: [String] = []) throws -> Scratch {
    let scratch = try CompareTests.scratch(CompareTests.scenario(more: more))
    let run = ["run", "calm.yaml", "--out", "base", "--quiet"]
    #expect([0, 6].contains(try Call(run + options, in: scratch).status))
    return scratch
  }

  private func same(_ folder: String, _ other: String, in scratch: Scratch) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/" + folder).sorted()
    #expect(names == (try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/" + other).sorted()))
    return try names.filter { try scratch.bytes(folder + "/" + $0) != scratch.bytes(other + "/" + $0) }
  }

  @Test(arguments: [
    ("replications: 8\n" + expected, ["--seed", "18446744073709551615", "--set", CompareTests.slower]),
    ("warmup: auto\nreplications: 20", []), ("warmup: 10s\nreplications: 1", []),
    ("precision: { Root.latency.mean: 20% }\n", ["--max-replications", "30"]),
    ("replications: 40\n" + expected, ["--stop-early"]),
    ("replications: 4\nexpect: [ Root.latency.p95 <= baseline * 1.05 ]", ["--baseline", "calm.yaml"]),
    ("replications: 4\n" + expected, ["--judge", "point"]),
  ])
  func theReportIsTheSameThoughTheScenarioIsGone(more: String, options: [String]) throws {
    let scratch = try folder(more, options)
    for file in ["calm.yaml", "root.asl.json"] { try scratch.remove(file) }
    let call = try Call(["report", "base", "--out", "again"], in: scratch)
    #expect(call.status == 0 && call.output.hasSuffix("Report: again/report.html\n"), "\(call.errors)")
    #expect(try same("base", "again", in: scratch) == [])
    try scratch.remove("again/report.html")
    #expect(try Call(["report", "again/", "--quiet"], in: scratch).status == 0)
    #expect(try same("base", "again", in: scratch) == [])
  }

  @Test func severalRunsStandSideBySide() throws {
    let scratch = try folder("replications: 3\n")
    #expect(try Call(["run", "calm.yaml", "--out", "other runs", "--quiet", "--seed", "7"], in: scratch).status == 0)
    let call = try Call(["report", "base", "other runs", "--out", "week/all"], in: scratch)
    #expect(call.status == 0 && call.output == "Report: week/all/report.html\n", "\(call.errors)")
    let page = String(decoding: try scratch.bytes("week/all/report.html"), as: UTF8.self)
    for link in ["../../base/report.html", "../../other%20runs/report.html"] {
      #expect(page.contains("href=\"\(link)\""), "\(link)")
    }
    let rows = String(decoding: try scratch.bytes("week/all/runs.csv"), as: UTF8.self).split(separator: "\r\n")
    #expect(rows.contains { $0.hasPrefix("other runs,calm,7,3,run,makespan,seconds,") }, "\(rows.prefix(3))")
    for (options, words) in [([], "--out says where"), (["--out", "./base"], "a folder of its own")] {
      let wrong = try Call(["report", "base", "other runs"] + options, in: scratch)
      #expect(wrong.status == 64 && wrong.errors.contains(words), "\(wrong.errors)")
    }
  }

  /// A scenario with a bucket, which is the folder `objects`.
  private func bucket() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.makeFolder("objects/deep")
    try scratch.write("objects/deep/items.json", "[1, 2, 3]")
    try scratch.write(
      "root.asl.json",
      """
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
          "Parameters": {"Bucket": "b", "Key": "deep/items.json"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """)
    try scratch.write(
      "small.yaml",
      """
      name: small
      region: us-east-1
      stateMachines: { Root: { definition: root.asl.json } }
      s3: { b: objects }
      load: [ { start: Root, arrivals: { burst: 2 } } ]
      """)
    return scratch
  }

  @Test func filesOfAFolderAreKept() throws {
    let scratch = try bucket()
    let run = try Call(["run", "small.yaml", "--out", "base", "--quiet"], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    for file in ["small.yaml", "root.asl.json", "objects"] { try scratch.remove(file) }
    let call = try Call(["report", "base", "--out", "again", "--quiet"], in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    #expect(try same("base", "again", in: scratch) == [])
  }

  @Test func theBytesAreThoseOfAnyNumberOfJobs() throws {
    let scratch = try folder("replications: 9\n" + Self.expected, ["--jobs", "1"])
    for jobs in ["2", "7"] {
      let run = ["run", "calm.yaml", "--out", "jobs", "--quiet", "--jobs", jobs]
      #expect(try Call(run, in: scratch).status == 0)
      #expect(try same("base", "jobs", in: scratch) == [])
    }
  }

  @Test func damageIsSaidWithItsPlace() throws {
    let scratch = try folder("replications: 2")
    let path = URL(fileURLWithPath: scratch.path + "/base/recording.bin")
    let good = try Data(contentsOf: path)
    var bad = good
    bad[good.count / 2] ^= 1
    try bad.write(to: path)
    let damaged = try Call(["report", "base"], in: scratch)
    #expect(damaged.status == 3 && damaged.errors.hasPrefix("base/recording.bin: error: at byte "))
    #expect(damaged.errors.hasSuffix(" are not as they were written\n"), "\(damaged.errors)")
    try good.dropLast(9).write(to: path)
    #expect(try Call(["report", "base"], in: scratch).status == 3)
    // The format's number stands behind the first line.
    bad = good
    bad[19] = 99
    try bad.write(to: path)
    let newer = try Call(["report", "base"], in: scratch)
    #expect(newer.status == 3 && newer.errors.contains("the format 99, of another version of headroom"))
    try scratch.remove("base/recording.bin")
    let none = try Call(["report", "base"], in: scratch)
    #expect(none.status == 74 && none.errors.contains("there is no base/recording.bin"))
  }

  /// A run that records nothing leaves the recording of the one before it lying.
  @Test func aRecordingOfAnEarlierRunIsNotReported() throws {
    let scratch = try folder("replications: 2")
    let run = ["run", "calm.yaml", "--out", "base", "--quiet", "--no-recording", "--seed", "9"]
    #expect(try Call(run, in: scratch).status == 0)
    let call = try Call(["report", "base"], in: scratch)
    #expect(call.status == 3 && call.errors.contains("it is of another run than the summary.json beside it"))
    try scratch.remove("base/summary.json")
    #expect(try Call(["report", "base", "--quiet"], in: scratch).status == 0)
  }

  /// Beyond 16 MiB the files themselves have to be there, and be the same.
  @Test func filesThatAreTooLargeAreKnownByTheirHashes() throws {
    let scratch = try bucket()
    try scratch.write("objects/large", String(repeating: " ", count: 1 << 24))
    #expect(try Call(["run", "small.yaml", "--out", "base", "--quiet"], in: scratch).status == 0)
    #expect(try scratch.bytes("base/recording.bin").count < 1 << 20)
    #expect(try Call(["report", "base", "--out", "again", "--quiet"], in: scratch).status == 0)
    #expect(try same("base", "again", in: scratch) == [])
    try scratch.write("objects/large", String(repeating: "_", count: 1 << 24))
    let call = try Call(["report", "base"], in: scratch)
    #expect(
      call.status == 3 && call.errors.hasPrefix("objects/large: error: it has changed since base/recording.bin"))
  }

  @Test func everyFieldPasses() throws {
    let values: [any Archived] = [RunRecord.Head(), RunOrder()]
    for value in values {
      var archive = Archive(writing: 999)
      var copy = value
      try copy.pass(through: &archive)
      #expect(archive.fields == Mirror(reflecting: value).children.count, "\(type(of: value))")
    }
  }
}
