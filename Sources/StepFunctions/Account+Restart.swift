import Chance
import Engine

extension Account {
  /// Another replication: as after `init`, and what was compiled and the memory of the records are used again. All
  /// else is made anew, because a replication must not know which one its worker ran before.
  public mutating func restart(replication: Int) {
    interpreter.restart()
    interpreter.objects = model.objects
    tally.restart()
    buckets = Buckets(model.quotas)
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
    streams = Streams(seed: seed, replication: replication)
    scheduled = 0
    watched = nil
    outcome = nil
    redrivable = nil
  }
}

/// What admits the calls of an account.
struct Buckets {
  var standard: QuotaBucket
  var express: QuotaBucket
  var sync: QuotaBucket
  var transition: QuotaBucket
  var stop: QuotaBucket
  var redrive: QuotaBucket
  var mapRun: QuotaBucket
  var workers: WorkerBuckets

  init(_ quotas: Quotas) {
    standard = QuotaBucket(quotas.startExecution)
    express = QuotaBucket(quotas.startExpressExecution)
    sync = QuotaBucket(quotas.startSyncExecution)
    transition = QuotaBucket(quotas.stateTransition)
    stop = QuotaBucket(quotas.stopExecution)
    redrive = QuotaBucket(quotas.redriveExecution)
    mapRun = QuotaBucket(quotas.startMapRun)
    workers = WorkerBuckets(quotas)
  }
}

/// What a replication draws, by purpose.
struct Streams {
  var retryJitter: StreamKey
  var serviceTime: StreamKey
  var serviceError: StreamKey
  var callback: StreamKey
  var overhead: StreamKey
  var routing: StreamKey

  init(seed: UInt64, replication: Int) {
    func key(_ purpose: StreamKey.Purpose) -> StreamKey {
      StreamKey(seed: seed, replication: replication, purpose: purpose)
    }
    retryJitter = key(.retryJitter)
    serviceTime = key(.serviceTime)
    serviceError = key(.serviceError)
    callback = key(.callback)
    overhead = key(.overhead)
    routing = key(.routing)
  }
}
