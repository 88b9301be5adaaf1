import Schema

/// Laws of latencies, and of plain numbers.
extension ScenarioGrammar {
  static let latency = Shape.term("LATENCY")

  static let laws: [Term] = [
    Term(
      "LATENCY", .either([duration, .block(latencyLaw)]), "How long something takes: always the same, or a law.",
      example: "{ lognormal: { p50: 120ms, p99: 900ms } }"),
    Term(
      "LAW", .block(numberLaw), "A law of plain numbers.", example: "{ lognormal: { p50: 20, p99: 300 } }"),
    Term(
      "COUNT", .either([.whole(0...1_000_000), .block(range), .term("LAW")]),
      "A whole number, one of a range, or a law of numbers, which are rounded.", example: "{ from: 1, to: 30 }"),
  ]

  /// Parameters are durations.
  static let latencyLaw = law(of: duration, inner: latency, ["100ms", "300ms", "900ms"])
  /// Parameters are numbers.
  static let numberLaw = law(
    of: .number(0...9e9), inner: .either([.number(0...9e9), .term("LAW")]), ["10", "30", "90"])

  static let range = Block([
    Key("from", .whole(0...1_000_000), "The least number.", required: true, example: "1"),
    Key("to", .whole(0...1_000_000), "The largest number.", required: true, example: "30"),
  ])

  private static let factor = Shape.number(0...1e9)

  /// `examples`: a small, a middling and a large value.
  private static func law(of value: Shape, inner: Shape, _ examples: [String]) -> Block {
    func parameter(_ name: String, _ meaning: String, _ example: Int) -> Key {
      Key(name, value, meaning, required: true, example: examples[example])
    }
    func shape(_ example: String) -> Key {
      Key("shape", factor, "The shape, above 0: the smaller, the heavier the tail.", required: true, example: example)
    }
    let (small, middle, large) = (examples[0], examples[1], examples[2])
    return Block(choiceOf: [
      Key(
        "uniform", .block(Block([parameter("from", "The least value.", 0), parameter("to", "The largest value.", 1)])),
        "Any value of a range alike.", example: "{ from: \(small), to: \(middle) }"),
      Key(
        "exponential", .block(Block([parameter("mean", "The mean.", 1)])), "Memoryless.", example: "{ mean: \(middle) }"
      ),
      Key(
        "lognormal",
        .block(
          Block([
            Key("mean", value, "The arithmetic mean.", example: middle, needs: ("mean", "sigma: 0.8")),
            Key(
              "sigma", factor, "The standard deviation of the logarithm.", example: "0.8",
              needs: ("sigma", "mean: \(middle)")),
            Key("p50", value, "The median.", example: small, needs: ("p50", "p99: \(large)")),
            Key("p99", value, "What 99 % do not exceed.", example: large, needs: ("p99", "p50: \(small)")),
          ])), "What most services are like: by mean and sigma, or by p50 and p99.",
        example: "{ p50: \(small), p99: \(large) }"),
      Key(
        "gamma", .block(Block([parameter("mean", "The mean.", 1), shape("4")])), "A sum of exponential parts.",
        example: "{ mean: \(middle), shape: 4 }"),
      Key(
        "weibull", .block(Block([parameter("scale", "What 63 % do not exceed.", 1), shape("0.8")])),
        "With a shape below 1 a heavier tail than the exponential law.", example: "{ scale: \(middle), shape: 0.8 }"),
      Key(
        "pareto", .block(Block([parameter("scale", "The least value.", 0), shape("2.5")])), "A tail like a power.",
        example: "{ scale: \(small), shape: 2.5 }"),
      Key(
        "empirical", .text("FILE", example: "seconds.csv"),
        "A CSV file with one column of measured values, in seconds.",
        example: "seconds.csv"),
      Key(
        "mixture", .list(.block(mixed(inner)), count: 1...Int.max),
        "One of several laws, by weights that are shares of their sum.",
        example: "[ { weight: 99, law: \(small) }, { weight: 1, law: { exponential: { mean: \(large) } } } ]"),
    ])
  }

  /// Of latencies; of numbers the keys are the same.
  static let mixed = mixed(latency)

  private static func mixed(_ inner: Shape) -> Block {
    Block([
      Key("weight", factor, "Its share of the sum of all weights.", required: true, example: "99"),
      Key("law", inner, "The law of this part.", required: true),
    ])
  }
}
