import Engine

extension Account {
  /// Another replication: as after `init`, and what was compiled and the memory of the records are used again. All
  /// else is made anew, because a replication must not know which one its worker ran before.
  public mutating func restart(replication: Int) {
    interpreter.restart()
    timeline.restart()
    interpreter.objects = model.objects
    tally.restart()
    buckets = model.quotas.fullBuckets
    mapRunBacklog = WaitingLine()
    starvedMapRuns = WaitingLine()
    standardOpen = 0
    for index in 0..<interpreter.records.program.stateCount {
      sites[index].throttled = 0
      sites[index].errors = 0
    }
    for (index, service) in model.services.enumerated() { services[index] = ServiceState(service) }
    calls.removeAll()
    jobs.removeAll()
    names = NameRegistry()
    streams = Streams(seed: seed, replication: replication)
    local = nil
  }
}
