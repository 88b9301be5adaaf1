import Engine
import Prelude
import StatesLanguage
import Statistics
import StepFunctions

/// Folds what an account hands over into a Recording of bounded size, and keeps the sums that the conservation laws
/// need.
///
/// Hot: several observations an execution. What is added to lies behind pointers while the run lasts, because an array
/// inside an array asks twice whether it is shared.
struct Recorder: ~Copyable {
  var recording: Recording
  let warmup: Instant
  private let definitionBytes: [Int]
  let isStandard: [Bool]
  private let taskOfState: [Int32]
  private(set) var finished = 0
  /// Nanoseconds of all executions' lifetimes so far, and the integral of the number open: equal at the end (Little's
  /// law).
  private var lifetimes: Int128 = 0
  private var openArea: Int128 = 0
  private var areaAt = Instant.zero
  private var unevenSplits = 0
  let machines: UnsafeMutablePointer<MachineRecording>
  let machineCount: Int
  private let tasks: UnsafeMutablePointer<TaskRecording>
  private let taskCount: Int
  /// By depth, and in it by machine.
  let levels: UnsafeMutablePointer<LevelLog>
  let depthCount: Int
  let serviceCount: Int
  private var servicesBefore: [ServiceCounts]
  /// The streams that have an admission, and what those had recorded when the last bin was closed.
  let gates: [Int]
  private var gatesBefore: [AdmissionRecording]
  private let binLimit: Int
  /// Latency of counted executions that succeeded, by depth and machine.
  private var latencies: [Sample] = []
  /// By machine: one of these executions waited for its start, so that durations are no longer the latencies.
  private var hasDurations: [Bool]
  /// The only replication: nobody pools its samples with others, so that sorting them here spares sorting them later.
  private let isAlone: Bool
  /// Of stretches of the run, where somebody asks for them.
  var log: WindowLog
  private let hasWindows: Bool
  /// Of each root, where somebody asks for it.
  private var ledger: LedgerLog?
  private let keepsLedger: Bool
  private let pricing: (prices: Prices, period: Span?)
  private let recordsBacklog: Bool
  /// Of single executions, where somebody wants to look at some.
  private var exemplars: ExemplarLog?
  private let keepsExemplars: Bool
  /// Executions of outside callers that have finished.
  private(set) var settledRoots = 0

  /// When there is something to look at: the bin of the time series that is being filled ends, or the warm-up does.
  private(set) var looksAt: Instant
  private var binEnds: Instant
  private var before = PerStart(repeating: CallCounts())
  private var transitionsBefore: (count: Int, wait: Int64) = (0, 0)
  /// A bin that ends of executions lie in, mostly the latest.
  private var endBin: (from: Instant, to: Instant, index: Int)

  init(_ plan: Plan, replication: Int, depthCount: Int) {
    var tasks: [TaskRecording] = []
    var taskOfState: [Int32] = []
    for (machine, model) in plan.account.machines.enumerated() {
      for state in model.definition.states {
        guard case .task(let task) = state.action else {
          taskOfState.append(-1)
          continue
        }
        taskOfState.append(Int32(tasks.count))
        tasks.append(TaskRecording(machine: machine, state: state.name, resource: task.resource.arn))
      }
    }
    self.taskOfState = taskOfState
    let series = TimeSeries()
    recording = Recording(replication: replication, machines: [], tasks: [], series: series)
    machineCount = plan.account.machines.count
    machines = .allocate(capacity: machineCount)
    hasDurations = [Bool](repeating: false, count: machineCount)
    machines.initialize(repeating: MachineRecording(machineCount: machineCount), count: machineCount)
    taskCount = tasks.count
    self.tasks = .allocate(capacity: max(1, taskCount))
    for (index, task) in tasks.enumerated() { (self.tasks + index).initialize(to: task) }
    self.depthCount = depthCount
    levels = .allocate(capacity: max(1, depthCount * machineCount))
    levels.initialize(repeating: LevelLog(), count: depthCount * machineCount)
    serviceCount = plan.account.services.count
    servicesBefore = [ServiceCounts](repeating: ServiceCounts(), count: serviceCount)
    gates = plan.admissions
    gatesBefore = gates.map { _ in AdmissionRecording() }
    binLimit = TimeSeries.limit(machineCount: machineCount)
    definitionBytes = plan.account.machines.map(\.definitionBytes)
    isStandard = plan.account.machines.map { $0.kind == .standard }
    warmup = .zero + plan.warmup
    isAlone = plan.replications == 1
    log = WindowLog(plan)
    hasWindows = !log.isEmpty
    keepsLedger = plan.recordsLedger
    pricing = (plan.prices, Plan.billedPeriod(of: plan.load, warmup: .zero))
    if keepsLedger { ledger = LedgerLog(depthCount: depthCount, machineCount: plan.account.machines.count) }
    recordsBacklog = plan.recordsBacklog
    keepsExemplars = plan.keepsExemplars
    if keepsExemplars { exemplars = ExemplarLog(plan) }
    binEnds = .zero + series.width
    endBin = (.zero, binEnds, 0)
    looksAt = min(plan.warmup > .zero ? min(binEnds, warmup) : binEnds, log.nextEdge)
  }

