import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation

@Suite struct SummaryTests {
  private func summary(_ model: ReportModel) throws -> JSON { try JSON.parse(Samples.file("summary.json", of: model)) }

  private func member(_ path: String, of json: JSON) -> JSON? {
    path.split(separator: ".").reduce(json as JSON?) { value, key in
      switch value {
      case .object(let object): object[String(key)]
      case .array(let items): Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
      default: nil
      }
    }
  }

  @Test func theNamesAreAnInterface() throws {
    guard case .object(let object) = try summary(Samples.shared) else {
      Issue.record("summary.json is no object")
      return
    }
    #expect(
      object.map(\.key) == [
        "schemaVersion", "version", "scenario", "seed", "replications", "quotaProfile", "overheads", "warmupSeconds",
        "study",
        "confidence", "apiActions", "executions", "transitions", "statesEntered", "peakOpen", "peakWaiting", "makespan",
        "lastRootEnd",
        "historyEvents", "largestHistory", "billing", "latencyByDepth", "tasks", "outside",
        "errors", "findings", "expectations",
      ])
  }

  static let rows: [(String, JSON)] = [
    ("schemaVersion", 2), ("study", "terminating"), ("scenario", "burst"), ("seed", 42), ("replications", 3),
    ("version", "0.1.0"),
    ("quotaProfile", "us-east-1 (class A), 2026-09"), ("overheads", "measured"), ("warmupSeconds", 0),
    ("apiActions.StartExecution.offered", ["mean": 88_000, "halfWidth": 0]),
    ("apiActions.StartExecution.retriesPerAdmittedCall.unit", "1"),
    ("apiActions.StartExecution.retriesPerAdmittedCall.count", 16_488),
    ("apiActions.StartExpressExecution.retriesPerAdmittedCall.count", 0),
    ("apiActions.StartExecution.bucketEmptySeconds", 41), ("apiActions.StartExecution.earliestFinishSeconds", 14),
    ("executions.Root.started", ["mean": 500, "halfWidth": 0]), ("executions.Root.type", "STANDARD"),
    ("executions.Root.failed.mean", 2), ("executions.Root.failed.ratio", 0.004),
    (
      "executions.Root.failed.ratioInterval",
      ["lower": 0.00146930091, "upper": 0.00868584225, "assumesIndependence": true]
    ), ("executions.Root.latency.unit", "s"),
    ("executions.Root.retriesPerAdmittedCall.unit", "1"), ("executions.Root.latency.approximate", false),
    ("transitions.mean", 12_346), ("statesEntered.mean", 0), ("peakOpen", ["mean": 4_001, "halfWidth": 2.48413771]),
    ("makespan", ["unit": "s", "mean": 60.1, "halfWidth": 0.248413771]), ("lastRootEnd.unit", "s"),
    ("historyEvents.mean", 99_999), ("latencyByDepth.1.depth", 1), ("latencyByDepth.1.count", 14_994),
    ("errors.0.error", "Busy"), ("errors.0.count", 27), ("errors.0.retried", 21), ("errors.0.endedExecutions", 6),
    ("errors.0.sample.cause", "too many"), ("errors.0.root", .null), ("outside.wanted", 0),
    ("tasks.0.state", "Start"), ("tasks.0.throttled.mean", 4_500), ("billing.transitions.mean", 12_346),
  ]

  @Test func aStudyOfASteadyStateIsSaidToBeOne() throws {
    var plan = Samples.plan()
    #expect(Samples.model(plan, Samples.standard).text(color: false, width: 120).contains("terminating: the mean over"))
    plan.load[0].arrivals = .poisson(perSecond: 1, duration: .seconds(300))
    plan.warmup = .seconds(20)
    plan.horizon = .counted(atLatest: .zero + .seconds(600))
    let model = Samples.model(plan, Samples.standard)
    let text = model.text(color: false, width: 120)
    #expect(text.contains("steady state: first 20 s deleted") && !text.contains("terminating"))
    #expect(text.contains("CALLS: MEAN PER REPLICATION, WHOLE RUN"))
    #expect(member("study", of: try summary(model)) == "steady state")
    #expect(model.studyText.contains("after the first 20 s and before 5 m count"))
  }

  @Test(arguments: rows)
  func numbersAreWhereTheyBelong(path: String, value: JSON) throws {
    let found = member(path, of: try summary(Samples.shared))
    #expect(found == value)
  }

  @Test(arguments: ["Root", "Leaf"])
  func thePartsSumToTheMeanLatency(machine: String) throws {
    let json = try summary(Samples.shared)
    guard case .object(let parts) = member("executions.\(machine).parts", of: json) else {
      Issue.record("no parts")
      return
    }
    #expect(
      parts.map(\.key) == [
        "transitionWait", "throttleBackoff", "errorBackoff", "serviceQueue", "service", "mapSlot", "waitState",
        "overhead",
      ])
    let sum = parts.reduce(0) { $0 + number($1.value) }
    let mean = member("executions.\(machine).latency.mean", of: json).map(number) ?? .nan
    #expect(abs(sum - mean) < 1e-6 * mean)
  }

  @Test func oneReplicationHasNoHalfWidths() throws {
    let json = try summary(Samples.model(recordings: [Samples.standard[0]]))
    #expect(member("transitions", of: json) == ["mean": 12_345, "halfWidth": .null])
    #expect(member("executions.Root.latency.halfWidth", of: json) == .null)
  }

  @Test func anEmptyDistributionHasNoNumbers() throws {
    let recording = Recording(replication: 0, machines: [MachineRecording()], tasks: [], series: TimeSeries())
    let model = Samples.model(Samples.plan(machines: [Samples.machine("Root")]), [recording])
    let latency = member("executions.Root.latency", of: try summary(model))
    #expect(member("count", of: latency ?? .null) == 0)
    #expect(member("mean", of: latency ?? .null) == .null)
    #expect(
      member("p50", of: latency ?? .null) == [
        "value": .null, "lower": .null, "upper": .null, "effectiveCount": .null, "supported": false,
      ])
    #expect(member("executions.Root.failed.ratio", of: try summary(model)) == .null)
  }

  @Test func noNumberHasMoreThanNineDigits() {
    for name in ["summary.json", "summary.csv", "latency.csv", "timeseries.csv", "quotas.csv"] {
      let numbers = Samples.file(name, of: Samples.shared).split { !"0123456789.".contains($0) }
      for number in numbers where number.contains(".") {
        let digits = number.filter { $0 != "." }.drop { $0 == "0" }
        #expect(digits.count <= 9, "\(name): \(number)")
      }
    }
  }

  @Test func expectationsTellTheirVerdict() throws {
    let plan = Samples.plan(expectations: [Samples.expectation("", .transitions, nil, .less, 20_000)])
    #expect(
      member("expectations.0", of: try summary(Samples.model(plan)))
        == [
          "text": "transitions < 20000", "met": true, "verdict": "met", "measured": "12,346 ± 2.5", "value": 12_346,
          "lower": 12_343.5159, "upper": 12_348.4841, "replicationsNeeded": .null,
        ])
  }

  @Test func expressWorkflowsTellWhatTheyAreBilledBy() throws {
    var machine = MachineRecording()
    (machine.requests, machine.billedMilliseconds, machine.billedMegabyteMilliseconds) = (10, 2_000, 128_000)
    let recording = Recording(replication: 0, machines: [machine], tasks: [], series: TimeSeries())
    let json = try summary(Samples.model(Samples.plan(machines: [Samples.machine("Leaf", .express)]), [recording]))
    for path in ["billing", "executions.Leaf.billing"] {
      #expect(member(path + ".requests.mean", of: json) == 10)
      #expect(member(path + ".billedMilliseconds.mean", of: json) == 2_000)
      #expect(member(path + ".billedMegabyteMilliseconds.mean", of: json) == 128_000)
    }
  }

  private func number(_ json: JSON) -> Double {
    switch json {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: .nan
    }
  }
}
