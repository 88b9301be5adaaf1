import Testing

extension DiagnosticsTests {
  /// Execution environments, state between calls, answers to tokens.
  static let states = #"""
    f: { latency: 0s, lambda: 5 }
    6:29: error: services.f.lambda: found "5", expected a mapping
        hint: keys: coldStart, keepAlive, reserved, scaling, error

    f: { latency: 0s, lambda: { keepAlive: 5m } }
    6:29: error: services.f.lambda: the key "coldStart" is missing
        hint: coldStart: 350ms

    f: { latency: 0s, lambda: { coldStart: 1 } }
    6:42: error: services.f.lambda.coldStart: found "1", expected a duration such as 90s, 15m, 2h, 120ms or 250us
        hint: a duration needs a unit: 1s or 1ms

    f: { latency: 0s, lambda: { coldstart: 1s } }
    6:31: error: services.f.lambda: unknown key "coldstart"
        hint: did you mean "coldStart"?

    f: { latency: 0s, lambda: { coldStart: 1s, reserved: -1 } }
    6:56: error: services.f.lambda.reserved: found "-1", expected a whole number from 0 to 100000000

    f: { latency: 0s, lambda: { coldStart: 1s, reserved: 950 } }
    6:56: error: services.f.lambda.reserved: 950 of the account's 1000 are reserved, and 100 must stay unreserved
        hint: reserve less, or set quotas.LambdaConcurrency to what the account has

    f: { latency: 0s, lambda: { coldStart: 1s, scaling: 5/s } }
    6:55: error: services.f.lambda.scaling: found "5/s", expected { bucket, refill } or unlimited

    f: { latency: 0s, lambda: { coldStart: 1s }, concurrency: 5 }
    6:48: error: services.f: found "concurrency" beside "lambda", expected reserved in it

    f: { latency: 0s, lambda: { coldStart: 1s }, workers: 5 }
    6:48: error: services.f: found "workers" beside "lambda"

    f: { latency: 0s, lock: { acquire: L } }
    6:27: error: services.f.lock: the key "limit" is missing
        hint: limit: 5

    f: { latency: 0s, lock: { limit: 5 } }
    6:27: error: services.f.lock: expected one of acquire, release, read

    f: { latency: 0s, lock: { acquire: L, release: L, limit: 5 } }
    6:41: error: services.f.lock: found "release" beside "acquire", expected one of them

    f: { latency: 0s, lock: { release: L, limit: 5 } }
    6:41: error: services.f.lock: found "limit" beside "release"

    f: { latency: 0s, lock: { acquire: L, limit: 0 } }
    6:48: error: services.f.lock.limit: found "0", expected a whole number from 1 to 1000000000

    f: { latency: 0s, lock: { release: L, owner: $requst } }
    6:48: error: services.f.lock.owner: nothing gives the variable '$requst' a value, at 1:1 of the expression
        hint: did you mean $request?

    f: { latency: 0s, lock: { release: L, owner: null } }
    6:48: error: services.f.lock.owner: found "null", expected text

    f: { latency: 0s, lock: { release: L }, table: { get: T, key: $request.k } }
    6:43: error: services.f: found "table" beside "lock", expected one of them

    f: { latency: 0s, table: { get: T } }
    6:28: error: services.f.table: the key "key" is missing
        hint: key: $request.Key

    f: { latency: 0s, table: { put: T, key: $request.k } }
    6:28: error: services.f.table: the key "value" is missing
        hint: value: $request.Item

    f: { latency: 0s, table: { get: T, key: $request.k, value: 1 } }
    6:55: error: services.f.table: found "value" beside "get"

    f: { latency: 0s, table: { get: T, key: $item.k } }
    6:43: error: services.f.table.key: nothing gives the variable '$item' a value, at 1:1 of the expression
        hint: what there is: $request, $attempt, $call, $execution, $now

    f: { latency: 0s, table: { get: T, key: { jsonata: $request.k }, condition: 5 } }
    6:79: error: services.f.table.condition: found 5, expected true or false

    f: { latency: 0s, result: { jsonata: $item } }
    6:40: error: services.f.result.jsonata: nothing gives the variable '$item' a value, at 1:1 of the expression
        hint: what there is: $request, $attempt, $call, $execution, $now

    f: { latency: 0s, table: { get: T, key: 1 }, result: { jsonata: $lock } }
    6:67: error: services.f.result.jsonata: nothing gives the variable '$lock' a value, at 1:1 of the expression
        hint: what there is: $request, $attempt, $call, $execution, $now, $item, $old

    f: { latency: 0s, answersToken: 5s }
    6:35: error: services.f.answersToken: found "5s", expected a mapping
        hint: keys: path, after, error

    f: { latency: 0s, answersToken: { path: $.token } }
    6:35: error: services.f.answersToken: the key "after" is missing
        hint: after: 5s

    f: { latency: 0s, answersToken: { after: 5s, path: token } }
    6:54: error: services.f.answersToken.path: found "token", expected a path such as $.Payload.token, or { jsonata: … }

    f: { latency: 0s, answersToken: { after: 5s, path: $$.Task.Token } }
    6:54: error: services.f.answersToken.path: found "$$.Task.Token", expected a path of the request
        hint: path: $.Payload.token

    f: { latency: 0s, answersToken: { after: 5s, path: { jsonata: 5 } } }
    6:65: error: services.f.answersToken.path: found 5, expected a task token
    """#

  @Test(arguments: Row.rows(Self.states))
  func whatServicesKeepIsChecked(row: Row) throws {
    let folder = try Sample.folder()
    let problems = folder.problems(Sample.base + "services:\n  \(row.input)\n")
    #expect(problems.map { $0.replacing("s.yaml:", with: "") }.joined(separator: "\n") == row.expected)
  }
}
