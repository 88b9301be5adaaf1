import ArgumentParser
import Report
import Scenario
import Simulation
import StatesLanguage

struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Simulate two scenarios, or one and a change of it, and say what has become worse.",
    discussion: """
      Both sides have the same seed and number of replications, and draw the same random numbers for the same things, \
      so that their differences are those of what was changed. A side may be the folder of a run's results: what \
      it has recorded is taken as it is, though its scenario be gone. Where it has recorded nothing, or --set, \
      --seed and the like ask for something else, its scenario is simulated again, and is refused where it has changed.

      A metric has regressed, or improved, where the whole interval of its difference lies beyond the noise threshold; \
      it is within noise where the interval lies inside. What the base expects is the gate, with --gate what is named \
      besides; where that is nothing, the mean latency of what outside callers start, the highest percentile that its \
      executions support, and its failed ratio. Its intervals hold together with 95 %. Exit code 2: one of them \
      regressed.

      Prints a table and writes report.html, compare.json, compare.csv and compare.md. Sides with another load, \
      horizon, Region or number of replications that --set-candidate does not name are refused.

      EXAMPLES
        headroom compare order.yaml --set-candidate services.Pay.concurrency=90
        headroom compare main/order.yaml order.yaml --threshold 2%
        headroom compare main/order.yaml order.yaml --threshold Order.latency.p99=5%
        headroom compare Reports/order order.yaml --strict --junit compare.xml
      """)

  @Argument(
    help: ArgumentHelp("A scenario, or the folder of a run's results.", valueName: "base"), completion: .file())
  var base: String

  @Argument(
    help: ArgumentHelp("Likewise (default: the base, as --set-candidate changes it).", valueName: "candidate"),
    completion: .file())
  var candidate: String?

  @Option(
    name: .customLong("set-candidate"),
    help: ArgumentHelp("Replace a value of the candidate's scenario alone.", valueName: "path=value"))
  var candidateSets: [String] = []

  @OptionGroup
  var overrides: PlanOverrides

  @Option(parsing: .unconditional, help: "Replications that run at once (default: one per processor).")
  var jobs: Int?

  @Option(help: "Folder of the comparison (default: Reports/compare-<name of the base>).", completion: .directory)
  var out: String?

  @Flag(help: "Compare though the load or the horizon differs.")
  var allowDifferentLoad = false

  @Flag(help: "Take scenarios as they are now, though they have changed since the results were written.")
  var changed = false

  @OptionGroup(title: "Gate")
  var gate: ComparisonGate

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if let jobs, !PlanOverrides.numbers.contains(jobs) { throw PlanOverrides.refusal("--jobs", jobs) }
    if out == "" { throw ValidationError("--out takes the name of a folder") }
    for set in candidateSets where ScenarioReader.splitAssignment(set) == nil {
      throw ValidationError("--set-candidate takes path=value, not \"\(set)\"")
    }
    if candidate == nil, candidateSets.isEmpty {
      throw ValidationError("a comparison needs a candidate, or --set-candidate path=value")
    }
  }

  func run() async throws {
    Interrupt.watch()
    try ComparedSide.checkBase(base)
    var base = try ComparedSide(base, overrides, mayHaveChanged: changed, output)
    var candidate = try candidateSide(against: base)
    try checkComparable(base, candidate)
    let gates = try base.metrics(gate.metrics, option: "--gate")
    let ownNoise = try gate.ownNoise(of: base)
    // What is asked of stretches of the run has to be recorded on both sides.
    let asked = base.facts.expectations + gates + ownNoise.map(\.metric)
    base.record(asked)
    candidate.record(asked)
    try gate.check()
    let folder = try ResultFolder(
      path: try out ?? ResultFolder.defaultPath(of: base.facts.name, in: self.base, prefix: "compare-"))
    let comparison: Comparison
    do {
      comparison = Comparison(
        base: try await base.result(jobs: jobs), candidate: try await candidate.result(jobs: jobs), gates: gates,
        threshold: gate.noise, thresholds: ownNoise, version: Headroom.version,
        notes: [base.note, candidate.note].compactMap(\.self))
      try folder.writeResult(comparison.files())
    } catch {
      folder.discard()
      throw error
    }
    try gate.write(comparison)
    if gate.json {
      let text = comparison.file("compare.json", as: .json).bytes
      try Terminal.output(String(decoding: text, as: UTF8.self))
    } else if !output.quiet {
      try Terminal.output(comparison.text(color: color.areShown, width: Terminal.width), colored: color.areShown)
      try Terminal.output("Comparison: \(folder.path)/report.html\n")
    }
    try gate.judge(comparison)
  }

  /// With the base's seed, and as many replications as a folder has: the same random numbers on both sides.
  private func candidateSide(against base: ComparedSide) throws -> ComparedSide {
    let path = candidate ?? self.base
    var overrides = overrides
    let isFolder = File.isFolder(path)
    if !isFolder, !names("seed") { overrides.seed = base.facts.seed }
    if !isFolder, File.isFolder(self.base), !names("replications") {
      overrides.replications = base.facts.replications
    }
    // What is named for the candidate alone comes before what is said of both.
    if names("seed") { overrides.seed = nil }
    if names("replications") { overrides.replications = nil }
    var side = try ComparedSide(path, overrides, changes: candidateSets, mayHaveChanged: changed, output)
    side.takeWarmup(of: base)
    return side
  }

  private func names(_ key: String) -> Bool { candidateSets.contains { $0.hasPrefix(key + "=") } }

  private func checkComparable(_ base: ComparedSide, _ candidate: ComparedSide) throws {
    if allowDifferentLoad { return }
    let paths = candidateSets.map { String($0.prefix { $0 != "=" }) }
    let reasons = Comparability.reasons(base: base.facts, candidate: candidate.facts, named: paths)
    if reasons.isEmpty { return }
    throw CommandFailure(
      .invalid,
      reasons.map { "error: incomparable: \($0)" }
        + ["    hint: make them equal, as with --set or --replications for both, or take --allow-different-load"])
  }
}