  deinit {
    machines.deinitialize(count: machineCount)
    machines.deallocate()
    tasks.deinitialize(count: taskCount)
    tasks.deallocate()
    for level in 0..<depthCount * machineCount { levels[level].deallocate() }
    levels.deallocate()
  }

  // MARK: Time

  /// Virtual time moves on to `now` with `open` executions open.
  @inline(__always)
  mutating func advance(to now: Instant, open: Int) {
    openArea &+= Int128((now - areaAt).nanoseconds) &* Int128(open)
    areaAt = now
  }

  /// Closes the bins that end by `now`, and takes stock at the end of the warm-up.
  mutating func look(at now: Instant, _ account: inout Account, _ load: borrowing LoadGenerator) {
    collect(&account)
    if looksAt <= warmup, warmup <= now, warmup > .zero {
      takeStock(account, load, \.inSystemAtWarmup)
    }
    if now >= binEnds {
      account.core.levels.sumUp()
      closeBins(by: now, account, load)
    }
    if now >= log.nextEdge { log.reach(now, account.core.tally.calls) }
    looksAt = min(warmup > now ? min(binEnds, warmup) : binEnds, log.nextEdge)
  }

  /// A bin's counts are of (start, end]: what happens at its end belongs to the next.
  private mutating func closeBins(by now: Instant, _ account: borrowing Account, _ load: borrowing LoadGenerator) {
    while (now - .zero).nanoseconds / recording.series.width.nanoseconds >= Int64(binLimit) {
      if recording.series.bins.count % 2 == 1 { closeBin(at: binEnds, account, load) }
      recording.series.halve()
      for level in 0..<depthCount * machineCount { levels[level].halve() }
      endBin = (.never, .zero, 0)
    }
    let width = recording.series.width
    while true {
      let (end, isBeyondTime) = width.nanoseconds.multipliedReportingOverflow(
        by: Int64(recording.series.bins.count + 1))
      binEnds = isBeyondTime ? .never : Instant(nanoseconds: end)
      if binEnds > now || isBeyondTime { return }
      closeBin(at: binEnds, account, load)
    }
  }

  private mutating func closeBin(at end: Instant, _ account: borrowing Account, _ load: borrowing LoadGenerator) {
    var bin = TimeSeries.Bin()
    for action in APIAction.starts { bin.calls[action] = account.core.tally.calls[action] - before[action] }
    bin.tokensLeft = account.tokensLeft(at: end) ?? 0
    bin.open = account.open
    before = account.core.tally.calls
    bin.transitions = account.core.tally.transitions - transitionsBefore.count
    bin.transitionWait = account.core.tally.transitionWait &- transitionsBefore.wait
    transitionsBefore = (account.core.tally.transitions, account.core.tally.transitionWait)
    for service in 0..<serviceCount {
      let (counts, before) = (account.counts(ofService: service), servicesBefore[service])
      recording.series.services.append(
        .init(
          calls: counts.calls - before.calls, busy: counts.busy &- before.busy,
          refused: counts.refused - before.refused, inProgress: counts.inProgress, queued: counts.queued,
          coldStarts: counts.coldStarts - before.coldStarts))
      servicesBefore[service] = counts
    }
    for place in gates.indices { closeBin(ofGate: place, load) }
    let index = recording.series.bins.count
    for depth in 0..<depthCount {
      for machine in 0..<machineCount {
        let calls = account.core.levels.counts(machine: machine, depth: depth).calls
        levels[depth &* machineCount &+ machine].close(index, calls)
      }
    }
    recording.series.bins.append(bin)
    if recordsBacklog { recording.series.backlog.append(backlog(account, load)) }
  }

