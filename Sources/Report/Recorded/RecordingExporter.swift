import JSON
import Prelude
import Simulation
import Statistics
import StepFunctions

/// What `compare` and `run --baseline` need of a run, when its scenario and its definitions may be gone:
/// `recording.json` and `histograms.csv`. Both together are bounded: by replications, and by rows of a distribution.
struct RecordingExporter {
  /// A change of a name or a meaning is a new one. Older ones stay readable.
  static let formatVersion = 1
  /// More replications than these sharpen an interval little, and a file grows with each.
  static let mostReplications = 500
  /// Single values of one distribution, over all replications: to write one takes a tenth of what it takes to simulate
  /// an execution. Where there are more, bins of three digits are taken, whose number grows no more with the load.
  private static let mostValues = 1 << 12
  /// Of bins of three digits, about 4 MB; where they are more, two digits are taken.
  private static let mostBins = 1 << 17

  static let facts = "recording.json"
  static let histograms = "histograms.csv"

  private let run: ComparedRun
  private let sides: ComparedSides
  private let errors: [Set<String>]
  private let distributions: [Distribution]

  static func files(_ model: ReportModel) -> [ReportFile] {
    let shared = Shared(model)
    let histograms = ReportFile(histograms) { body in try shared.exporter.writeHistograms(body) }
    return [ReportFile(facts) { shared.exporter.text }, histograms]
  }

  /// Both files need the distributions, and only those who write files do.
  private final class Shared {
    private let model: ReportModel
    lazy var exporter = RecordingExporter(model)

    init(_ model: ReportModel) { self.model = model }
  }

  init(_ model: ReportModel) {
    run = ComparedRun(model).prefix(Self.mostReplications)
    sides = ComparedSides(base: run, candidate: run)
    var errors = Array(repeating: Set<String>(), count: model.plan.account.machines.count)
    for recording in model.recordings.prefix(Self.mostReplications) {
      for row in recording.errors where errors.indices.contains(row.place.machine) {
        errors[row.place.machine].insert(row.place.error)
      }
    }
    self.errors = errors
    distributions = Self.distributions(run, sides)
  }

  /// One line for each metric, so that a person finds it.
  private var text: String {
    var members = facts.map { (key: $0.key, text: $0.value.text) }
    let series = numbers.map { "    \(JSON.string($0.name).text): \($0.value.text)" }
    members.append((key: "metrics", text: "{\n" + series.joined(separator: ",\n") + "\n  }"))
    members.append((key: "distributions", text: JSON.array(distributions.map { json($0) }).text))
    let text = "{\n" + members.map { "  \"\($0.key)\": \($0.text)" }.joined(separator: ",\n") + "\n}\n"
    return text.escapingControls(except: ["\n"])
  }

  /// The hash of the summary says whether the two are of one run: a later run may have left the recording lying.
  private var facts: JSONObject {
    let facts = run.facts
    return [
      "formatVersion": .integer(Self.formatVersion), "version": .string(facts.version),
      "summary": .string(RunFacts.hash(run.summary.prettyText + "\n")), "scenario": .string(facts.name),
      "seed": .string(String(facts.seed)), "replications": .integer(facts.replications),
      "recorded": .integer(run.values.count), "drawing": .integer(facts.drawing),
      "quotaProfile": .string(facts.quotaProfile), "warmupSeconds": .double(facts.warmup),
      "ends": .string(facts.horizon), "horizon": .string(facts.horizonKey),
      "load": .array(
        facts.load.map {
          [
            "start": .string($0.machine), "sync": .bool($0.isSync), "arrivals": .string($0.arrivals),
            "key": .string($0.key), "input": .string($0.input),
          ]
        }),
      "machines": .array(
        facts.machines.map { ["name": .string($0.name), "tasks": .array($0.tasks.map(JSON.string))] }),
      "services": .array(
        facts.services.map {
          ["name": .string($0.name), "latency": .string($0.latency), "synchronised": .bool($0.isSynchronised)]
        }),
      "expectations": .array(
        facts.expectations.map { expectation in
          [
            "text": .string(expectation.text), "file": .string(expectation.place?.file ?? ""),
            "line": .integer(expectation.place?.line ?? 0), "column": .integer(expectation.place?.column ?? 0),
          ]
        }),
    ]
  }

  // MARK: Numbers

  private var numbers: [(name: String, value: JSON)] {
    var seen: Set<String> = []
    return everything.compactMap { what in
      guard seen.insert(what.key).inserted, let sums = run.values.sums(what, at: what.base) else { return nil }
      return (what.key, ["sums": Self.json(sums.sums), "counts": Self.json(sums.counts)])
    }
  }

  /// A list, or the number that all replications have.
  private static func json(_ values: [Double]) -> JSON {
    if let first = values.first, values.allSatisfy({ $0 == first }) { return json(first) }
    return .array(values.map { json($0) })
  }

