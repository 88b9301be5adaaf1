import JSON

/// Mock files of both forms, most of which can be read.
extension Grammar {
  mutating func mocks() -> JSON { oneIn(4) ? plainMocks() : mockConfiguration() }

  private mutating func mockConfiguration() -> JSON {
    let names = (0...below(4)).map { "R\($0)" }
    var responses = JSONObject()
    for name in names { responses[name] = oneIn(60) ? constant() : mockedResponse() }
    var machines = JSONObject()
    for name in pick([["m"], ["m", "N"], ["N", "m"], ["N"], ["N", "Other"]]) {
      var cases = JSONObject()
      for testCase in ["A", "B"].prefix(oneIn(30) ? 0 : 1 + below(2)) { cases[testCase] = mockedStates(names) }
      machines[name] = oneIn(60) ? constant() : [oneIn(60) ? "TestCase" : "TestCases": .object(cases)]
    }
    var members: [(String, JSON)] = [("StateMachines", .object(machines)), ("MockedResponses", .object(responses))]
    if oneIn(2) { members.reverse() }
    if oneIn(40) { members.append(("Comment", "c")) }
    return object(members)
  }

  private mutating func mockedStates(_ responses: [String]) -> JSON {
    var states = JSONObject()
    for state in Corpus.mockedStates where !oneIn(12) {
      states[state] = oneIn(80) ? constant() : .string(oneIn(80) ? "R9" : pick(responses))
    }
    if oneIn(60) { states[pick(["Each", "Chrage", ""])] = .string(pick(responses)) }
    return .object(states)
  }

  /// Ranges in any order, mostly without gaps.
  private mutating func mockedResponse() -> JSON {
    var answers: [(String, JSON)] = []
    var next = 0
    for _ in 0...below(4) {
      let last = next + (oneIn(3) ? below(5) : 0)
      answers.append((last > next || oneIn(6) ? "\(next)-\(last)" : "\(next)", mockedAnswer()))
      next = last + (oneIn(40) ? below(3) : 1)
    }
    if oneIn(6) { answers.append(("\(next)-\(pick([Int.max - 1, 1_000_000, next + 1]))", mockedAnswer())) }
    if oneIn(40) { answers.append((oddCalls(), mockedAnswer())) }
    if oneIn(3) { answers.shuffle(using: &random) }
    return object(answers)
  }

  private mutating func oddCalls() -> String {
    pick([
      "", "-", "-1", "1-", "2-1", "0-0-0", "9223372036854775807", "0-9223372036854775807", "99999999999999999999",
      "\u{0663}", " 0", "+1", "00", "0x1", "1.0", "first", "0\u{2013}1",
    ])
  }

  private mutating func mockedAnswer() -> JSON {
    switch below(300) {
    case 0: return constant()
    case 1: return ["Return": 1, "Throw": ["Error": "E"]]
    case 2: return ["Throw": ["Cause": "c"]]
    case 3: return ["Throw": ["Error": constant()]]
    case 4: return ["Retrun": 1]
    case 5..<75: return ["Throw": ["Error": .string(pick(Corpus.errors)), "Cause": "c"]]
    case 75..<125: return ["Throw": ["Error": "Busy"]]
    default: return ["Return": constant()]
    }
  }

  mutating func plainMocks() -> JSON {
    var file = JSONObject()
    for state in Corpus.mockedStates where !oneIn(6) { file[state] = plainReply() }
    for _ in 0..<(1 + below(8)) {
      file[pick(Corpus.mockedKeys)] = oneIn(2) ? plainReply() : .array(some(oneIn(40) ? 0 : 1, 4) { $0.plainReply() })
    }
    return .object(file)
  }

  private mutating func plainReply() -> JSON {
    switch below(20) {
    case 0..<6: return ["error": .string(pick(Corpus.errors)), "cause": "c"]
    case 6..<9: return ["error": "Busy"]
    case 9: return ["error": oneIn(8) ? constant() : "E", pick(["more", "casue"]): constant()]
    case 10: return oneIn(2) ? ["Return": constant()] : ["Throw": ["Error": .string(pick(Corpus.errors))]]
    case 11:
      return pick([
        ["StatusCode": 200, "Payload": constant()], ["Payload": constant(), "more": 1],
        ["Status": "SUCCEEDED", "Output": constant()], ["Error": "E", "Cause": "c"],
      ])
    default: return constant()
    }
  }

  private func object(_ members: [(String, JSON)]) -> JSON {
    var object = JSONObject()
    for (key, value) in members { object[key] = value }
    return .object(object)
  }
}