  /// A stream's admission is a column after those of the services: callers that it let through, and how long they had
  /// waited.
  private mutating func closeBin(ofGate place: Int, _ load: borrowing LoadGenerator) {
    guard let gate = load.admission(gates[place]) else { return }
    let (now, before) = (gate.recording, gatesBefore[place])
    recording.series.services.append(
      .init(
        calls: now.passed - before.passed, busy: now.waited &- before.waited,
        refused: now.turnedAway - before.turnedAway, inProgress: gate.inProgress, queued: gate.queued))
    gatesBefore[place] = now
  }

  @inline(__always)
  private func bin(of instant: Instant) -> Int {
    // Neither is negative: a division of what has no sign is one instruction.
    let (time, width) = ((instant - .zero).nanoseconds, recording.series.width.nanoseconds)
    return Int(truncatingIfNeeded: UInt64(bitPattern: time) / UInt64(bitPattern: width))
  }

  @inline(__always)
  private mutating func binOfEnd(_ instant: Instant) -> Int {
    if instant < endBin.from || instant >= endBin.to {
      let index = bin(of: instant)
      let width = recording.series.width
      let from = Instant(nanoseconds: width.nanoseconds * Int64(index))
      endBin = (from, from + width, index)
    }
    return endBin.index
  }

  // MARK: Observations

  /// Takes what the account has put down since the last time.
  mutating func collect(_ account: inout Account) {
    for admission in account.core.tally.retriedAdmissions {
      machines[Int(admission.machine)].retriesPerAdmittedCall.add(Int64(admission.refusals))
    }
    account.core.tally.retriedAdmissions.removeAll(keepingCapacity: true)
    for visit in account.core.interpreter.retriedVisits {
      tasks[Int(taskOfState[Int(visit.state)])].attempts.add(Int64(visit.attempts))
    }
    account.core.interpreter.retriedVisits.removeAll(keepingCapacity: true)
    account.core.tally.finished.withUnsafeBufferPointer { finished in
      guard var place = finished.baseAddress else { return }
      for _ in finished.indices {
        record(place)
        place += 1
      }
    }
    account.core.tally.finished.removeAll(keepingCapacity: true)
    for (calls, count) in account.core.tally.givenUp {
      levels[min(calls.depth, depthCount - 1) * machineCount + Int(calls.machine)].addGivenUp(
        count, start: bin(of: calls.firstCallAt), end: bin(of: calls.at))
      if hasWindows { log.addGivenUp(calls, count) }
    }
    account.core.tally.givenUp.removeAll(keepingCapacity: true)
  }

  /// What the account has counted and not put down one by one.
  private func collectCounts(_ account: borrowing Account) {
    for machine in 0..<machineCount {
      for parent in -1..<machineCount {
        let admissions = account.core.tally.admissions(of: machine, by: parent)
        machines[machine].started += admissions.count
        if parent >= 0 { machines[machine].startedBy[parent] = admissions.count }
        machines[machine].retriesPerAdmittedCall.add(0, times: admissions.unthrottled)
      }
    }
    for (state, task) in taskOfState.enumerated() where task >= 0 {
      tasks[Int(task)].attempts.add(1, times: account.core.interpreter.plainVisits[state])
    }
  }

  /// Of each state.
  private func passages(_ account: borrowing Account) -> [Interpreter.Passage] {
    taskOfState.indices.map { account.core.interpreter.passages[$0] }
  }

  /// A machine's latency is that at all depths, a depth's that of all machines. Mostly each machine has a depth for
  /// itself: then both share one memory, which is sorted once.
  private mutating func shareLatencies(sorting: Bool) {
    for place in latencies.indices where !latencies[place].isEmpty {
      if sorting { latencies[place].sort() }
      let (depth, machine) = place.quotientAndRemainder(dividingBy: machineCount)
      machines[machine].latency.merge(latencies[place])
      if !hasDurations[machine] { machines[machine].duration.merge(latencies[place]) }
      while recording.latencyByDepth.count <= depth { recording.latencyByDepth.append(Sample()) }
      recording.latencyByDepth[depth].merge(latencies[place])
    }
  }

