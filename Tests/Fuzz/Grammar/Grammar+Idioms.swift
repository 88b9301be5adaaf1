import JSON

/// What chance alone seldom puts together: arguments that fit each other, and load that meets its limits.
extension Grammar {
  /// JSONata whose arguments belong together: what one function writes another one reads.
  mutating func idiom() -> String {
    switch below(12) {
    case 0:
      let picture = datePicture()
      return "$toMillis($fromMillis(\(pick(["0", "1700000000000", "1709209845123"])), \(picture), '+0530'), \(picture))"
    case 1:
      let picture = integerPicture()
      return "$parseInteger($formatInteger(\(number()), \(picture)), \(picture))"
    case 2:
      let text = pick([
        "2024-02-29T12:30:45+05:30", "2024-W09-4", "2024-060", "12:30:45 GMT-8", "29th February 2024 3 pm",
      ])
      let picture = pick([
        "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01][Z]", "[X0001]-W[W01]-[F1]", "[Y]-[d001]", "[H]:[m]:[s] [z]",
        "[D1o] [MNn] [Y] [h] [P]", "[D1o] [MNn] [Y] [h] [Pn]",
      ])
      return "$toMillis('\(text)', '\(picture)')"
    case 3: return "$\(pick(["match", "split", "contains"]))(\(text()), \(regex()))"
    case 4:
      let pattern = pick([
        "/(a)(b)\\\\1/", "/(?<=a)b/", "/(?<!a)b/i", "/(?=(a))\\\\1/", "/\\\\bab\\\\B/", "/^b$/m", "/[^a]\\\\W/",
        "/(A)\\\\1/i",
        "/a.b/", "/(?<n>a)\\\\k<n>/", "/(?<=(a|b))b/", "/[^\\\\W]/", "/(a+)+$/", "/[^\\\\d\\\\s]/",
      ]).replacing("\\\\", with: "\\")
      return
        "$replace('ababb aA a.b\\n12', \(pattern), \(pick(["'$1'", "'[$0]'", "$uppercase", "λ($m) { $m.match }"])))"
    case 5: return "$replace('a.b.c', '.', \(text()), \(pick(["1", "2", "0", "-1"])))"
    case 6:
      return "$number(\(pick(["'0x1F'", "'0b101'", "'0o17'", "'-1.50e-3'", "'12'", "'1e'", "true", "' 1'", "'.5'"])))"
    case 7: return "$string(\(expression()), true)"
    case 8: return "$\(pick(["decodeUrl", "decodeUrlComponent"]))('%C3%A9%2F%41\(pick(["", "%", "%C3", "%zz"]))')"
    case 9: return "$split('a,b,,c', \(pick(["','", "''", "/,/", "',,'"]))\(pick(["", ", 2", ", 0", ", -1"])))"
    case 10:
      return "$round(\(pick(["0.5", "2.5", "99.995", "-1.005", "1e20", "12345"])), \(pick(["0", "2", "-2", "20"])))"
    default: return "$formatNumber(\(number()), \(numberPicture()), \(numberOptions()))"
    }
  }

  /// A machine that starts children, more than a tight quota admits, and tries again.
  mutating func fanOut() -> JSON {
    let pattern = pick(["", ".sync", ".sync:2", ".sync:2", ".waitForTaskToken"])
    var start: JSONObject = [
      "Type": "Task", "Resource": .string("arn:aws:states:::states:startExecution\(pattern)"), "End": true,
      "Parameters": [
        "StateMachineArn": .string(pick(Self.machines.filter { !$0.hasSuffix("Root") })),
        "Input": oneIn(2) ? ["a": 1] : ["a.$": "$", "token.$": pattern == ".waitForTaskToken" ? "$$.Task.Token" : "$"],
      ],
    ]
    if oneIn(4) {
      start["Resource"] = "arn:aws:states:::aws-sdk:sfn:startSyncExecution"
      start["Parameters"] = ["StateMachineArn": .string(Self.machines[2]), "Input.$": "States.JsonToString($)"]
    }
    if oneIn(2) { start["TimeoutSeconds"] = 60 }
    if oneIn(2) { start["ResultPath"] = .null }
    start["Retry"] = [
      [
        "ErrorEquals": ["States.ALL"], "IntervalSeconds": .integer(1 + below(3)),
        "MaxAttempts": .integer(1 + below(20)),
        "BackoffRate": pick([1, 2]), "JitterStrategy": oneIn(2) ? "FULL" : "NONE", "MaxDelaySeconds": 20,
      ]
    ]
    if oneIn(3) { start["Catch"] = [["ErrorEquals": ["States.ALL"], "Next": "D"]] }
    var map: JSONObject = [
      "Type": "Map", "ItemsPath": "$.n", "End": true,
      "ItemProcessor": ["StartAt": "C", "States": ["C": .object(start), "D": ["Type": "Succeed"]]],
    ]
    if start["Catch"] == nil { map["ItemProcessor"] = ["StartAt": "C", "States": ["C": .object(start)]] }
    if oneIn(2) { map["MaxConcurrency"] = 2 }
    return ["StartAt": "R", "States": ["R": .object(map)]]
  }

  /// Resources that are nearly right.
  mutating func misspeltResource() -> String {
    pick([
      "sqs:sendMesage", "aws-sdk:sqss:receiveMessage", "aws-sdk:s3:getObjct", "lamda:invoke", "lambda:invok",
      "s3:getObject",
      "states:describeExecution", "dynamodb:query", "aws-sdk:sfn:startExecution.sync", "sns:publish.sync",
      "stepfunctions:x",
      "aws-sdk:cloudwatchlogs:x", "sqs:receiveMessage", "aws-sdk:stepfunctions:startExecution", "", "aws-sdk:s3",
      "glue:x.sync",
    ])
  }
}
