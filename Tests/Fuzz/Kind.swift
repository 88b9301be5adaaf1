/// What is fuzzed: the reader of a text, and whatever runs what came out of it.
enum Kind: String, CaseIterable {
  case definition, path, template, payload, scenario, expression

  /// Which kind an iteration of a run over all kinds has: the cheap ones more often.
  static func of(_ iteration: UInt64) -> Kind {
    let turns: [Kind] = [
      .path, .definition, .template, .payload, .expression, .definition, .path, .payload, .template, .definition,
      .expression, .payload, .path, .scenario, .template, .expression,
    ]
    return turns[Int(iteration % UInt64(turns.count))]
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
    ]
  }

  /// The text of an iteration, and the generator for everything else in it.
  func text(of iteration: UInt64) -> (kind: Kind, bytes: [UInt8], random: Random) {
    var random = Random(seed: seed, iteration: iteration)
    let kind = kind ?? Kind.of(iteration)
    let bytes = mutators[kind].map { $0.text(&random) } ?? []
    return (kind, bytes, random)
  }

  func run(_ iteration: UInt64) {
    var (kind, bytes, random) = text(of: iteration)
    switch kind {
    case .definition: target.definition(bytes, &random)
    case .path: target.path(String(decoding: bytes, as: UTF8.self), &random)
    case .template: target.template(bytes, &random)
    case .payload: target.payload(bytes, &random)
    case .scenario: target.scenario(bytes)
    case .expression: target.expression(String(decoding: bytes, as: UTF8.self), &random)
    }
  }
}