  /// Hot: read where it lies, since it is too large to be copied for each.
  private mutating func record(_ execution: UnsafePointer<Tally.Finished>) {
    let machine = machines + Int(execution.pointee.machine)
    let latency = (execution.pointee.endedAt - execution.pointee.firstCallAt).nanoseconds
    let level =
      levels + (min(execution.pointee.depth, depthCount &- 1) &* machineCount &+ Int(execution.pointee.machine))
    level.pointee.add(
      execution.pointee.status, latency: latency, start: bin(of: execution.pointee.firstCallAt),
      end: binOfEnd(execution.pointee.endedAt))
    level.pointee.events &+= execution.pointee.historyEvents
    level.pointee.children &+= execution.pointee.children
    finished += 1
    if execution.pointee.depth == 0 {
      settledRoots += 1
      if execution.pointee.isCounted { recording.outside.count(execution.pointee.status) }
      recording.lastRootEnd = execution.pointee.endedAt - .zero
      if keepsExemplars, execution.pointee.isCounted { exemplars?.add(execution, before: finished) }
    }
    lifetimes &+= Int128((execution.pointee.endedAt - execution.pointee.startedAt).nanoseconds)
    recording.makespan = execution.pointee.endedAt - .zero
    if keepsLedger { keep(execution) }
    if execution.pointee.inputBytes > 0, !isStandard[Int(execution.pointee.machine)] { bill(execution) }
    if execution.pointee.isCounted {
      machine.pointee.count(execution)
      if hasWindows { log.add(execution) }
    }
    guard execution.pointee.status == .succeeded else { return }
    if execution.pointee.parts.total != latency { unevenSplits += 1 }
    guard execution.pointee.isCounted else { return }
    let duration = (execution.pointee.endedAt - execution.pointee.startedAt).nanoseconds
    if duration != latency, !hasDurations[Int(execution.pointee.machine)] {
      keepDurations(of: Int(execution.pointee.machine))
    }
    if hasDurations[Int(execution.pointee.machine)] { machine.pointee.duration.add(duration) }
    for part in 0..<Parts.count {
      level.pointee.parts[unchecked: part] += Double(execution.pointee.parts.nanoseconds[unchecked: part])
    }
    let place = execution.pointee.depth &* machineCount &+ Int(execution.pointee.machine)
    while latencies.count <= place { latencies.append(Sample()) }
    latencies[place].add(latency)
  }

  /// Up to now each was the latency.
  private mutating func keepDurations(of machine: Int) {
    hasDurations[machine] = true
    for place in stride(from: machine, to: latencies.count, by: machineCount) {
      machines[machine].duration.merge(latencies[place])
    }
  }

  private mutating func bill(_ execution: UnsafePointer<Tally.Finished>) {
    let machine = Int(execution.pointee.machine)
    let bill = expressBill(of: execution)
    machines[machine].requests += 1
    machines[machine].billedMilliseconds += bill.milliseconds
    machines[machine].billedMegabyteMilliseconds += bill.milliseconds * bill.megabytes
  }

  @inline(never)
  private mutating func keep(_ execution: UnsafePointer<Tally.Finished>) {
    let bill = expressBill(of: execution)
    ledger?.add(execution, bill)
  }

  private func expressBill(of execution: UnsafePointer<Tally.Finished>) -> ExpressBill {
    ExpressBill(
      duration: execution.pointee.endedAt - execution.pointee.startedAt,
      definitionBytes: definitionBytes[Int(execution.pointee.machine)], inputBytes: execution.pointee.inputBytes)
  }

  // MARK: End

