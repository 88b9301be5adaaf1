package import JSON
package import Simulation
import StatesLanguage
import Statistics

/// What a results folder has recorded. A damaged file is refused with its place.
package struct RecordingReader {
  package static let files = (facts: RecordingExporter.facts, histograms: RecordingExporter.histograms)

  /// A line of `expect`, and where it stood.
  package struct Line {
    package let text: String
    package let place: Expectation.Place?
  }
  package private(set) var run: ComparedRun
  package private(set) var expectations: [Line] = []

  /// The summary's bytes say whether the recording is of the same run: nil where it is of another. `folder` names it in
  /// what is said.
  package init?(
    facts: [UInt8], histograms: () throws -> [UInt8], summary: (text: String, value: JSON), folder: String
  ) throws {
    let file = folder + "/" + RecordingExporter.facts
    let top: LocatedReader
    do throws(JSONSyntaxError) {
      top = LocatedReader(file: file, value: try LocatedJSON.parse(facts))
    } catch {
      throw Diagnostic(error, in: file)
    }
    let format = try top["formatVersion"]
    guard try format.integer(1...Int.max) <= RecordingExporter.formatVersion else {
      throw format.failure(
        .unsupported, "it has the format \(format.value.json.text), of a newer version of headroom",
        hint: "this one reads up to \(RecordingExporter.formatVersion); --changed simulates the scenario again")
    }
    guard try top["summary"].text() == RunFacts.hash(summary.text) else { return nil }
    let count = try top["recorded"].integer(1...RecordingExporter.mostReplications)
    var values = RecordedValues(count: count, sums: [:], distributions: [:])
    for (name, metric) in try top["metrics"].members() {
      let counts = try metric["counts"].numbers(count)
      guard counts.allSatisfy({ (0...Double(LocatedReader.mostCounted)).contains($0) }) else {
        throw try metric["counts"].failure(.value, "counts are from 0 to \(LocatedReader.mostCounted)")
      }
      values.sums[name] = RatioSums(sums: try metric["sums"].numbers(count), counts: counts)
    }
    var histogram = RecordedHistograms(replications: count)
    for distribution in try top["distributions"].list() { try histogram.expect(distribution) }
    try histogram.read(try histograms(), file: folder + "/" + RecordingExporter.histograms)
    values.distributions = histogram.distributions
    run = ComparedRun(try Self.facts(top), values, summary: summary.value)
    for line in try top["expectations"].list() {
      let (row, column) = (try line["line"].integer(0...Int.max), try line["column"].integer(0...Int.max))
      let place = Expectation.Place(file: try line["file"].text(), line: row, column: column)
      expectations.append(Line(text: try line["text"].text(), place: row > 0 ? place : nil))
    }
  }

  private static func facts(_ top: LocatedReader) throws(Diagnostic) -> RunFacts {
    guard let seed = UInt64(try top["seed"].text()) else {
      throw try top["seed"].failure(.value, "a seed of 64 bits was expected")
    }
    var facts = RunFacts(
      name: try top["scenario"].text(), version: try top["version"].text(), seed: seed,
      replications: try top["replications"].integer(1...LocatedReader.mostCounted),
      quotaProfile: try top["quotaProfile"].text(),
      warmup: try top["warmupSeconds"].seconds(), horizon: try top["ends"].text(),
      horizonKey: try top["horizon"].text(), load: [], machines: [], services: [])
    facts.drawing = try top["drawing"].integer(1...Int.max)
    for machine in try top["machines"].list() {
      var tasks: [String] = []
      for task in try machine["tasks"].list() { tasks.append(try task.text()) }
      facts.machines.append(RunFacts.Machine(name: try machine["name"].text(), tasks: tasks))
    }
    for stream in try top["load"].list() {
      facts.load.append(
        RunFacts.Stream(
          machine: try stream["start"].text(), isSync: try stream["sync"].flag(),
          arrivals: try stream["arrivals"].text(), key: try stream["key"].text(), input: try stream["input"].text()))
    }
    for service in try top["services"].list() {
      facts.services.append(
        RunFacts.Service(
          name: try service["name"].text(), latency: try service["latency"].text(),
          isSynchronised: try service["synchronised"].flag()))
    }
    return facts
  }
}
