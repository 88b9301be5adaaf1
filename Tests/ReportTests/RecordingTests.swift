import JSON
import Prelude
import StatesLanguage
import Statistics
import Testing

@testable import Report
@testable import Simulation

/// What a folder has recorded, read again.
@Suite struct RecordingTests {
  private static let expectations = [
    Samples.expectation("Root", .latency, .p95, .less, 30),
    Samples.expectation("Root", .latency, nil, .less, 12, for: 0.9),
    Samples.expectation("Root", .retriesPerAdmittedCall, .p50, .less, 2),
  ]

  private func model(
    _ factor: Double = 1, roots: Int = 300, replications: Int = 6,
    expectations: [Simulation.Expectation] = expectations, window: Window? = nil
  ) -> ReportModel {
    let recordings = (0..<replications).map { replication in
      var machine = MachineRecording()
      (machine.started, machine.succeeded, machine.failed) = (roots, roots - 3, 2)
      machine.timedOut = 1
      for index in 0..<(roots - 3) {
        let seconds = (10 + 10 * Double(index) / Double(roots)) * (1 + 0.01 * Double(replication % 5)) * factor
        machine.latency.add(Int64(seconds * 1e9) + Int64(index))
        machine.retriesPerAdmittedCall.add(Int64(index % 4))
      }
      var recording = Recording(replication: replication, machines: [machine], tasks: [], series: TimeSeries())
      if let window {
        // Half of the successes, and every failure.
        var seen = WindowRecording(window, machineCount: 1)
        (seen.machines[0].started, seen.machines[0].succeeded) = (roots / 2 + 3, roots / 2)
        (seen.machines[0].failed, seen.machines[0].timedOut) = (2, 1)
        for index in 0..<(roots / 2) { seen.machines[0].latency.add(Int64(factor * 1e9) + Int64(index * replication)) }
        recording.windows = [seen]
      }
      return recording
    }
    let plan = Samples.plan(machines: [Samples.machine("Root")], expectations: expectations)
    return Samples.model(plan, recordings)
  }

  private struct Folder {
    var facts: String
    var histograms: String
    var summary: String

    init(_ model: ReportModel) throws {
      let files = model.files(recording: true)
      func text(_ name: String) throws -> String {
        String(decoding: try #require(files.first { $0.name == name }).bytes, as: UTF8.self)
      }
      facts = try text("recording.json")
      histograms = try text("histograms.csv")
      summary = try text("summary.json")
    }

    func read() throws -> RecordingReader? {
      try RecordingReader(
        facts: Array(facts.utf8), histograms: { Array(histograms.utf8) },
        summary: (summary, try JSON.parse(Array(summary.utf8))), folder: "old")
    }

    /// With the lines that a reader of scenarios would have understood.
    func run(_ expectations: [Simulation.Expectation] = RecordingTests.expectations) throws -> ComparedRun {
      let read = try #require(try read())
      var run = read.run
      #expect(read.expectations.map(\.text) == expectations.map(\.text))
      run.expect(expectations)
      return run
    }
  }

