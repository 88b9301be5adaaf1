import Engine
package import Prelude
import Statistics
import StepFunctions

/// A stretch of a run: of the executions that count, those whose own intended start lies in it; of calls, those that
/// are made in it.
package struct Window: Hashable, Sendable {
  package var from: Instant
  /// The first instant after it.
  package var to: Instant
  /// As written: `[2m, 10m)`.
  package var text: String

  package init(from: Instant, to: Instant, text: String = "") {
    self.from = from
    self.to = to
    self.text = text
  }

  func contains(_ instant: Instant) -> Bool { from <= instant && instant < to }

  package static func == (one: Window, other: Window) -> Bool { one.from == other.from && one.to == other.to }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(from.nanoseconds)
    hasher.combine(to.nanoseconds)
  }
}

/// What a window, or a batch, saw of one replication.
struct WindowRecording: Sendable {
  var window: Window
  var machines: [MachineRecording]
  var latencyByDepth: [Sample] = []
  /// Made in it.
  var calls = PerStart(repeating: CallCounts())

  init(_ window: Window, machineCount: Int) {
    self.window = window
    machines = Array(repeating: MachineRecording(), count: machineCount)
  }

  mutating func merge(_ other: Self) {
    for index in machines.indices { machines[index].merge(other.machines[index]) }
    for (depth, sample) in other.latencyByDepth.enumerated() { add(sample, depth: depth) }
  }

  private mutating func add(_ sample: Sample, depth: Int) {
    while latencyByDepth.count <= depth { latencyByDepth.append(Sample()) }
    latencyByDepth[depth].merge(sample)
  }

  mutating func add(_ execution: UnsafePointer<Tally.Finished>) {
    let machine = Int(execution.pointee.machine)
    machines[machine].started += 1
    machines[machine].count(execution)
    guard execution.pointee.status == .succeeded else { return }
    let latency = (execution.pointee.endedAt - execution.pointee.firstCallAt).nanoseconds
    machines[machine].latency.add(latency)
    machines[machine].duration.add((execution.pointee.endedAt - execution.pointee.startedAt).nanoseconds)
    for part in 0..<Parts.count {
      machines[machine].parts[part] += Double(execution.pointee.parts.nanoseconds[unchecked: part])
    }
    while latencyByDepth.count <= execution.pointee.depth { latencyByDepth.append(Sample()) }
    latencyByDepth[execution.pointee.depth].add(latency)
  }

  /// Of an execution that is open when the run ends, or of a caller that still waits for one.
  mutating func addUnfinished(_ machine: Int, age: Int64, isOpen: Bool) {
    machines[machine].unfinishedAges.add(age)
    if isOpen {
      machines[machine].started += 1
      machines[machine].running += 1
    } else {
      machines[machine].waiting += 1
    }
  }
}

extension MachineRecording {
  /// Executions of another stretch of the same run.
  fileprivate mutating func merge(_ other: Self) {
    started += other.started
    succeeded += other.succeeded
    failed += other.failed
    timedOut += other.timedOut
    aborted += other.aborted
    rejected += other.rejected
    running += other.running
    waiting += other.waiting
    latency.merge(other.latency)
    duration.merge(other.duration)
    unfinishedAges.merge(other.unfinishedAges)
    for part in parts.indices { parts[part] += other.parts[part] }
    largestHistory = max(largestHistory, other.largestHistory)
  }
}

extension Recording {
  /// The replication as if it had seen nothing but this stretch; nil: nobody asked for it before the run.
  package func within(_ window: Window) -> Recording? {
    windows.first { $0.window == window }.map(restricted)
  }

  /// What stands for replications where this one is alone: it, cut into so many stretches of equal length.
  package func batches(_ count: Int) -> [Recording] {
    let size = max(1, batches.count / count)
    return stride(from: 0, to: batches.count, by: size).map { first in
      var batch = batches[first]
      for other in batches[first..<min(first + size, batches.count)].dropFirst() { batch.merge(other) }
      return restricted(to: batch)
    }
  }

  /// How many batches pass for independent, by the mean latency of outside callers' executions; nil: none do.
  package var independentBatches: Int? {
    let roots = batches.map { $0.latencyByDepth.first ?? Sample() }
    let counts = roots.map { Double($0.count) }
    let sums = zip(roots, counts).map { $1 > 0 ? $0.mean * $1 : 0 }
    return BatchMeans.independent(sums: sums, counts: counts)?.means.count
  }

  private func restricted(to stretch: WindowRecording) -> Recording {
    var recording = self
    (recording.machines, recording.latencyByDepth, recording.calls) =
      (stretch.machines, stretch.latencyByDepth, stretch.calls)
    (recording.windows, recording.batches) = ([], [])
    return recording
  }
}

extension Plan {
  /// Whether its only replication is cut into batches.
  package var hasBatches: Bool { replications == 1 && study == .steadyState }

  /// Of what counts: outside callers come before it.
  private var measuredEnd: Instant {
    let loadEnd = load.map(\.end).max() ?? .zero
    return if case .at(let end) = horizon { min(end, loadEnd) } else { loadEnd }
  }

  /// Bins of equal length from the end of the warm-up to that of the load, which batches are put together of.
  var batchBins: [Window] {
    guard hasBatches else { return [] }
    let from = Instant.zero + warmup
    let width = (measuredEnd - from).nanoseconds / Int64(BatchMeans.bins)
    guard width > 0 else { return [] }
    return (0..<Int64(BatchMeans.bins)).map { bin in
      Window(from: from + Span(nanoseconds: bin * width), to: from + Span(nanoseconds: (bin + 1) * width))
    }
  }
}

extension Metric {
  /// Whether it can be asked of a stretch of the run: what an execution takes with it, or a call.
  package var hasWindows: Bool {
    switch scope {
    case .action, .depth: return true
    case .run, .task: return false
    case .machine:
      let known = Metric.outcomes + Metric.parts + [.latency, .duration, .latencyOfSucceeded, .censored]
      return known.contains { $0.name == name }
    }
  }

  /// Whether batches of one run stand for replications in it: not in what sums up over the run.
  package var isOfBatches: Bool {
    guard hasWindows, scope != .action else { return false }
    if case .distribution = reading { return true }
    return weight != nil
  }
}
