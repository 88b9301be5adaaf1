extension DiagnosticsTests {
  static let keys = #"""
    seeds: 1
    5:1: error: the scenario: unknown key "seeds"
        hint: did you mean "seed"?

    outages: { StopExecutions: [ ] }
    5:12: error: outages: unknown key "StopExecutions"
        hint: did you mean "StopExecution"?

    outages: { DescribeExecution: [ { at: 5m, for: 1m, errors: Down } ] }
    5:52: error: outages.DescribeExecution.0: unknown key "errors"
        hint: did you mean "error"?

    outages: { StartExecution: [ { at: 5m, for: 1m, slowdown: 2 } ] }
    5:49: error: outages.StartExecution.0: unknown key "slowdown"
        hint: known: at, for, share, error

    outages: { StartExecution: { at: 5m } }
    5:28: error: outages.StartExecution: found a mapping, expected a list
        hint: [ { at: 10m, for: 3m, error: StepFunctions.AWSStepFunctionsException, share: 0.5 } ]

    seed: -1
    5:7: error: seed: found "-1", expected a whole number from 0 to 18446744073709551615

    seed: 0o17
    5:7: error: seed: found "0o17", expected a whole number from 0 to 18446744073709551615

    seed: 18446744073709551616
    5:7: error: seed: found "18446744073709551616", expected a whole number from 0 to 18446744073709551615

    replications: 1_000
    5:15: error: replications: found "1_000", expected a whole number from 1 to 100000
        hint: write 1000

    replications: [1]
    5:15: error: replications: found a list, expected a whole number from 1 to 100000

    replications: 1.0
    5:15: error: replications: found "1.0", expected a whole number from 1 to 100000

    stopChildren: yes
    5:15: error: stopChildren: found "yes", expected true or false
        hint: write true

    stopChildren: "true"
    5:15: error: stopChildren: found "true", expected true or false
        hint: write true

    until: 12:30:45
    5:8: error: until: found "12:30:45", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: the units are ns, us, ms, s, m, h

    until: 90
    5:8: error: until: found "90", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 90s or 90ms

    until: 90 s
    5:8: error: until: found "90 s", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: write it without a blank

    until: 5/s
    5:8: error: until: found "5/s", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: this is a rate

    until: 0s
    5:8: error: until: found "0s", expected a duration above zero

    until: { at: 5s }
    5:10: error: until: unknown key "at"
        hint: known: counted

    until: { counted: soon }
    5:19: error: until.counted: found "soon", expected a duration such as 90s, 15m, 2h, 120ms or 250us

    until: { counted: 0s }
    5:19: error: until.counted: found "0s", expected a duration above zero

    until: {}
    5:8: error: until: expected one of counted

    warmup: 1m
    5:9: error: warmup: found "1m", but the load ends before: nothing would be measured

    warmup: later
    5:9: error: warmup: found "later", expected a duration such as 90s, 15m, 2h, 120ms or 250us

    account: 12345
    5:10: error: account: found "12345", expected 12 digits

    throttleError: [a]
    5:16: error: throttleError: found a list, expected text

    throttleError: []
    5:16: error: throttleError: found a list, expected text

    quotas: unlimited
    5:9: error: quotas: found "unlimited", expected a mapping
        hint: keys: StartExecution, StartExpressExecution, StartSyncExecution, StateTransition, StopExecution, \#
    RedriveExecution, GetActivityTask, SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat, StartMapRun, \#
    MapRunStandardDispatch, MapRunExpressDispatch, DescribeExecution, ListExecutions, OpenExecutions, \#
    InlineMapConcurrency, HistoryEvents, StatesPerInstant, OpenMapRuns, \#
    MapRunConcurrency, PayloadBytes, VariableBytes, LambdaConcurrency, LambdaRequests

    quotas: { LambdaConcurrency: 0 }
    5:30: error: quotas.LambdaConcurrency: found "0", expected a whole number from 1 to 100000000, or unlimited

    quotas: { LambdaRequests: 5/s }
    5:27: error: quotas.LambdaRequests: found "5/s", expected { bucket, refill } or unlimited

    quotas: { LambdaConcurrency: unlimited, LambdaRequests: { refill: 5/s } }
    5:57: error: quotas.LambdaRequests: the key "bucket" is missing
        hint: bucket: 1000

    quotas: { StartExecution: 5 }
    5:27: error: quotas.StartExecution: found "5", expected { bucket, refill } or unlimited

    quotas: { StartExecution: { refill: 300 } }
    5:37: error: quotas.StartExecution.refill: found "300", expected a rate such as 50/s, 3000/m or 0.5/s
        hint: a rate needs a unit: 300/s

    quotas: { StartSyncExecution: { refill: 300/s } }
    5:31: error: quotas.StartSyncExecution: the key "bucket" is missing
        hint: bucket: 1000

    quotas: { StartExecution: { size: 300 } }
    5:29: error: quotas.StartExecution: unknown key "size"
        hint: known: bucket, refill, steps, lag

    quotas: { StartExecution: { steps: 1500us } }
    5:36: error: quotas.StartExecution.steps: found "1500us", expected whole milliseconds, at most 60s

    quotas: { StartExecution: { lag: 2h } }
    5:34: error: quotas.StartExecution.lag: found "2h", expected whole milliseconds, at most 3600s

    quotas: { StartExecution: { lag: 2 } }
    5:34: error: quotas.StartExecution.lag: found "2", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 2s or 2ms

    quotas: { MapRunStandardDispatch: { steps: 1s } }
    5:37: error: quotas.MapRunStandardDispatch: unknown key "steps"
        hint: known: bucket, refill

    integrationRetries: some
    5:21: error: integrationRetries: found "some", expected a whole number from 0 to 1000

    integrationRetries: { interval: 1s }
    5:21: error: integrationRetries: the key "maxAttempts" is missing
        hint: maxAttempts: 3

    integrationRetries: { maxAttempts: 3, jitter: SOME }
    5:47: error: integrationRetries.jitter: found "SOME", expected NONE or FULL

    redrive: 3
    5:10: error: redrive: found "3", expected { after, times } or none
        hint: redrive: { after: 5m, times: 1 }

    redrive: { times: 3 }
    5:10: error: redrive: the key "after" is missing
        hint: after: 5m

    redrive: { after: 0s }
    5:19: error: redrive.after: found "0s", expected a duration above zero

    redrive: { after: 1s, times: 0 }
    5:30: error: redrive.times: found "0", expected a whole number from 1 to 10000

    quotas: { StartExecution: { bucket: 1000000000, refill: 0.000001/s } }
    5:27: error: quotas.StartExecution: a bucket of 1000000000 with this refill cannot be counted exactly
        hint: make the bucket smaller, or round the refill

    quotas: { StartExecutions: unlimited }
    5:11: error: quotas: unknown key "StartExecutions"
        hint: did you mean "StartExecution"?

    quotas: { HistoryEvents: none }
    5:26: error: quotas.HistoryEvents: found "none", expected a whole number, at least 3, or unlimited

    quotas: { PayloadBytes: 256KB }
    5:25: error: quotas.PayloadBytes: found "256KB", expected a size such as 256KiB, 1MiB or 262144
        hint: the units are B, KiB, MiB, GiB: powers of 1024, whole bytes

    overheads: fast
    5:12: error: overheads: found "fast", expected measured, none or a mapping
        hint: keys: start, firstState, stateEntry, end, notify, abort, mapRunStart, mapRunNext, mapRunEnd

    overheads: { notify: { lognromal: 3 } }
    5:24: error: overheads.notify: unknown key "lognromal"
        hint: did you mean "lognormal"?

    overheads: { notify: 1400 }
    5:22: error: overheads.notify: found "1400", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 1400s or 1400ms

    expect: Root.failed < 1
    5:9: error: expect: found "Root.failed < 1", expected a list, or default
        hint: - Root.latency.p99 < 30s

    services: []
    5:11: error: services: found a list, expected a mapping of resources
        hint: "arn:aws:lambda:us-east-1:123456789012:function:Charge": { latency: 200ms }

    services: { f: { latency: 1s } }
    5:13: warning: services: no Task calls f

    quotas: { PayloadBytes: 1 }
    5:25: error: quotas.PayloadBytes: found "1", expected at least 2 bytes, or unlimited
    """#

  static let expectations = #"""
    Rot.failed < 1
    6:5: error: expect: found "Rot.failed", expected a machine, an API action or a metric of the run
        hint: did you mean "Root"?

    Root.latenzy.p99 < 1s
    6:5: error: expect: found "latenzy", expected a metric of Root
        hint: did you mean "latency"?

    Root.latency.p89 < 1s
    6:5: error: expect: found "p89", expected a statistic of Root.latency
        hint: did you mean "p99"?

    Root.latency < 1s
    6:5: error: expect: Root.latency is a distribution, expected one of its statistics
        hint: one of mean, min, p50, p90, p95, p99, p999, max; or a share, as Root.latency < 30s for 99%

    Root.latency < 1s for 101%
    6:5: error: expect: found "101%", expected a share such as 99% or 0.99

    Root.latency > 1s for 99%
    6:5: error: expect: found ">", expected < or <= where a share is given

    Root.latency.p99 < 1s for 99%
    6:5: error: expect: only a distribution holds for a share
        hint: Root.latency < 30s for 99%

    depth(x).latency.p99 < 1s
    6:5: error: expect: found "depth(x).latency.p99", expected a depth such as depth(1).latency.p99
        hint: outside callers start executions of depth 0

    depth(1).latenzy.p99 < 1s
    6:5: error: expect: found "latenzy", expected a metric of depth(1)
        hint: did you mean "latency"?

    Root.latency.p99 < 1
    6:5: error: expect: found "1", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 1s or 1ms

    Root.failed.ratio < 1s
    6:5: error: expect: found "1s", expected a number such as 0.001

    Root.failed.p99 < 1
    6:5: error: expect: found "p99", expected a statistic of Root.failed
        hint: known: ratio

    Root.started.p99 < 1
    6:5: error: expect: found "p99", expected a statistic of Root.started
        hint: Root.started is a count

    Root.failed = 1
    6:5: error: expect: found "=" in "Root.failed = 1", expected one of < <= > >= ==
        hint: write ==

    Root.failed
    6:5: error: expect: found no comparison in "Root.failed", expected one of < <= > >= ==

    Root. < 1
    6:5: error: expect: found "", expected a metric of Root
        hint: known: started, succeeded, failed, timedOut, aborted, rejected, running, waiting, latency, duration, \#
    retriesPerAdmittedCall, transitions, retries, retries.ratio, requests, billedMilliseconds, \#
    billedMegabyteMilliseconds, parts.transitionWait, parts.throttleBackoff, parts.errorBackoff

    StartExecution.throtled < 1
    6:5: error: expect: found "throtled", expected a metric of StartExecution
        hint: did you mean "throttled"?

    makespan < 5
    6:5: error: expect: found "5", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 5s or 5ms

    makespan.max < 5s
    6:5: error: expect: found "makespan.max", expected a machine, an API action or a metric of the run
        hint: makespan is one number of the whole run: write makespan alone

    [1]
    6:5: error: expect: found a list, expected a line such as Root.latency.p99 < 30s
    """#

  static let texts = #"""
    a: [1, 2
    2:1: error: YAML: did not find expected ',' or ']' while parsing a flow sequence that begins at 1:4

    a: b: c
    1:5: error: YAML: mapping values are not allowed in this context

    name: x\nname: y
    1:1: error: duplicate key "name"
        hint: this is the first one; the same mapping has it again further down

    name:\n\t- 1
    2:1: error: YAML: found character that cannot start any token
        hint: indent with spaces, not tabs; quote text that begins with @, ` or %

    a: *b
    1:4: error: YAML: found undefined alias

    a: "\q"
    1:5: error: YAML: found unknown escape character while parsing a quoted scalar that begins at 1:4

    # nothing\n
    1:1: error: found an empty file, expected a scenario
        hint: it begins with: name, region, stateMachines, load

    - a\n- b
    1:1: error: the scenario: found a list, expected a mapping
        hint: keys: name, region, account, seed, replications, stateMachines, substitutions, s3, services, load, \#
    quotas, outages, overheads, prices, mapRunsTakeTokens, stopChildren, throttleError, openExecutionsError, \#
    integrationRetries, syncTakesDescribe, redrive, warmup, until, precision, expect, mocks, lint

    [a]: b
    1:1: error: found a list or mapping as a key, expected text

    a: 1\n---\nb: 2
    2:1: error: found a second document, expected one scenario

    a: @b
    1:4: error: YAML: found character that cannot start any token
        hint: indent with spaces, not tabs; quote text that begins with @, ` or %

    name: x
    1:1: error: the scenario: the key "region" is missing
        hint: region: us-east-1
    1:1: error: the scenario: the key "stateMachines" is missing
        hint: stateMachines: { Root: { definition: root.asl.json } }
    1:1: error: the scenario: the key "load" is missing
        hint: load: [ { start: Root, arrivals: { burst: 10 } } ]

    name: !!int 5
    1:7: error: found the tag !!int, expected none

    { "StartAt": "A", "States": { } }
    1:1: error: this is the definition of a state machine, expected a scenario
        hint: a definition in JSON is known by any other extension, such as .asl.json

    StartAt: A
    1:1: error: this is the definition of a state machine, expected a scenario
        hint: a definition in YAML is known by the extension .asl.yaml

    Resources: { }
    1:1: error: this looks like a template of CloudFormation, expected a scenario
        hint: headroom init s.yaml makes a scenario of it
    """#
}