  private func texts(_ base: ComparedRun, _ candidate: ComparedRun) -> [String] {
    Comparison(base: base, candidate: candidate, gates: [], threshold: 0.01, version: "1").files()
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func foldersGiveTheBytesThatRunsGive() throws {
    let (base, candidate) = (model(), model(1.03))
    let simulated = texts(ComparedRun(base), ComparedRun(candidate))
    #expect(try texts(Folder(base).run(), Folder(candidate).run()) == simulated)
    #expect(try texts(Folder(base).run(), ComparedRun(candidate)) == simulated, "one may be simulated")
    #expect(simulated[2].contains(",regressed"))
  }

  @Test func stretchesAreRecordedUnderTheirNames() throws {
    let window = Window(from: .zero + .seconds(120), to: .zero + .milliseconds(600_500), text: "[2m, 600.5s)")
    var expectations = Array(Self.expectations.prefix(2)) + [Samples.expectation("Root", .failed, nil, .less, 30)]
    for index in [0, 2] { expectations[index].window = window }
    let models = [1, 1.1].map { model($0, expectations: expectations, window: window) }
    let folders = try models.map { try Folder($0) }
    #expect(folders[0].facts.contains(#""Root.failed in [120s, 600500000000ns)": {"sums":2,"counts":1}"#))
    #expect(folders[0].facts.contains(#""Root.failed.ratio in [120s, 600500000000ns)": {"sums":3,"counts":153}"#))
    #expect(folders[0].histograms.contains("Root,\"latency in [120s, 600500000000ns)\",0,1,150\r\n"))
    let read = try folders.map { try $0.run(expectations) }
    #expect(texts(read[0], read[1]) == texts(ComparedRun(models[0]), ComparedRun(models[1])))
    // The same in other words, with the losses of the stretch alone.
    expectations[0].window?.text = "[120s, 600500ms)"
    let gate = Comparison(base: read[0], candidate: read[1], gates: expectations, threshold: 0.01, version: "1").gates
    let stretch = "in [2m, 600.5s)"
    #expect(gate.map(\.name) == ["Root.latency.p95 \(stretch)", "Root.latency < 12", "Root.failed \(stretch)"])
    #expect(abs(gate[0].base - 1) < 1e-6 && gate[0].outcome == .regressed)
  }

  @Test func binsAreSaidAndAllowedFor() throws {
    let (base, candidate) = (model(roots: 40_000, expectations: []), model(1.03, roots: 40_000, expectations: []))
    let folders = [try Folder(base), try Folder(candidate)]
    #expect(folders[0].facts.contains(#""significantBits":11"#))
    #expect(folders[0].histograms.utf8.count < 300_000)
    let sides = try folders.map { try $0.run([]) }
    let read = Comparison(base: sides[0], candidate: sides[1], gates: [], threshold: 0.01, version: "1")
    let exact = Comparison(
      base: ComparedRun(base), candidate: ComparedRun(candidate), gates: [], threshold: 0.01, version: "1")
    #expect(read.rows.map(\.name) == exact.rows.map(\.name) && read.outcome == .regressed)
    for (one, other) in zip(read.rows, exact.rows) where other.base != 0 {
      let isPercentile = other.what.percentile != nil
      #expect(abs(one.base - other.base) <= (isPercentile ? 0.001 : 0) * other.base, "\(other.name)")
      #expect(abs(one.difference - other.difference) <= (isPercentile ? 0.002 : 0) * other.base, "\(other.name)")
      #expect(one.outcome == other.outcome)
      guard isPercentile, let wide = one.interval, let interval = other.interval else { continue }
      #expect(wide.lower < interval.lower && interval.upper < wide.upper, "\(other.name)")
    }
    #expect(
      read.notes.count == 1
        && read.notes[0].hasPrefix("Percentiles of Root are read from histograms whose bins are at most 0.098 % wide"),
      "\(read.notes)")
    #expect(exact.notes.isEmpty)
    let same = Comparison(base: sides[0], candidate: ComparedRun(base), gates: [], threshold: 0, version: "1")
    #expect(same.outcome == .identical && same.gates.allSatisfy { $0.outcome == .identical })
  }

  @Test func fiveHundredReplicationsAreEnough() throws {
    let many = model(roots: 10, replications: 501)
    let folder = try Folder(many)
    #expect(folder.histograms.contains("Root,latency,499,") && !folder.histograms.contains("Root,latency,500,"))
    let comparison = Comparison(
      base: try folder.run(), candidate: ComparedRun(model(1.1, roots: 10, replications: 501)), gates: [],
      threshold: 0.01, version: "1")
    #expect(comparison.sides.isPaired && comparison.sides.candidate.values.count == 500)
    #expect(comparison.notes.contains("Of the base, the first 500 of 501 replications are compared."))
  }

  @Test func aRecordingOfAnotherRunIsNone() throws {
    var folder = try Folder(model())
    folder.summary = try Folder(model(1.1)).summary
    #expect(try folder.read() == nil)
  }

