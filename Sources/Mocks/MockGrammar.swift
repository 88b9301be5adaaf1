package import Schema

/// What a mock file may say, in both of its forms.
package enum MockGrammar {
  package static let grammar = Grammar(
    "mock", title: "A mock file of Headroom",
    meaning: "What Tasks answer: in Headroom's form, or in that of AWS Step Functions Local.",
    .either([.block(local), .map("NAME", example: "Charge", .term("ANSWERS"))]),
    terms: [
      Term(
        "ANSWERS", .either([.list(.term("ANSWER"), count: 1...Int.max), .block(failure)] + alone),
        "Of a state, function or resource: the answer to every call, or a list for one call after another.",
        example: "[ { error: Lambda.TooManyRequestsException }, { status: paid } ]"),
      Term(
        "ANSWER", .either([.block(failure), .json]), "A failure, or a result: any other value.",
        example: "{ status: paid }"),
      Term(
        "RESPONSE", .map("CALLS", example: "0-1", .block(reply)),
        "The answer to each call, counted from 0: \"0\", or a range \"1-3\", without gaps.",
        example: "{ \"0\": { Return: { status: paid } } }"),
    ])

  /// A result that stands for itself: a list would be one of answers.
  private static let alone: [Shape] = [
    .map("NAME", example: "status", .json), .form("TEXT", pattern: "", example: "paid"),
    .number(-Double.infinity...Double.infinity), .flag, .null,
  ]

  static let local = Block([
    Key(
      "StateMachines", .map("NAME", example: "order", .block(machine)), "The test cases of each state machine.",
      required: true),
    Key(
      "MockedResponses", .map("RESPONSE", example: "Paid", .term("RESPONSE")), "What states answer, by name.",
      required: true),
  ])

  static let machine = Block([
    Key(
      "TestCases", .map("CASE", example: "HappyPath", .map("STATE", example: "Charge", text("RESPONSE", "Paid"))),
      "Of each test case the response of each state that calls something.", required: true)
  ])

  static let reply = Block(choiceOf: [
    Key("Return", .json, "The Task's result."), Key("Throw", .block(thrown), "The Task fails."),
  ])

  static let thrown = Block([
    Key("Error", text("ERROR", "Lambda.TooManyRequestsException"), "The error's name.", required: true),
    Key("Cause", text("TEXT", "busy"), "Its cause."),
  ])

  static let failure = Block([
    Key("error", text("ERROR", "Lambda.TooManyRequestsException"), "The error's name.", required: true),
    Key("cause", text("TEXT", "busy"), "Its cause."),
  ])

  /// JSON's texts are texts alone.
  private static func text(_ name: String, _ example: String) -> Shape { .form(name, pattern: "", example: example) }
}
