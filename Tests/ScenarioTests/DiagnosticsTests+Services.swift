extension DiagnosticsTests {
  static let latencies = #"""
    200
    6:17: error: services.f.latency: found "200", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 200s or 200ms

    { }
    6:17: error: services.f.latency: expected one of uniform, exponential, lognormal, gamma, weibull, \#
    pareto, empirical, mixture

    []
    6:17: error: services.f.latency: found a list, expected a duration or a distribution
        hint: distributions: uniform, exponential, lognormal, gamma, weibull, pareto, empirical, mixture

    { normal: 1 }
    6:19: error: services.f.latency: unknown key "normal"
        hint: known: uniform, exponential, lognormal, gamma, weibull, pareto, empirical, mixture

    { lognormal: { mean: 1s } }
    6:30: error: services.f.latency.lognormal: the key "sigma" is missing

    { lognormal: { mean: 1s, p99: 2s } }
    6:30: error: services.f.latency.lognormal: expected either { mean, sigma } or { p50, p99 }

    { gamma: { mean: 1s, shape: x } }
    6:45: error: services.f.latency.gamma.shape: found "x", expected a number, at least 0

    { gamma: { mean: 1s, shape: 0 } }
    6:45: error: services.f.latency.gamma.shape: 0.0 must be greater than 0

    { uniform: { from: 2s, to: 1s } }
    6:44: error: services.f.latency.uniform.to: 1.0 is less than from, 2.0

    { uniform: { from: 1s, to: 2s }, exponential: { mean: 1s } }
    6:50: error: services.f.latency: found "exponential" beside "uniform", expected one of them

    { exponential: 5s }
    6:32: error: services.f.latency.exponential: found "5s", expected a mapping
        hint: keys: mean

    { exponential: { mean: 0s } }
    6:40: error: services.f.latency.exponential.mean: 0.0 must be greater than 0

    { mixture: { weight: 1 } }
    6:28: error: services.f.latency.mixture: found a mapping, expected a list of { weight, law }
        hint: mixture: [ { weight: 99, law: 20ms }, { weight: 1, law: { exponential: { mean: 2s } } } ]

    { mixture: [] }
    6:28: error: services.f.latency.mixture: found a list, expected a list of { weight, law }
        hint: mixture: [ { weight: 99, law: 20ms }, { weight: 1, law: { exponential: { mean: 2s } } } ]

    { mixture: [ { weight: 1, law: 5 } ] }
    6:48: error: services.f.latency.mixture.0.law: found "5", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 5s or 5ms

    { mixture: [ { weight: -1, law: 5s } ] }
    6:40: error: services.f.latency.mixture.0.weight: found "-1", expected a number, at least 0

    { mixture: [ { weight: 0, law: 5s } ] }
    6:28: error: services.f.latency.mixture: no weight is greater than 0

    { mixture: [ { wieght: 1, law: 5s } ] }
    6:32: error: services.f.latency.mixture.0: unknown key "wieght"
        hint: did you mean "weight"?

    { loaded: { perCall: 10ms } }
    6:27: error: services.f.latency.loaded: the key "base" is missing
        hint: base: 1s

    { loaded: { base: 1s, perCall: 10 } }
    6:48: error: services.f.latency.loaded.perCall: found "10", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 10s or 10ms

    { loaded: { base: 1s, perCall: 1ms }, exponential: { mean: 1s } }
    6:55: error: services.f.latency: unknown key "exponential"
        hint: known: loaded

    { empirical: none.csv }
    6:30: error: services.f.latency.empirical: there is no file none.csv
        hint: paths are relative to the scenario's folder

    { empirical: bad.csv }
    bad.csv:3:1: error: found "-2", expected a number of seconds, at least 0
    """#

  static let services = #"""
    f: 5
    6:6: error: services.f: found "5", expected a mapping
        hint: keys: latency, errors, result, callback, answersToken, concurrency, rate, outages, abandoned, \#
    lambda, lock, table, workers, poll, heartbeat, workerName

    f: { }
    6:6: error: services.f: the key "latency" is missing
        hint: latency: 200ms; { } is for activities that nobody polls

    f: { latency: 0s, errors: { } }
    6:29: error: services.f.errors: found a mapping, expected a list
        hint: [ { name: Lambda.TooManyRequestsException, probability: 0.001 } ]

    f: { latency: 0s, errors: [ { name: E } ] }
    6:31: error: services.f.errors.0: the key "probability" is missing

    f: { latency: 0s, errors: [ { name: E, probability: 1.5 } ] }
    6:55: error: services.f.errors.0.probability: found "1.5", expected a number from 0 to 1

    f: { latency: 0s, errors: [ { name: E, probability: 0.5 }, { name: F, probability: 0.75 } ] }
    6:29: error: services.f.errors: the probabilities sum to 1.25, expected at most 1

    f: { latency: 0s, concurrency: 0 }
    6:34: error: services.f.concurrency: found "0", expected a whole number from 1 to 1000000000

    f: { latency: 0s, concurrency: { excess: queue } }
    6:34: error: services.f.concurrency: the key "limit" is missing

    f: { latency: 0s, workers: 2, concurrency: 3 }
    6:33: error: services.f: found "concurrency", which an activity does not have

    f: { latency: { loaded: { base: 1s, perCall: 1ms } }, workers: 2 }
    6:19: error: services.f: found "loaded", which an activity does not have

    f: { latency: 0s, workers: 2, rate: unlimited }
    6:33: error: services.f: found "rate", which an activity does not have

    f: { latency: 0s, rate: 50/s }
    6:27: error: services.f.rate: found "50/s", expected { bucket, refill } or unlimited
        hint: rate: { bucket: 100, refill: 50/s, excess: queue }

    f: { latency: 0s, rate: { bucket: 10 } }
    6:27: error: services.f.rate: the key "refill" is missing
        hint: refill: 50/s

    f: { latency: 0s, rate: { bucket: 10, refill: 0/s } }
    6:49: error: services.f.rate.refill: found "0/s", expected a rate above zero

    f: { latency: 0s, rate: { bucket: 1000000000, refill: 0.000001/s } }
    6:27: error: services.f.rate: a bucket of 1000000000 with this refill cannot be counted exactly
        hint: make the bucket smaller, or round the refill

    f: { latency: 0s, abandoned: run }
    6:32: error: services.f.abandoned: no call waits in line here
        hint: abandoned is for a service with excess: queue, in its concurrency or its rate

    f: { latency: { jsonata: "1" }, concurrency: { limit: 1, excess: queue }, abandoned: run }
    6:88: error: services.f.abandoned: a call that nobody waits for has no request, from which its latency could be \#
    worked out
        hint: write the latency as a law, or abandoned: drop

    f: { latency: 0s, concurrency: { limit: 1, excess: queue }, abandoned: keep }
    6:74: error: services.f.abandoned: found "keep", expected run or drop

    f: { latency: 0s, outages: { at: 5m } }
    6:30: error: services.f.outages: found a mapping, expected a list
        hint: [ { at: 10m, for: 3m, errors: Database.Unavailable } ], or slowdown: 5 in place of errors

    f: { latency: 0s, outages: [ { at: 5m, for: 3m } ] }
    6:32: error: services.f.outages.0: expected one of errors, slowdown

    f: { latency: 0s, outages: [ { at: 5m, for: 3m, errors: E, slowdown: 2 } ] }
    6:62: error: services.f.outages.0: found "slowdown" beside "errors", expected one of them

    f: { latency: 0s, outages: [ { at: 5m, errors: E } ] }
    6:32: error: services.f.outages.0: the key "for" is missing
        hint: for: 3m

    f: { latency: 0s, outages: [ { at: 5m, for: 0s, errors: E } ] }
    6:47: error: services.f.outages.0.for: found "0s", expected a duration above zero

    f: { latency: 0s, outages: [ { at: 5m, for: 3m, errors: E, share: 2 } ] }
    6:69: error: services.f.outages.0.share: found "2", expected a number from 0 to 1

    f: { latency: 0s, outages: [ { at: 5m, for: 3m, errors: [ { name: E, probability: 0.5 } ] } ] }
    6:59: error: services.f.outages.0.errors: the probabilities sum to 0.5, expected 1
        hint: share is how many of the calls fail at all

    f: { latency: 0s, outages: [ { at: 5m, for: 3m, slowdown: fast } ] }
    6:61: error: services.f.outages.0.slowdown: found "fast", expected how many times as long calls take, at most 1e6

    f: { latency: 0s, poll: 2s }
    6:6: error: services.f: the key "workers" is missing
        hint: workers: 5, or nothing but { } where nobody polls

    f: { latency: 0s, worker: 2 }
    6:21: error: services.f: unknown key "worker"
        hint: did you mean "workers"?

    f: { latency: 0s, workers: 0 }
    6:30: error: services.f.workers: found "0", expected a whole number from 1 to 1000000000

    arn:aws:states:us-east-1:123456789012:activity:A: { latency: 0s }
    6:53: error: services.arn:aws:states:us-east-1:123456789012:activity:A: the key "workers" is missing
        hint: workers: 5, or nothing but { } where nobody polls

    f: { latency: 0s, result: { list: [] } }
    6:37: error: services.f.result.list: found a list, expected a list with a value

    f: { latency: 0s, result: { file: no.json } }
    6:37: error: services.f.result.file: there is no file no.json
        hint: paths are relative to the scenario's folder

    f: { latency: 0s, callback: 5s }
    6:31: error: services.f.callback: found "5s", expected a mapping
        hint: keys: after, error

    f: { latency: 0s, callback: { error: E } }
    6:31: error: services.f.callback: the key "after" is missing
        hint: after: 5s

    "two words": { latency: 0s }
    6:3: error: services: found "two words", expected the ARN of a resource or a function
    """#

  static let expressions = #"""
    f: { latency: { jsonata: $requst.n } }
    6:28: error: services.f.latency.jsonata: nothing gives the variable '$requst' a value, at 1:1 of the expression
        hint: did you mean $request?

    f: { latency: { jsonata: "$now() + 1" } }
    6:28: error: services.f.latency.jsonata: '$now' is a value here and no function, at 1:1 of the expression
        hint: write $now

    f: { latency: { jsonata: '"soon"' } }
    6:28: error: services.f.latency: found "soon", expected seconds or a duration such as "250ms"

    f: { latency: { jsonata: 0 - 1 } }
    6:28: error: services.f.latency: found -1, expected seconds or a duration such as "250ms"

    f: { latency: { jsonata: } }
    6:28: error: services.f.latency.jsonata: found nothing, expected text

    f: { latency: 1s, result: { jsonata: 1 + } }
    6:40: error: services.f.result.jsonata: S0207: Unexpected end of expression, at 1:4 of the expression

    f: { latency: 1s, result: { jsonata: "{% $call %}" } }
    6:40: error: services.f.result.jsonata: found '{%', expected the expression alone, at 1:1 of the expression
        hint: leave out {% and %}

    f: { latency: 1s, result: { jsonata: $foo } }
    6:40: error: services.f.result.jsonata: nothing gives the variable '$foo' a value, at 1:1 of the expression
        hint: what there is: $request, $attempt, $call, $execution, $now

    f: { latency: 1s, result: { jsonata: { file: no.jsonata } } }
    6:48: error: services.f.result.jsonata.file: there is no file no.jsonata
        hint: paths are relative to the scenario's folder

    f: { latency: 1s, result: { jsonata: { file: bad.jsonata } } }
    bad.jsonata:3:2: error: services.f.result: S0211: The symbol ")" cannot be used as a unary operator

    f: { latency: 1s, result: { jsonata: $call, a: 1 } }
    6:47: error: services.f.result: found "a" beside "jsonata", expected it alone
        hint: a literal that has the key is written { json: … }

    f: { latency: 1s, errors: { jsonata: true } }
    6:40: error: services.f.errors: found true, expected null, the name of an error or { "name", "cause" }

    f: { latency: 1s, errors: { jsonata: "{ \"name\": 5 }" } }
    6:40: error: services.f.errors: found {"name":5}, expected null, the name of an error or { "name", "cause" }

    f: { latency: 1s, result: { list: [1], per: executions } }
    6:47: error: services.f.result.per: found "executions", expected service or execution
        hint: did you mean execution?

    f: { latency: 1s, result: { list: [1], par: execution } }
    6:42: error: services.f.result: unknown key "par"
        hint: did you mean "per"?

    f: { latency: 1s, result: { list: [ { jsonata: $call } ] } }
    6:39: error: services.f.result.list.0: a list has values only
        hint: write one expression in place of the list, which reads $call or $execution; or { json: { jsonata: … } }
    """#

  static let calls = #"""
    arn:aws:states:::states:startExecution | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Rooot" } | |
    t.asl.json:6:42: error: state "T": starts Rooot, which stateMachines does not list
        hint: did you mean Root?

    arn:aws:states:::states:startExecution | { "StateMachineArn": \#
    "arn:aws:states:us-west-2:123456789012:stateMachine:Root" } | |
    t.asl.json:6:42: error: state "T": found Region us-west-2 in StateMachineArn, expected the scenario's us-east-1
        hint: change the ARN, or the scenario's region: one scenario is one Region

    arn:aws:states:::states:startExecution | { "StateMachineArn": "Leaf" } | |
    t.asl.json:6:42: error: state "T": found "Leaf", expected the ARN of a state machine
        hint: write arn:aws:states:us-east-1:123456789012:stateMachine:Root

    arn:aws:states:::states:startExecution | { "StateMachineArn.$": "$.arn" } | |

    arn:aws:states:::aws-sdk:sfn:startSyncExecution | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Root" } | |
    t.asl.json:5:19: error: state "T": Root is STANDARD, and startSyncExecution starts EXPRESS machines only
        hint: start it by "arn:aws:states:::states:startExecution.sync:2", or make it EXPRESS

    arn:aws:states:::states:startExecution.sync:2 | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Fast" } | |

    arn:aws:states:::states:startExecution | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Fast:1" } | |

    arn:aws:states:::states:startExecution | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Fast" } | "Retry": [ { "ErrorEquals": [ \#
    "StepFunctions.ExecutionLimitExceeded" ] } ], |
    t.asl.json:6:132: warning: "StepFunctions.ExecutionLimitExceeded" is the name in AWS's guide, but a refused \#
    StartExecution fails with other names: no retrier of Task state "T" matches a throttled start
        hint: add "StepFunctions.AWSStepFunctionsException" (rate exceeded) and \#
    "StepFunctions.ExecutionLimitExceededException" (too many open executions)

    arn:aws:states:::states:startExecution | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Fast" } | "Retry": [ { "ErrorEquals": [ \#
    "StepFunctions.ExecutionLimitExceeded", "States.TaskFailed" ] } ], |

    arn:aws:states:::lambda:invoke | { "FunctionName": "Charge" } | |
    t.asl.json:6:39: error: state "T": no service covers Charge
        hint: add to services: "Charge": { latency: 200ms }

    arn:aws:states:::lambda:invoke | { "FunctionName": "Charge" } | | Charg: { latency: 0s }
    t.asl.json:6:39: error: state "T": no service covers Charge
        hint: did you mean Charg?

    arn:aws:states:::lambda:invoke | { "FunctionName": \#
    "arn:aws:lambda:us-east-1:123456789012:function:Charge:$LATEST" } | | Charge: { latency: 0s }

    arn:aws:states:::lambda:invoke | { "FunctionName.$": "$.f" } | |
    t.asl.json:5:19: error: state "T": no service covers arn:aws:states:::lambda:invoke
        hint: add to services: "arn:aws:states:::lambda:invoke": { latency: 200ms }

    arn:aws:states:::lambda:invoke | { "FunctionName.$": "$.f" } | | Charge: { latency: 0s }

    arn:aws:lambda:us-east-1:123456789012:function:Charge | {} | | Charge: { latency: 0s }

    arn:aws:states:us-east-1:123456789012:activity:Pack | {} | |
    t.asl.json:5:19: error: state "T": no service covers arn:aws:states:us-east-1:123456789012:activity:Pack
        hint: add to services: "arn:aws:states:us-east-1:123456789012:activity:Pack": { workers: 1, latency: 200ms }

    arn:aws:states:::sqs:sendMessage | {} | |
    t.asl.json:5:19: error: state "T": no service covers arn:aws:states:::sqs:sendMessage
        hint: add to services: "arn:aws:states:::sqs:sendMessage": { latency: 200ms }

    arn:aws:states:::sqs:sendMessage.waitForTaskToken | {} | | "arn:aws:states:::sqs:sendMessage": { latency: 0s }
    t.asl.json:5:19: warning: state "T": nothing answers its task token, and without TimeoutSeconds or \#
    HeartbeatSeconds it waits for ever
        hint: give the service a callback: { after: 5s }, or the Task a TimeoutSeconds

    arn:aws:states:::sqs:sendMessage.waitForTaskToken | {} | "TimeoutSeconds": 60, | \#
    "arn:aws:states:::sqs:sendMessage": { latency: 0s }

    arn:aws:states:::sqs:sendMessage.waitForTaskToken | {} | | \#
    "arn:aws:states:::sqs:sendMessage.waitForTaskToken": { latency: 0s, callback: { after: 1s } }

    arn:aws:states:::aws-sdk:sfn:sendTaskSuccess | {} | |

    arn:aws:states:::aws-sdk:sfn:startSyncExecution | { } | |
    t.asl.json:6:7: error: "Parameters" of Task state "T" must name the machine to start in "StateMachineArn"
        hint: "StateMachineArn": "arn:aws:states:...", or "StateMachineArn.$": "$.path"

    arn:aws:states:::aws-sdk:sfn:getExecutionHistory | { } | |
    t.asl.json:5:19: error: state "T": no service covers arn:aws:states:::aws-sdk:sfn:getExecutionHistory
        hint: add to services: "arn:aws:states:::aws-sdk:sfn:getExecutionHistory": { latency: 200ms }

    arn:aws:states:us-east-1:123456789012:activity:A | { } | | A: { latency: 1s }
    t.asl.json:5:19: error: state "T": A is called as an activity, and has no workers
        hint: add workers: 1 to it

    arn:aws:states:us-east-1:123456789012:activity:A | { } | | A: { }
    t.asl.json:5:19: warning: state "T": no worker takes its task, and without TimeoutSeconds it waits for ever
        hint: give the activity workers: 1 and a latency, or the Task a TimeoutSeconds

    arn:aws:states:us-east-1:123456789012:activity:A | { } | | "arn:aws:states:us-east-1:123456789012:activity:A": { }
    t.asl.json:5:19: warning: state "T": no worker takes its task, and without TimeoutSeconds it waits for ever
        hint: give the activity workers: 1 and a latency, or the Task a TimeoutSeconds

    arn:aws:states:us-east-1:123456789012:activity:A | { } | | A: { latency: 1s, workers: 2, workerName: w }

    arn:aws:lambda:us-east-1:123456789012:function:F | { } | | F: { latency: 1s, workers: 2 }
    t.asl.json:5:19: error: state "T": F has workers, and is called by a Task that is no activity
        hint: use concurrency: in place of workers:

    arn:aws:states:::aws-sdk:sfn:sendTaskSucces | { } | |
    t.asl.json:5:19: error: "Resource" of Task state "T" is "arn:aws:states:::aws-sdk:sfn:sendTaskSucces": the SDK's \#
    service "sfn" has no action "sendTaskSucces"
        hint: did you mean "sendTaskSuccess"?

    arn:aws:states:::aws-sdk:sfn:startExecution | { "StateMachineArn": \#
    "arn:aws:states:us-east-1:123456789012:stateMachine:Roo" } | |
    t.asl.json:6:42: error: state "T": starts Roo, which stateMachines does not list
        hint: did you mean Root?
    """#
}
