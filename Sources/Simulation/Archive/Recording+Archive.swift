import Engine
package import Prelude
import StatesLanguage
import Statistics
import StepFunctions

extension Recording: Archived {
  static let blank = Recording(replication: 0, machines: [], tasks: [], series: TimeSeries())

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&replication)
    try archive.pass(&calls)
    try archive.pass(&machines, of: MachineRecording())
    try archive.pass(&tasks, of: TaskRecording(machine: 0, state: "", resource: ""))
    try archive.pass(&latencyByDepth, like: machines.map(\.latency))
    try archive.pass(&transitions)
    try archive.pass(&statesEntered)
    try archive.pass(&peakOpen)
    try archive.pass(&peakWaiting)
    try archive.pass(&makespan)
    try archive.pass(&lastRootEnd)
    try archive.pass(&historyEvents)
    try archive.pass(&largestHistory)
    // Those of all replications are added up.
    archive.omit()
    try archive.pass(&levels, of: LevelRecording(machine: 0, depth: 0))
    try archive.pass(&services, of: ServiceRecording())
    try archive.pass(&admissions, of: AdmissionRecording())
    try archive.pass(&paced)
    try archive.pass(bitsOf: &costPerExecution)
    try archive.pass(&errors, of: .blank)
    try archive.pass(&outside)
    try archive.pass(&windows, of: .blank)
    // Studies alone ask for a ledger or a backlog, and keep no recording; the exemplars of all replications are one.
    archive.omit(3)
    try archive.pass(&batches, of: .blank)
  }

  /// Why it is of another plan; nil: it may be of this one.
  func mismatch(with plan: Plan) -> String? {
    let machineCount = plan.account.machines.count
    let machine = 0..<machineCount
    let all = [machines] + windows.map(\.machines) + batches.map(\.machines)
    guard all.allSatisfy({ $0.count == machineCount }) else { return "machines" }
    guard
      all.joined().allSatisfy({ of in
        of.parts.count == Part.allCases.count && (of.startedBy.isEmpty || of.startedBy.count == machineCount)
      })
    else { return "parts of machines" }
    let states = plan.account.machines.reduce(0) { $0 + $1.definition.states.count { $0.action.type == .task } }
    let services = plan.account.services.indices
    guard tasks.count == states, tasks.allSatisfy({ machine.contains($0.machine) }),
      tasks.compactMap(\.service).allSatisfy({ services.contains($0) })
    else { return "Tasks" }
    guard levels.allSatisfy({ machine.contains($0.machine) && $0.depth < SeriesTotal.depthLimit }) else {
      return "levels"
    }
    guard self.services.count == services.count else { return "services" }
    guard admissions.count == plan.admissions.count else { return "admissions" }
    guard paced.isEmpty || paced.count == APIAction.allCases.count else { return "API actions" }
    let places = errors.map(\.place) + errors.compactMap(\.root)
    guard places.allSatisfy({ machine.contains($0.machine) }) else { return "errors" }
    guard windows.map(\.window) == plan.windows else { return "windows" }
    return nil
  }
}

extension MachineRecording: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&started)
    try archive.pass(&succeeded)
    try archive.pass(&failed)
    try archive.pass(&timedOut)
    try archive.pass(&aborted)
    try archive.pass(&rejected)
    try archive.pass(&running)
    try archive.pass(&waiting)
    try archive.pass(&latency)
    // Equal where no start was throttled.
    try archive.pass(&duration, like: [latency])
    try archive.pass(&retriesPerAdmittedCall)
    try archive.pass(&parts, of: 0)
    try archive.pass(&largestHistory)
    try archive.pass(&startedBy)
    try archive.pass(&inSystemAtWarmup)
    try archive.pass(&inSystemAtEnd)
    try archive.pass(&unfinishedAges)
    try archive.pass(&requests)
    try archive.pass(&billedMilliseconds)
    try archive.pass(&billedMegabyteMilliseconds, in: 0...1 << 56)
    var ends = takenBack.sorted { $0.key.rawValue < $1.key.rawValue }.map { (Int($0.key.rawValue), $0.value) }
    try archive.pass(&ends, of: (0, 0)) { (end: inout (Int, Int), archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&end.0, in: 0...Int(Execution.Status.aborted.rawValue))
      try archive.pass(&end.1)
    }
    if archive.isReading {
      for (status, count) in ends { takenBack[Execution.Status(rawValue: UInt8(status)) ?? .gone] = count }
    }
  }
}

extension TaskRecording: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&machine)
    try archive.pass(&state)
    try archive.pass(&resource)
    try archive.pass(&attempts)
    try archive.pass(&errors)
    try archive.pass(&throttled)
    try archive.pass(&service, or: 0)
  }
}

extension LevelRecording: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&machine)
    try archive.pass(&depth)
    try archive.pass(&calls)
    try archive.pass(&transitions)
    try archive.pass(&retries)
    try archive.pass(&givenUp)
    try archive.pass(&events)
    try archive.pass(&ended)
    try archive.pass(&open)
    try archive.pass(&children)
    try archive.pass(&backoff)
  }
}

extension ServiceRecording: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&calls)
    try archive.pass(&busy)
    try archive.pass(&refused)
    try archive.pass(&queued)
    try archive.pass(&coldStarts)
    try archive.pass(&refusals)
  }
}

extension OutsideCounts: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&arrived)
    try archive.pass(&rejected)
    try archive.pass(&succeeded)
    try archive.pass(&failed)
    try archive.pass(&timedOut)
    try archive.pass(&aborted)
    try archive.pass(&redrives)
    try archive.pass(&redriveSuccesses)
  }
}

extension AdmissionRecording: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&came)
    try archive.pass(&passed)
    try archive.pass(&turnedAway)
    try archive.pass(&waiting)
    try archive.pass(&longest)
    try archive.pass(&openings)
    try archive.pass(&invocations)
    try archive.pass(&redeliveries)
    try archive.pass(&deadLetters)
    try archive.pass(&waited)
    try archive.pass(&waits)
  }
}

extension WindowRecording: Archived {
  static let blank = WindowRecording(Window(from: .zero, to: .zero), machineCount: 0)

  mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&window)
    try archive.pass(&machines, of: MachineRecording())
    try archive.pass(&latencyByDepth, like: machines.map(\.latency))
    try archive.pass(&calls)
  }
}