  @Test(
    arguments: [
      (#""formatVersion": 1"#, #""formatVersion": 2"#, ":2:20: error: it has the format 2, of a newer version of"),
      (#""formatVersion": 1"#, #""formatVersion": "1""#, ":2:20: error: a whole number from 1 to"),
      (#""recorded": 6"#, #""recorded": 0"#, ":8:15: error: a whole number from 1 to 500 was expected"),
      (#""recorded": 6"#, #""recorded": 7"#, ": error: 7 numbers were expected, one for each replication, not 6"),
      (#""seed": "42""#, #""seed": "-1""#, ":6:11: error: a seed of 64 bits was expected"),
      (#""warmupSeconds": 0.0"#, #""warmupSeconds": 1e300"#, ":11:20: error: seconds from 0 to 9e9 were expected"),
      (#""counts":1"#, #""counts":1e300"#, ": error: counts are from 0 to"),
      (#""drawing": 1,"#, "", ":1:1: error: \"drawing\" is missing"),
      (#""sync":false"#, #""sync":0"#, ": error: true or false was expected"),
      (#""losses":3"#, #""losses":-3"#, ": error: numbers of executions are whole numbers from 0 to"),
      (#""losses":3"#, #""losses":1e300"#, ": error: numbers of executions are whole numbers from 0 to"),
      (#""bins":[[0,"#, #""bins":[[9,"#, ": error: bins ascend"),
      ("{\n", "[\n", ":2:18: error: found ':', expected"),
    ])
  func damageOfTheFactsIsLocated(old: String, new: String, message: String) throws {
    var folder = try Folder(model())
    let place = try #require(folder.facts.firstRange(of: old))
    folder.facts.replaceSubrange(place, with: new)
    let error = #expect(throws: Diagnostic.self) { try folder.read() }
    let text = try #require(error).text
    #expect(text.hasPrefix("old/recording.json:") && text.contains(message), "\(text)")
  }

  @Test(
    arguments: [
      ("machine,", "name,", ":1:1: error: its first line is not"),
      ("Root,latency,0,10,", "Leaf,latency,0,10,", ":2:1: error: recording.json has no distribution Leaf.latency"),
      ("Root,latency,0,10,", "Root,latency,6,10,", ":2:14: error: a replication from 0 to 5 was expected"),
      ("Root,latency,0,10,", "Root,latency,0,1x0,", ":2:16: error: seconds with at most nine digits"),
      ("Root,latency,0,10,", "Root,latency,0,-10,", ":2:16: error: seconds with at most nine digits"),
      ("Root,latency,0,10,", "Root,latency,0,99999999999,", ":2:16: error: seconds with at most nine digits"),
      ("Root,latency,0,10,", "Root,latency,0,20,", ":3:16: error: bins of a replication ascend"),
      (",1\r\n", ",0\r\n", ": error: a whole number from 1 to"),
      (",1\r\n", ",2\r\n", ":1:1: error: found 298 values of Root.latency in replication 0, expected 297"),
      (",1\r\n", "\r\n", ":2:1: error: found 4 fields, expected 5"),
      ("Root,latency,0,", "\"Root,latency,0,", ":2:1: error: the quotes of this field have no end"),
      ("Root,latency,0,", "\"Root\"x,latency,0,", ":2:7: error: found text behind a quoted field"),
    ])
  func damageOfTheHistogramsIsLocated(old: String, new: String, message: String) throws {
    var folder = try Folder(model())
    let place = try #require(folder.histograms.firstRange(of: old))
    folder.histograms.replaceSubrange(place, with: new)
    let error = #expect(throws: Diagnostic.self) { try folder.read() }
    let text = try #require(error).text
    #expect(text.hasPrefix("old/histograms.csv:") && text.contains(message), "\(text)")
  }

  /// Numbers that no run gives are as good as any others.
  @Test(arguments: ["1e308", "-1e308", "5e-324", "0", "-0.0", "1e17"]) func anySumIsCompared(sum: String) throws {
    var folder = try Folder(model())
    var lines = folder.facts.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices {
      guard let start = lines[index].firstRange(of: #""sums":"#)?.upperBound,
        let end = lines[index].firstRange(of: #","counts""#)?.lowerBound
      else { continue }
      lines[index].replaceSubrange(start..<end, with: sum)
    }
    folder.facts = lines.joined(separator: "\n")
    let run = try folder.run()
    for (base, candidate) in [(run, ComparedRun(model())), (ComparedRun(model()), run)] {
      let comparison = Comparison(base: base, candidate: candidate, gates: [], threshold: 0.01, version: "1")
      #expect(comparison.text(color: false, width: 100).contains("Root.latency.p95"))
      #expect(comparison.files().allSatisfy { !$0.bytes.isEmpty })
    }
  }

  /// Bytes that nobody thought of: a diagnosis or a recording, and never a trap, not in what is made of it either.
  @Test func noBytesTrap() throws {
    let whole = try Folder(model(roots: 20, replications: 2))
    let base = ComparedRun(model(roots: 20, replications: 2))
    let pieces = [
      "0", "-1", "9223372036854775807", "1e308", "null", "[", "]", "{", "}", "\"", ",", "", "\n", "1099511627776",
    ]
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var accepted = 0
    for round in 0..<1_500 {
      var folder = whole
      var bytes = Array(round.isMultiple(of: 2) ? folder.facts.utf8 : folder.histograms.utf8)
      for _ in 0...next(2) {
        let start = next(bytes.count)
        bytes.replaceSubrange(start..<min(bytes.count, start + next(6)), with: Array(pieces[next(pieces.count)].utf8))
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if round.isMultiple(of: 2) { folder.facts = text } else { folder.histograms = text }
      do {
        guard let read = try folder.read() else { continue }
        accepted += 1
        _ = texts(base, read.run)
      } catch let error as Diagnostic {
        #expect(error.file.hasPrefix("old/"))
      }
    }
    #expect(accepted > 0)
  }
}
