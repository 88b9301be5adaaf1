extension DiagnosticsTests {
  static let loads = #"""
    5
    3:7: error: load: found "5", expected a list of streams
        hint: load: [ { start: Root, arrivals: { burst: 10 } } ]

    []
    3:7: error: load: found an empty list, expected a stream
        hint: load: [ { start: Root, arrivals: { burst: 10 } } ]

    [ { arrivals: { burst: 1 } } ]
    3:9: error: load.0: the key "start" is missing
        hint: start: Root

    [ { start: Rot, arrivals: { burst: 1 } } ]
    3:18: error: load.0.start: found "Rot", expected a machine of stateMachines
        hint: did you mean "Root"?

    [ { start: Root, for: 1m, arrivals: { spike: { base: 1/s, peak: 2/s, from: 1s, to: 2s, pick: 3/s } } } ]
    3:94: error: load.0.arrivals.spike: unknown key "pick"
        hint: known: base, peak, from, to

    [ { start: Root, for: 1m, arrivals: { ramp: { from: 0/s, to: 0/s, top: 3/s } } } ]
    3:51: error: load.0.arrivals.ramp: found zero as both rates, expected one above zero
    3:73: error: load.0.arrivals.ramp: unknown key "top"
        hint: did you mean "to"?

    [ { start: Root, api: StartSyncExecution, arrivals: { burst: 1 } } ]
    3:29: error: load.0.api: Root is STANDARD, and StartSyncExecution starts EXPRESS machines only
        hint: leave api out, or make it EXPRESS

    [ { start: Root, api: StartSyncExecutions, arrivals: { burst: 1 } } ]
    3:29: error: load.0.api: found "StartSyncExecutions", expected StartExecution or StartSyncExecution
        hint: did you mean StartSyncExecution?

    [ { name: a, start: Root, arrivals: { burst: 1 } }, { name: a, start: Root, arrivals: { burst: 1 } } ]
    3:67: error: load.1.name: found "a", which is the name of another stream
        hint: a stream without a name has its machine's

    [ { name: Root, start: Root, arrivals: { burst: 1 } }, { start: Root, arrivals: { burst: 1 } } ]
    3:17: error: load.0.name: found "Root", which is the name of another stream
        hint: a stream without a name has its machine's

    [ { name: "", start: Root, arrivals: { burst: 1 } } ]
    3:17: error: load.0.name: found "", expected text

    [ { start: Root } ]
    3:9: error: load.0: the key "arrivals" is missing
        hint: arrivals: { burst: 10 }

    [ { start: Root, arrivals: { burst: 0 } } ]
    3:43: error: load.0.arrivals.burst: found "0", expected a whole number from 1 to 100000000

    [ { start: Root, arrivals: { burst: 1 }, for: 5s } ]
    3:48: error: load.0: found "for", which a burst does not have

    [ { start: Root, arrivals: { rate: 5/s } } ]
    3:9: error: load.0: the key "for" is missing
        hint: for: 15m, how long arrivals by rate go on

    [ { start: Root, arrivals: { rate: 5s }, for: 5s } ]
    3:42: error: load.0.arrivals.rate: found "5s", expected a rate such as 50/s, 3000/m or 0.5/s
        hint: the units are /s, /m, /h: 5/s

    [ { start: Root, arrivals: { poisson: 0/s }, for: 5s } ]
    3:45: error: load.0.arrivals.poisson: found "0/s", expected a rate above zero

    [ { start: Root, arrivals: { rate: 5/s, at: 1s }, for: 5s } ]
    3:47: error: load.0.arrivals: found "at" beside "rate", expected it beside "start", or beside "burst"

    [ { start: Root, arrivals: { rate: 5/s, poisson: 5/s }, for: 5s } ]
    3:47: error: load.0.arrivals: found "poisson" beside "rate", expected one of them

    [ { start: Root, arrivals: { at: 5s } } ]
    3:34: error: load.0.arrivals: expected one of burst, rate, poisson, ramp, steps, spike, sine, schedule, users, trace

    [ { start: Root, arrivals: { ramp: { from: 0/s, to: 0/s } }, for: 5s } ]
    3:42: error: load.0.arrivals.ramp: found zero as both rates, expected one above zero

    [ { start: Root, arrivals: { ramp: { from: 1/s } }, for: 5s } ]
    3:42: error: load.0.arrivals.ramp: the key "to" is missing
        hint: { from: 1/s, to: 9/s }

    [ { start: Root, arrivals: { burst: 1 }, retry: some } ]
    3:55: error: load.0.retry: found "some", expected none or standard or adaptive

    [ { start: Root, arrivals: { burst: 1 }, retry: { rate: 0.5 } } ]
    3:63: error: load.0.retry.rate: found "0.5", expected a number, at least 1

    [ { start: Root, arrivals: { burst: 1 }, retry: { jitter: full } } ]
    3:65: error: load.0.retry.jitter: found "full", expected NONE or FULL
        hint: did you mean FULL?

    [ { start: Root, arrivals: { burst: 1 }, input: { file: no.json } } ]
    3:63: error: load.0.input.file: there is no file no.json
        hint: paths are relative to the scenario's folder

    [ { start: Root, arrivals: { sine: { mean: 4/s, amplitude: 5/s, period: 1h } }, for: 2h } ]
    3:66: error: load.0.arrivals.sine.amplitude: found more than the mean, which would make rates below zero

    [ { start: Root, arrivals: { spike: { base: 4/s, peak: 5/s, from: 3m, to: 2m } }, for: 2h } ]
    3:81: error: load.0.arrivals.spike.to: found a spike that ends before it begins, expected it later than "from"

    [ { start: Root, arrivals: { spike: { base: 4/s, from: 1m, to: 2m } }, for: 2h } ]
    3:43: error: load.0.arrivals.spike: the key "peak" is missing
        hint: { base: 20/s, peak: 100/s, from: 15m, to: 17m }

    [ { start: Root, arrivals: { steps: [ { rate: 0/s, for: 5m } ] } } ]
    3:43: error: load.0.arrivals.steps: found zero as every rate, expected one above zero

    [ { start: Root, arrivals: { steps: [ { rate: 1/s, for: 5m } ] }, for: 1h } ]
    3:78: error: load.0.for: found "1h", but the steps are over after 300.0 s
        hint: leave it out

    [ { start: Root, arrivals: { rate: 5/s, spacing: even }, for: 1h } ]
    3:47: error: load.0.arrivals: found "spacing" beside "rate", expected it beside ramp, steps, spike, sine

    [ { start: Root, arrivals: { schedule: "* * * *" }, for: 1h } ]
    3:46: error: load.0.arrivals.schedule: found 4 fields, expected the five fields of crontab
        hint: minutes, hours, day of month, month, day of week[, year]: cron(0/5 * * * ? *), */5 * * * *

    [ { start: Root, arrivals: { schedule: "0 9 * * *" }, for: 1h } ]
    3:46: error: load.0.arrivals.schedule: found "0 9 * * *", which starts nothing within "for"
        hint: virtual time begins on Wednesday, 2025-01-01, at 00:00 UTC

    [ { start: Root, arrivals: { users: { count: 5 } }, for: 1h } ]
    3:43: error: load.0.arrivals.users: the key "think" is missing
        hint: users: { count: 50, think: { exponential: { mean: 10s } } }

    [ { start: Root, arrivals: { users: 5 }, for: 1h, batch: 2 } ]
    3:57: error: load.0: found "batch", which users do not have: each starts one execution at a time

    [ { start: Root, arrivals: { burst: 5 }, batch: 0 } ]
    3:55: error: load.0.batch: found "0", expected a whole number from 1 to 1000000

    [ { start: Root, arrivals: { burst: 1 }, input: { n: { $integer: { from: 3, to: 1 } } } } ]
    3:87: error: load.0.input.n.$integer.to: found less than "from", 3

    [ { start: Root, arrivals: { burst: 1 }, input: { n: { $index: 1, b: 2 } } } ]
    3:73: error: load.0.input.n: found "b" beside "$index", which stands alone
        hint: what is no draw is written { $json: … }

    [ { start: Root, arrivals: { burst: 1 }, input: { n: { $repeat: { of: 1 } } } } ]
    3:71: error: load.0.input.n.$repeat: the key "times" is missing
        hint: $repeat: { times: { from: 1, to: 30 }, of: { sku: A-1 } }

    [ { start: Root, arrivals: { burst: 1 }, input: { n: { $choose: [ { weight: 0, value: 1 } ] } } } ]
    3:71: error: load.0.input.n.$choose: found zero as every weight, expected one above zero

    [ { start: Root, arrivals: { burst: 1 }, input: { n: { $jsonata: "1 +" } } } ]
    3:72: error: load.0.input.n.$jsonata: S0207: Unexpected end of expression at character 3

    [ { start: Root, arrivals: { burst: 1 }, input: { jsonata: "order.id" } } ]
    3:66: error: load.0.input.jsonata: found "order", which reads an input that there is none of here
        hint: there are $index, $member, $item and $time

    [ { start: Root, arrivals: { burst: 1 }, input: { n: { $row: none.csv } } } ]
    3:68: error: load.0.input.n.$row: there is no file none.csv
        hint: paths are relative to the scenario's folder
    """#

  static let traces = #"""
    time\n1\n
    t.csv:1:1: error: found "time", expected the header time_seconds or time_seconds,input

    time_seconds\n
    3:43: error: load.0.arrivals.trace: found no arrivals in t.csv, expected at least one

    time_seconds\n1\n0.5\n
    t.csv:3:1: error: found 0.5, which is before the line above it, expected times in ascending order

    time_seconds\n0\n1s\n
    t.csv:3:1: error: found "1s", expected a time in seconds with at most nine decimal places

    time_seconds\n0.0000000001\n
    t.csv:2:1: error: found "0.0000000001", expected a time in seconds with at most nine decimal places

    time_seconds\n-1\n
    t.csv:2:1: error: found "-1", expected a time in seconds with at most nine decimal places

    time_seconds\n1,{}\n
    t.csv:2:1: error: found 2 columns, expected 1
        hint: quote a JSON input, and double the quotes within: "{""id"":1}"

    time_seconds,input\n1\n
    t.csv:2:1: error: found one column, expected 2

    time_seconds,input\n1,{""a"":1}\n
    t.csv:2:4: error: found a quote within a plain field, expected it quoted and doubled

    time_seconds,input\n1,"{\n
    t.csv:2:3: error: found the end of the file, expected a closing quote

    time_seconds,input\n1,"{}" x\n
    t.csv:2:7: error: found text after a closing quote, expected a comma
    """#
}
