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
