extension DiagnosticsTests {
  static let admissions = #"""
    [ { start: Root, arrivals: { burst: 1 }, admission: 5 } ]
    3:59: error: load.0.admission: found "5", expected none, or one of queue, semaphore, bucket, breaker, sqs
        hint: admission: { queue: { rate: 200/s } }

    [ { start: Root, arrivals: { burst: 1 }, admission: { } } ]
    3:59: error: load.0.admission: expected one of queue, semaphore, bucket, breaker, sqs

    [ { start: Root, arrivals: { burst: 1 }, admission: { semaphor: 5 } } ]
    3:61: error: load.0.admission: unknown key "semaphor"
        hint: did you mean "semaphore"?

    [ { start: Root, arrivals: { burst: 1 }, admission: { semaphore: 0 } } ]
    3:72: error: load.0.admission.semaphore: found "0", expected a whole number from 1 to 1000000000

    [ { start: Root, arrivals: { burst: 1 }, admission: { queue: { length: 5 } } } ]
    3:68: error: load.0.admission.queue: the key "rate" is missing
        hint: rate: 200/s

    [ { start: Root, arrivals: { burst: 1 }, admission: { queue: { rate: 5/s, length: -1 } } } ]
    3:89: error: load.0.admission.queue.length: found "-1", expected a whole number from 0 to 1000000000, or unlimited

    [ { start: Root, arrivals: { burst: 1 }, admission: { bucket: { bucket: 5 } } } ]
    3:69: error: load.0.admission.bucket: the key "refill" is missing
        hint: refill: 300/s

    [ { start: Root, arrivals: { burst: 1 }, admission: { breaker: { open: 5s } } } ]
    3:70: error: load.0.admission.breaker: expected one of refusals, ratio

    [ { start: Root, arrivals: { burst: 1 }, admission: { breaker: { refusals: 5, calls: 5, open: 5s } } } ]
    3:85: error: load.0.admission.breaker: found "calls" beside "refusals", expected it beside "ratio"

    [ { start: Root, arrivals: { burst: 1 }, admission: { breaker: { ratio: 2, open: 5s } } } ]
    3:79: error: load.0.admission.breaker.ratio: found "2", expected a number above 0, at most 1

    [ { start: Root, arrivals: { burst: 1 }, admission: { sqs: { concurrency: 1 } } } ]
    3:81: error: load.0.admission.sqs.concurrency: found "1", expected a whole number from 2 to 1000

    [ { start: Root, arrivals: { burst: 1 }, admission: { sqs: { timeout: 60s } } } ]
    3:77: error: load.0.admission.sqs.timeout: the messages are visible again before the function's timeout is over
        hint: AWS refuses a visibility below timeout, and advises six times as long
    """#
}
