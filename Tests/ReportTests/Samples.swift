import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport

@testable import Report
@testable import Simulation
@testable import StatesLanguage
@testable import Statistics

/// Made-up recordings: a burst of roots, each with ten children, through a small bucket.
enum Samples {
  static func machine(_ name: String, _ kind: MachineModel.Kind = .standard) -> MachineModel {
    MachineModel(
      name: name, arn: ARNs.machine(name), kind: kind,
      definition: StateMachine(states: [work], start: 0), definitionBytes: 100)
  }

  private static let work = State(
    name: "Work", position: .init(line: 1, column: 1), dataFlow: DataFlow(), action: .pass(result: nil), next: .end)

  static func plan(
    machines: [MachineModel] = [machine("Root"), machine("Leaf")], replications: Int = 3, name: String = "burst",
    expectations: [Expectation] = [], judging: Plan.Judging = .intervals
  ) -> Plan {
    var service = ServiceModel(name: ARNs.function("Work"), latency: .zero)
    service.concurrency = .queue(limit: 100)
    service.errors = [.init(name: "Lambda.TooManyRequestsException", cause: nil, probability: 0.001)]
    let retry = RetryPolicy(interval: .seconds(1), rate: 2, maxAttempts: 20, maxDelay: .seconds(60), fullJitter: true)
    let account = AccountModel(
      region: "us-east-1", machines: machines, services: [service],
      quotas: Quotas(
        startExecution: .tokens(capacity: 1300, refill: .perSecond(300)),
        startExpressExecution: .tokens(capacity: 6000, refill: .perSecond(6000)),
        stateTransition: .tokens(capacity: 5000, refill: .perSecond(5000)),
        stopExecution: .tokens(capacity: 1000, refill: .perSecond(200))), overheads: .none)
    var plan = Plan(
      name: name, seed: 42, replications: replications, account: account,
      quotaProfile: "us-east-1 (class A), 2026-09", overheadsProfile: "measured",
      load: [LoadStream(machine: 0, arrivals: .burst(count: 500, at: .zero), input: .null, retry: .policy(retry))],
      warmup: .zero, horizon: .drained, expectations: expectations)
    plan.judging = judging
    return plan
  }

  /// As the scenario reader makes it of a machine of `plan()`, an action, or the run.
  static func expectation(
    _ subject: String, _ metric: Metric, _ statistic: Metric.Statistic? = nil, _ comparison: Expectation.Comparison,
    _ value: Double, for share: Double? = nil
  ) -> Expectation {
    let name = [subject, metric.name, statistic?.rawValue].compactMap { $0 }.filter { !$0.isEmpty }
    let index = ["Root": 0, "Leaf": 1, "Idle": 1][subject] ?? APIAction.starts.firstIndex { $0.name == subject }
    return Expectation(
      text: "\(name.joined(separator: ".")) \(comparison.rawValue) \(Number.exact(value))", metric: metric,
      subject: index ?? (subject.isEmpty ? 0 : .max), statistic: statistic, share: share,
      comparison: comparison, value: value)
  }

  static let standard = recordings()
  static let shared = model(plan(), standard)

  /// `roots` executions of Root and ten times as many of Leaf; 60 seconds, of which the bucket is empty for 41.
  static func recordings(count: Int = 3, roots: Int = 500, machines: [String] = ["Root", "Leaf"]) -> [Recording] {
    (0..<count).map { replication in
      var random = StreamKey(seed: 1, replication: replication, purpose: .arrivals).stream(entity: 0)
      let all = machines.indices.map { index in
        machineRecording(roots * (index == 0 ? 1 : 10), scale: index == 0 ? 9 : 2, &random)
      }
      var task = TaskRecording(machine: 0, state: "Start", resource: "arn:aws:states:::states:startExecution.sync:2")
      for _ in 0..<roots { task.attempts.add(1 + Int64(random.uniform() * random.uniform() * 20)) }
      task.throttled = 9 * roots
      var recording = Recording(replication: replication, machines: all, tasks: [task], series: series(&random))
      recording.series.passages = all.map { machine in
        var passage = Interpreter.Passage()
        (passage.entered, passage.left) = (machine.started, machine.succeeded)
        passage.time = Int128(machine.succeeded) * 250_000_000
        return passage
      }
      recording.calls[.startExecution].admitted = all.reduce(0) { $0 + $1.started }
      recording.calls[.startExecution].throttled = recording.calls[.startExecution].admitted * 15
      recording.latencyByDepth = all.map(\.latency)
      recording.transitions = 12_345 + replication
      recording.peakOpen = 4_000 + replication
      recording.peakWaiting = 5_000
      recording.makespan = .milliseconds(60_000 + replication * 100)
      recording.historyEvents = 99_999
      recording.largestHistory = 230
      var error = ErrorRecord(ErrorRecord.Place(machine: 0, state: "Start", kind: .error, error: "Busy"))
      (error.retried, error.fatal, error.ended) = (7, 2, 2)
      (error.execution, error.cause) = ("e", "too many")
      recording.errors = [error]
      return recording
    }
  }

  private static func machineRecording(_ count: Int, scale: Double, _ random: inout RandomStream) -> MachineRecording {
    var machine = MachineRecording()
    (machine.started, machine.succeeded, machine.failed) = (count, count - 2, 2)
    let law = (try? Distribution.lognormal(mean: scale, sigma: 0.7)) ?? .zero
    for _ in 0..<(count - 2) {
      let latency = law.sample(&random).nanoseconds
      machine.latency.add(latency)
      machine.duration.add(latency / 3)
      machine.retriesPerAdmittedCall.add(Int64(random.uniform() * random.uniform() * 14))
      let shares = [0.01, 0.83, 0, 0.02, 0.08, 0, 0.01, 0, 0.05]
      for (index, share) in shares.enumerated() { machine.parts[index] += Double(latency) * share }
    }
    machine.largestHistory = 230
    return machine
  }

  private static func series(_ random: inout RandomStream) -> TimeSeries {
    var series = TimeSeries(
      bins: (0..<60).map { second in
        var bin = TimeSeries.Bin()
        let isBusy = second < 41
        bin.calls[.startExecution].admitted = second == 0 ? 1300 : isBusy ? 300 : Int(120 * random.uniform())
        bin.calls[.startExecution].throttled =
          isBusy ? Int(Double(6000 - second * 130) * (0.9 + 0.2 * random.uniform())) : 0
        bin.tokensLeft = isBusy ? 0.5 : min(1300, Double(second - 40) * 200)
        bin.open = isBusy ? 1000 + 70 * second : max(0, 3870 - (second - 41) * 215)
        return bin
      })
    series.levels = [0, 1].map { depth in
      var log = LevelLog()
      for second in 0..<60 {
        log.close(second, CallCounts(admitted: 5 * (second + 1), throttled: 3 * (second + 1)))
        log.add(.succeeded, latency: Int64(2 - depth) * 1_000_000_000, start: second / 2, end: second)
      }
      defer { log.deallocate() }
      return log.series(machine: depth, depth: depth, width: .seconds(1))
    }.compactMap { $0 }
    return series
  }

  static func model(_ plan: Plan = plan(), _ recordings: [Recording] = standard) -> ReportModel {
    ReportModel(plan: plan, recordings: recordings, version: "0.1.0")
  }

  static func model(recordings: [Recording]) -> ReportModel { model(plan(), recordings) }

  static func file(_ name: String, of model: ReportModel) -> String {
    String(decoding: model.files().first { $0.name == name }?.bytes ?? [], as: UTF8.self)
  }
}
