import Chance
import Engine

extension Account {
  /// Another replication: as after `init`, and what was compiled and the memory of the records are used again. All
  /// else is made anew, because a replication must not know which one its worker ran before.
  public mutating func restart(replication: Int) {
    interpreter.restart()
    interpreter.objects = model.objects
    tally.restart()
    restartBuckets()
    mapRunBacklog = WaitingLine()
    starvedMapRuns = WaitingLine()
    standardOpen = 0
    for index in 0..<interpreter.program.stateCount {
      sites[index].throttled = 0
      sites[index].errors = 0
    }
    for (index, service) in model.services.enumerated() { services[index] = ServiceState(service) }
    calls.removeAll()
    jobs.removeAll()
    names = NameRegistry()
    retryJitter = StreamKey(seed: seed, replication: replication, purpose: .retryJitter)
    serviceTime = StreamKey(seed: seed, replication: replication, purpose: .serviceTime)
    serviceError = StreamKey(seed: seed, replication: replication, purpose: .serviceError)
    callback = StreamKey(seed: seed, replication: replication, purpose: .callback)
    overhead = StreamKey(seed: seed, replication: replication, purpose: .overhead)
    routing = StreamKey(seed: seed, replication: replication, purpose: .routing)
    scheduled = 0
    watched = nil
    outcome = nil
    redrivable = nil
  }

  private mutating func restartBuckets() {
    let quotas = model.quotas
    standardBucket = QuotaBucket(quotas.startExecution)
    expressBucket = QuotaBucket(quotas.startExpressExecution)
    syncBucket = QuotaBucket(quotas.startSyncExecution)
    transitionBucket = QuotaBucket(quotas.stateTransition)
    stopBucket = QuotaBucket(quotas.stopExecution)
    redriveBucket = QuotaBucket(quotas.redriveExecution)
    mapRunBucket = QuotaBucket(quotas.startMapRun)
    workerBuckets = WorkerBuckets(quotas)
  }
}
