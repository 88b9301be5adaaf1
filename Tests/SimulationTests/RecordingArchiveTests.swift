import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport
import Testing
import Tracing

@testable import Simulation
@testable import Statistics

@Suite struct RecordingArchiveTests {
  private static let depth = LevelSeries(
    machine: 0, depth: 1, counts: Array(1...10), latencies: [5],
    sketch: LatencySketch(width: 1_000_000_000, counts: Array(repeating: 0, count: LatencySketch.classCount - 1) + [9]))

  private static let exemplar: Exemplar = {
    var one = Exemplar()
    (one.kinds, one.parts) = ([.p50, .max], Part.allCases.map { Int64($0.rawValue) })
    one.origin = ErrorRecord.Place(machine: 0, state: "Work", kind: .error, error: "E")
    (one.spans, one.cuts) = ([.blank], [SpanCut()])
    return one
  }()

  /// One of everything.
  private static func recording() -> Recording {
    var machine = MachineRecording(machineCount: 2)
    machine.latency.add(3)
    machine.duration.add(3)
    machine.takenBack = [.failed: 2, .aborted: 1]
    var task = TaskRecording(machine: 0, state: "Work", resource: "arn")
    (task.service, task.errors) = (1, 4)
    task.attempts.add(1, times: 50)
    var error = ErrorRecord(ErrorRecord.Place(machine: 0, state: "Work", kind: .rejected, error: "E"))
    error.root = error.place
    var recording = Recording(replication: 3, machines: [machine], tasks: [task], series: TimeSeries())
    recording.latencyByDepth = [machine.latency]
    recording.levels = [LevelRecording(machine: 0, depth: 0)]
    recording.services = [ServiceRecording()]
    recording.admissions = [AdmissionRecording()]
    recording.paced = [1, 2]
    recording.errors = [error]
    recording.windows = [WindowRecording(Window(from: .zero, to: .never, text: "[0s, ∞)"), machineCount: 1)]
    return recording
  }

  private static func bytes(_ value: some Archived) throws -> (bytes: [UInt8], fields: Int) {
    var (archive, value) = (Archive(writing: 1 << 24), value)
    try value.pass(through: &archive)
    return (archive.bytes, archive.fields)
  }

  /// A new field that nobody writes down would be lost in every report that is written again.
  @Test func everyFieldPasses() throws {
    let one = Self.recording()
    let total = SeriesTotal(try plan().account)
    let values: [any Archived] = [
      one, one.machines[0], one.tasks[0], one.levels[0], one.services[0], one.services[0].refusals, one.admissions[0],
      one.errors[0],
      one.errors[0].place, one.outside, one.windows[0], one.windows[0].window, CallCounts(), total,
      AdmissionRecording(), SeriesTotal.Bin(), SeriesTotal.ServiceBin(),
      SeriesTotal.End(length: 1, tokens: 1, open: 1, services: []),
      TimeSeries.ServiceBin(), SeriesSquares(), SeriesSquares.Calls(), Self.depth, Self.depth.sketch, Self.exemplar,
      Self.exemplar.spans[0], SpanCut(), ExemplarTable(), ExemplarTable.Row(),
    ]
    for value in values {
      #expect(try Self.bytes(value).fields == Mirror(reflecting: value).children.count, "\(type(of: value))")
    }
  }

  /// Whoever changes what is written gives the format of `recording.bin` another number.
  @Test func theFormatIsWhatItsNumberSays() throws {
    let all = try Self.bytes(Self.recording()).bytes + Self.bytes(Self.depth).bytes + Self.bytes(Self.exemplar).bytes
    let sum = all.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    #expect(all.count == 309 && String(sum, radix: 16) == "bf829658be71df1a", "\(all.count) \(String(sum, radix: 16))")
  }

  @Test func samplesComeBack() throws {
    var (exact, large, repeated) = (Sample(), Sample(), Sample())
    for value in [7, 3, 7, 7, 1 << 50, 0] as [Int64] { exact.add(value) }
    repeated.add(9, times: 1_000)
    for value in 0..<3 { large.add(Int64(value) * 1_000_000_007, times: 1 << 19) }
    #expect(exact.isExact && !large.isExact)
    for sample in [Sample(), exact, repeated, large] {
      var (archive, written) = (Archive(writing: 1 << 20), sample)
      try archive.pass(&written)
      #expect(archive.bytes.count < 60)
      var (reading, read) = (Archive(reading: archive.bytes), Sample())
      try reading.pass(&read)
      try reading.finish()
      #expect(read.count == sample.count && read.sum == sample.sum && read.min == sample.min && read.max == sample.max)
      let ps = [0.1, 0.5, 0.9, 0.99]
      #expect(read.quantiles(ps) == sample.quantiles(ps) && read.isExact == sample.isExact)
    }
    // What another has too takes a byte.
    var (archive, twin) = (Archive(writing: 99), exact)
    try archive.pass(&twin, like: [repeated, exact])
    #expect(archive.bytes == [3])
  }

  private func plan(replications: Int = 3) throws -> Plan {
    let work = try MachineModel("Work", .standard, World.pass)
    var plan = World.plan(
      [work],
      load: [
        LoadStream(
          machine: 0, arrivals: .poisson(perSecond: 2, duration: .seconds(20)), input: [:], retry: .none)
      ])
    plan.replications = replications
    return plan
  }

  private func result(_ plan: Plan) throws -> RunResult {
    var result = RunResult(plan)
    for replication in 0..<plan.replications { result.add(try simulate(plan, replication: replication)) }
    return result
  }

  private func written(_ result: RunResult, _ plan: Plan) throws -> [UInt8] {
    var (archive, result) = (Archive(writing: 1 << 24), result)
    try result.pass(through: &archive, of: plan)
    return archive.bytes
  }

  private func read(_ bytes: [UInt8], _ plan: Plan) throws -> RunResult {
    var (archive, result) = (Archive(reading: bytes), RunResult(plan))
    try result.pass(through: &archive, of: plan)
    try archive.finish()
    return result
  }

  @Test func aRunComesBackAndIsWrittenAlike() throws {
    for replications in [1, 3] {
      let plan = try plan(replications: replications)
      let bytes = try written(try result(plan), plan)
      let again = try read(bytes, plan)
      #expect(try written(again, plan) == bytes)
      #expect(again.series.observed == replications && again.recordings.count == replications)
      // The order in which replications came in says nothing.
      var backwards = RunResult(plan)
      for replication in (0..<replications).reversed() {
        backwards.add(try simulate(plan, replication: replication))
      }
      backwards.sort()
      #expect(try written(backwards, plan) == bytes)
    }
  }

  @Test func anotherScenariosRunIsRefused() throws {
    let plan = try plan()
    let bytes = try written(try result(plan), plan)
    let machines = [
      try MachineModel("Work", .standard, World.pass), try MachineModel("More", .standard, World.pass),
    ]
    var other = World.plan(machines, load: plan.load)
    other.replications = 3
    let damage = try #require(throws: Archive.Damage.self) { try read(bytes, other) }
    #expect(damage.problem == "replication 0 has the machines of another scenario")
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: Archive.Damage.self) { try read(Array(bytes[..<count]), plan) }
    }
  }
}
