import JSON

/// What is fuzzed: the reader of a text, and whatever runs what came out of it.
enum Kind: String, CaseIterable {
  case definition, path, template, payload, scenario, expression, simulation, items, stateTest, mocks, recording,
    history, deployment

  /// Which kind an iteration of a run over all kinds has: the cheap ones more often.
  static func of(_ iteration: UInt64) -> Kind {
    let weights: [(Kind, Int)] = [
      (.expression, 24), (.definition, 10), (.path, 6), (.stateTest, 6), (.items, 4), (.template, 3), (.payload, 3),
      (.mocks, 3), (.history, 3), (.deployment, 3), (.recording, 2), (.scenario, 2), (.simulation, 1),
    ]
    var turn = Int(iteration % UInt64(weights.reduce(0) { $0 + $1.1 }))
    for (kind, weight) in weights {
      if turn < weight { return kind }
      turn -= weight
    }
    return .expression
  }
}

/// Makes the text of an iteration and lets the code under test have it.
struct Fuzzer {
  private let seed: UInt64
  private let kind: Kind?
  private let mutators: [Kind: Mutator]
  private let target: Target

  init(seed: UInt64, kind: Kind?, folder: String) {
    self.seed = seed
    self.kind = kind
    target = Target(folder: folder)
    mutators = [
      .definition: Mutator(corpus: Corpus.definitions, words: Corpus.definitionWords, roughness: 8),
      .path: Mutator(corpus: Corpus.paths, words: Corpus.pathWords),
      .template: Mutator(corpus: Corpus.templates, words: Corpus.pathWords + Corpus.paths),
      .payload: Mutator(corpus: Corpus.payloads, words: []),
      .expression: Mutator(corpus: Corpus.expressions, words: Corpus.expressionWords),
      .scenario: Mutator(corpus: Corpus.scenarios, words: Corpus.scenarioWords, roughness: 4),
      .simulation: Mutator(corpus: Corpus.scenarios, words: Corpus.scenarioWords, roughness: 4),
      .items: Mutator(corpus: Corpus.definitions, words: Corpus.definitionWords, roughness: 4),
      .stateTest: Mutator(corpus: Corpus.definitions, words: Corpus.definitionWords, roughness: 8),
      .history: Mutator(corpus: Corpus.histories, words: Corpus.historyWords, roughness: 4),
      .mocks: Mutator(corpus: Corpus.mocks, words: Corpus.mockWords, roughness: 3),
      .deployment: Mutator(corpus: Corpus.deployments, words: Corpus.deploymentWords, roughness: 4),
      .recording: Mutator(corpus: [target.recorded.text], words: RecordedRun.words, roughness: 1),
    ]
  }

  /// The kind and the text of an iteration: a mutated seed, a text by its grammar, or such a one mutated.
  func text(of iteration: UInt64) -> (kind: Kind, bytes: [UInt8]) {
    var random = Random(seed: seed, iteration: iteration)
    let kind = kind ?? Kind.of(iteration)
    guard let mutator = mutators[kind] else { return (kind, []) }
    if kind == .recording || kind == .deployment { return (kind, mutator.text(&random)) }
    let hasSeeds = ![.simulation, .items, .stateTest].contains(kind)
    if hasSeeds, random.oneIn(2) { return (kind, mutator.text(&random)) }
    var grammar = Grammar(random)
    let bytes = Array(grammar.text(of: kind).utf8)
    return (kind, random.oneIn(5) ? mutator.text(changing: bytes, &random) : bytes)
  }

  func run(_ kind: Kind, _ bytes: [UInt8]) {
    // The text decides all that happens to it, so that it alone repeats a finding.
    var random = Random(
      seed: bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, iteration: 0)
    switch kind {
    case .definition: target.definition(bytes, &random)
    case .path: target.path(String(decoding: bytes, as: UTF8.self), &random)
    case .template: target.template(bytes, &random)
    case .payload: target.payload(bytes, &random)
    case .scenario: target.scenario(bytes)
    case .expression: target.expression(String(decoding: bytes, as: UTF8.self), &random)
    case .simulation: target.simulation(bytes)
    case .items: target.items(bytes, &random)
    case .stateTest: target.stateTest(bytes, &random)
    case .mocks: target.mocks(bytes, &random)
    case .recording: target.recording(bytes)
    case .history: target.history(bytes)
    case .deployment: target.deployment(bytes)
    }
  }
}

extension Grammar {
  mutating func text(of kind: Kind) -> String {
    switch kind {
    case .definition: machine().text
    case .path: jsonPath()
    case .template: template(depth: 4).text
    case .payload: oneIn(2) ? constant().text : template().prettyText
    case .scenario: simulation().files.first.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    case .expression: jsonata()
    case .simulation: simulation().text
    case .items: items().text
    case .stateTest: stateTest().text
    case .mocks: mocks().text
    case .history: histories()
    case .recording, .deployment: ""
    }
  }
}
