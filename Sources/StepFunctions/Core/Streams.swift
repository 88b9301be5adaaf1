import Chance

/// What a replication draws, by purpose.
struct Streams {
  var retryJitter: StreamKey
  var serviceTime: StreamKey
  var serviceError: StreamKey
  var callback: StreamKey
  var overhead: StreamKey
  var routing: StreamKey
  var expression: StreamKey
  var outage: StreamKey

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
    expression = key(.expression)
    outage = key(.outage)
  }
}