  /// To the last bit: a comparison with itself is identical.
  private static func json(_ value: Double) -> JSON {
    guard value.isFinite else { return .null }
    return Int(exactly: value).map { .integer($0) } ?? .double(value)
  }

  /// What has a name in an expectation, but for percentiles.
  private var everything: [ComparedMetric] {
    let machines = run.facts.machines.indices
    let ofErrors = machines.flatMap { machine in
      errors[machine].sorted().map { ComparedMetric(.errors(named: $0), of: machine, sides) }
    }
    let ofActions = of(Metric.ofAction, APIAction.starts.indices)
    let (ofMachines, ofDepths) = (of(Metric.askedOfMachine, machines), of(Metric.askedOfDepth, 0..<depths))
    return of(Metric.askedOfRun, [0]) + ofActions + ofMachines + ofErrors
      + of(Metric.askedOfTask, run.facts.tasks.indices) + ofDepths
      + windows.flatMap { window in
        (ofActions + ofMachines + ofDepths).filter(\.metric.hasWindows).map { $0.within(window) }
      }
      + run.facts.expectations.filter { $0.statistic?.percentile == nil }.map { ComparedMetric($0, sides) }
  }

  /// Those that something is expected of: nothing else is recorded of a stretch of the run.
  private var windows: [Window] {
    var seen: Set<Window> = []
    return run.facts.expectations.compactMap(\.window).filter { seen.insert($0).inserted }
  }

  private func of(_ metrics: [Metric], _ subjects: Range<Int>) -> [ComparedMetric] {
    metrics.flatMap { metric in
      let statistics = metric.statistics.filter { $0.percentile == nil }
      return subjects.flatMap { index in
        ((metric.isNumber ? [nil] : []) + statistics).map { ComparedMetric(metric, $0, of: index, sides) }
      }
    }
  }

  private func of(_ metrics: [Metric], _ subjects: [Int]) -> [ComparedMetric] { of(metrics, 0..<subjects.count) }

  private var depths: Int {
    guard let recordings = (run.values as? SimulatedValues)?.recordings else { return 0 }
    return recordings.map(\.latencyByDepth.count).max() ?? 0
  }

  // MARK: Distributions

  private struct Distribution {
    let what: ComparedMetric
    let bins: [SampleBins]
    let losses: [Int]

    var isTime: Bool { what.metric.unit == .seconds }
  }

  /// Latencies, and what else is expected by a percentile or a share.
  private static func distributions(_ run: ComparedRun, _ sides: ComparedSides) -> [Distribution] {
    let latencies = run.facts.machines.indices.map { ComparedMetric(.latency, .p50, of: $0, sides) }
    let expected = run.facts.expectations.filter { $0.statistic?.percentile != nil || $0.share != nil }
    var seen: Set<String> = []
    return (latencies + expected.map { ComparedMetric($0, sides) }).compactMap { what in
      guard seen.insert(RecordedValues.name(what)).inserted,
        let found = run.values.samples(what, at: what.base, withLosses: false)
      else { return nil }
      let all = run.values.samples(what, at: what.base, withLosses: true) ?? found
      return Distribution(
        what: what, bins: bounded(found.samples.map { SampleBins($0) }),
        losses: zip(all.samples, found.samples).map { $0.count - $1.count })
    }
  }

  private static func bounded(_ exact: [SampleBins]) -> [SampleBins] {
    var bins = exact
    for (bits, most) in zip(SampleBins.widths, [mostValues, mostBins])
    where bins.reduce(0, { $0 + $1.bins.count }) > most {
      bins = exact.map { $0.folded(bits: bits) }
    }
    return bins
  }

  private func json(_ distribution: Distribution) -> JSON {
    var object: JSONObject = [
      "machine": .string(distribution.what.subject), "distribution": .string(distribution.what.distribution),
      "significantBits": distribution.bins.first?.bits.map { .integer($0) } ?? .null,
      "counts": Self.json(distribution.bins.map { Double($0.bins.reduce(0) { $0 + $1.count }) }),
      "losses": Self.json(distribution.losses.map(Double.init)),
    ]
    // Numbers of calls are few, and no times.
    if !distribution.isTime {
      object["bins"] = .array(
        distribution.bins.map { .array($0.bins.flatMap { [.integer(Int($0.upper)), .integer($0.count)] }) })
    }
    return .object(object)
  }

  private func writeHistograms(_ body: ([UInt8]) throws -> Void) rethrows {
    var table = CSVTable(columns: ["machine", "distribution", "replication", "upper_seconds", "count"])
    for distribution in distributions where distribution.isTime {
      for (replication, bins) in distribution.bins.enumerated() {
        let lead = CSVTable.Piece([distribution.what.subject, distribution.what.distribution, String(replication)])
        for bin in bins.bins {
          table.add(lead)
          table.add(nanoseconds: bin.upper)
          table.add(bin.count)
          table.endRow()
        }
        if table.isLong { try body(table.take()) }
      }
    }
    try body(table.take())
  }
}
