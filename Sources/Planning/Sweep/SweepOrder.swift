import JSON

/// A sweep as the command line asks for it: enough to make it again, from the same files.
package struct SweepOrder: Equatable, Sendable {
  package var scenario: String
  /// `path=values`.
  package var vary: [String]
  package var points: Int
  package var metrics: [String]
  /// `path=value`.
  package var sets: [VariedScenario.Change]
  package var seed: UInt64?
  package var replications: Int?

  package init(
    scenario: String, vary: [String], points: Int, metrics: [String], sets: [VariedScenario.Change], seed: UInt64?,
    replications: Int?
  ) {
    self.scenario = scenario
    self.vary = vary
    self.points = points
    self.metrics = metrics
    self.sets = sets
    self.seed = seed
    self.replications = replications
  }

  package func sweep(version: String) throws -> Sweep {
    let varied = try VariedScenario(file: scenario, sets: sets, seed: seed, replications: replications)
    return try Sweep(
      varied, try vary.map { argument throws(Variation.Problem) in try Variation(argument) }, points: points,
      asked: metrics, version: version)
  }

  /// The command again, without where it writes.
  package var words: [String] {
    var words = ["sweep", scenario]
    for variation in vary { words += ["--vary", variation] }
    if vary.contains(where: { $0.contains("..") }) { words += ["--points", String(points)] }
    for metric in metrics { words += ["--metric", metric] }
    for set in sets { words += ["--set", set.text] }
    if let seed { words += ["--seed", String(seed)] }
    if let replications { words += ["--replications", String(replications)] }
    return words
  }

  var json: JSON {
    func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
    return .object([
      "scenario": .string(scenario), "vary": texts(vary), "points": .integer(points), "metrics": texts(metrics),
      "paths": texts(sets.map(\.path)), "values": texts(sets.map(\.value)),
      "seed": seed.map { .string(String($0)) } ?? .null,
      "replications": replications.map { .integer($0) } ?? .null,
    ])
  }

  init?(_ json: JSON) {
    func texts(_ name: String) -> [String]? { json[name]?.elements?.compactMap(\.string) }
    guard let scenario = json["scenario"]?.string, let vary = texts("vary"),
      let points = json["points"].flatMap({ Int($0.text) }), let metrics = texts("metrics"),
      let paths = texts("paths"), let values = texts("values"), paths.count == values.count
    else { return nil }
    self.init(
      scenario: scenario, vary: vary, points: points, metrics: metrics,
      sets: zip(paths, values).map { VariedScenario.Change(path: $0, value: $1) },
      seed: json["seed"]?.string.flatMap { UInt64($0) }, replications: json["replications"].flatMap { Int($0.text) })
  }
}