  /// The finished recording, once the conservation laws hold.
  mutating func finish(
    _ account: inout Account, _ load: borrowing LoadGenerator, at now: Instant
  ) throws(SimulationError) -> Recording {
    account.core.levels.sumUp()
    collect(&account)
    settlePostponed(&account)
    collectCounts(account)
    shareLatencies(sorting: isAlone)
    recording.tasks = (0..<taskCount).map { tasks[$0] }
    let tally = account.core.tally
    recording.makespan = max(recording.makespan, load.lastGivenUp - .zero)
    recording.lastRootEnd = max(recording.lastRootEnd, load.lastGivenUp - .zero)
    closeBin(at: binEnds, account, load)
    if recordsBacklog {
      recording.backlog = BacklogSeries(width: recording.series.width, values: recording.series.backlog)
      recording.series.backlog = []
    }
    recording.series.trim(to: recording.makespan)
    recording.series.passages = passages(account)
    takeStock(account, load, \.inSystemAtEnd)
    recordUnfinished(account, load, at: now)
    log.finish(tally.calls)
    (recording.windows, recording.batches) = (log.windows, log.batches)
    finishLevels(account)
    recording.machines = (0..<machineCount).map { machines[$0] }
    recording.calls = tally.calls
    recording.transitions = tally.transitions
    recording.statesEntered = account.core.interpreter.statesEntered
    recording.peakOpen = tally.peakOpen
    recording.peakWaiting = tally.peakWaiting
    recording.largestHistory = recording.machines.map(\.largestHistory).max() ?? 0
    for (state, task) in taskOfState.enumerated() where task >= 0 {
      let troubles = account.troubles(ofState: state)
      recording.tasks[Int(task)].throttled = troubles.throttled
      recording.tasks[Int(task)].errors = troubles.errors
      recording.tasks[Int(task)].service = account.service(ofState: state)
    }
    for machine in recording.machines.indices {
      let one = recording.machines[machine]
      recording.machines[machine].rejected = tally.rejectedByMachine[machine]
      recording.machines[machine].waiting = load.arrived[machine] - load.settled[machine]
      recording.machines[machine].running = one.started - one.succeeded - one.failed - one.timedOut - one.aborted
    }
    recording.errors = ErrorRecord.all(of: &account, load)
    recording.noteRedrives(tally)
    try finishAdmissions(load)
    recording.outside.arrived = load.arrived.reduce(0, +)
    recording.outside.rejected = load.rejections.reduce(0) { $0 + $1.count }
    recording.costPerExecution = recording.costPerExecution(pricing.prices, period: pricing.period)
    try check(account, at: now)
    if let ledger {
      let kept = ledger.recording(&account, isStandard: isStandard)
      let calls = APIAction.starts.reduce(CallCounts()) { $0 + tally.calls[$1] }
      let broken = kept.brokenLaw(recording, calls: calls, finished: finished, open: account.open)
      if let broken { throw .unbalanced(broken) }
      recording.ledger = kept
    }
    if let broken = recording.brokenErrorLaw(account.core.interpreter.errors.totals) { throw .unbalanced(broken) }
    recording.errors.removeAll { !$0.isCounted }
    keepExemplars(account)
    return recording
  }

  private mutating func keepExemplars(_ account: borrowing Account) {
    guard let exemplars else { return }
    let rows = account.core.interpreter.errors.rows
    var places: [Int32: ErrorRecord.Place] = [:]
    for row in rows.indices { places[Int32(row)] = ErrorRecord.place(rows[row], account) }
    recording.exemplars = [exemplars.table(recording.replication) { places[$0] }]
  }

  private func check(_ account: borrowing Account, at now: Instant) throws(SimulationError) {
    let tally = account.core.tally
    if tally.started != finished + account.open {
      throw .unbalanced("\(tally.started) executions started, \(finished) finished and \(account.open) run")
    }
    let admitted = APIAction.starts.reduce(0) { $0 + tally.calls[$1].admitted }
    if admitted + tally.dispatched != tally.started + tally.refused {
      throw .unbalanced(
        "\(admitted) tokens were spent on \(tally.started - tally.dispatched) starts and \(tally.refused) refusals")
    }
    var open: Int128 = 0
    account.core.interpreter.records.forEachOpen { open += Int128((now - $0.startedAt).nanoseconds) }
    let area = openArea + Int128((now - areaAt).nanoseconds) * Int128(account.open)
    let lived = lifetimes + open - Int128(tally.redriveGaps)
    if area != lived {
      throw .unbalanced("Little's law: \(area) ns of open executions, \(lived) ns of lifetimes")
    }
    if let broken = brokenLevelLaw(account) { throw .unbalanced(broken) }
    if unevenSplits > 0 {
      throw .unbalanced("the split of the latency of \(unevenSplits) executions does not sum to it")
    }
  }
}

extension MachineRecording {
  mutating func count(_ execution: UnsafePointer<Tally.Finished>) {
    largestHistory = max(largestHistory, execution.pointee.historyEvents)
    switch execution.pointee.status {
    case .succeeded: succeeded += 1
    case .failed: failed += 1
    case .timedOut: timedOut += 1
    case .aborted: aborted += 1
    case .gone, .running: preconditionFailure("an execution that runs has not finished")
    }
  }
}
