import ArgumentParser
import JSON
import Planning
import Prelude
import Report
import Scenario
import Simulation

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a run together, and judge the whole; likewise those of a sweep.",
    discussion: """
      Shards are the files that `run --shard` writes, on whatever machines. Results, report and exit code are those \
      that one machine would have given, byte for byte. Shards that are missing, there twice, damaged, or of another \
      scenario, seed or version are named, and nothing is written.

      EXAMPLES
        headroom run order.yaml --shard 0/2 --out shards
        headroom run order.yaml --shard 1/2 --out shards
        headroom merge shards --out Reports/order
        headroom merge shards/shard-*-of-2.bin --junit junit.xml
      """)

  @Argument(
    help: ArgumentHelp("Shards, or folders of them.", valueName: "shard|folder"), completion: .file())
  var shards: [String]

  @Option(help: "Folder of the results (default: Reports/<name of the scenario>).", completion: .directory)
  var out: String?

  @Flag(help: "Leave out histograms.csv, *.hgrm, trace.pftrace, and recording.bin, by which commands know the run.")
  var noRecording = false

  @Flag(help: "Write executions.csv: a row for each execution, of shards that ran with --executions.")
  var executions = false

  @OptionGroup(title: "Gate")
  var results: ResultOptions

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if out == "" { throw ValidationError("--out takes the name of a folder") }
  }

  func run() throws {
    Interrupt.watch()
    try results.check()
    let paths = try inOrder(try shards.flatMap(Self.files))
    if let first = paths.first, SweepShard.isOne(try File.read(first)) { return try mergeSweep(paths) }
    var (first, result) = try whole(of: paths)
    let (order, plan) = (first.head.order, first.plan)
    let folder = try ResultFolder(path: try out ?? ResultFolder.defaultPath(of: plan.name, in: order.scenario))
    let conclusion = RunConclusion(
      scenario: order.scenario, isRecorded: !noRecording, results: results, output: output, color: color)
    var model = ReportModel(plan: plan, result: result, version: Headroom.version)
    do {
      try KeptExemplars.keep(in: &result, of: &model, plan)
      let rows = executions ? ShardRows.whole(of: paths.map(ShardRows.path)) : nil
      try conclusion.write(model, first.whole(of: result), rows, to: folder)
    } catch {
      folder.discard()
      throw error
    }
    try conclusion.conclude(model, plan, in: folder)
  }

  /// A folder stands for the shards in it, by their numbers.
  private static func files(_ path: String) throws -> [String] {
    guard File.isFolder(path), let folder = Directory(path) else { return [path] }
    let names = folder.entries.map(\.text).filter { $0.hasPrefix("shard-") && $0.hasSuffix(".bin") }
    if names.isEmpty { throw CommandFailure(.invalid, ["\(path): error: the folder holds no shards"]) }
    return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
      .map { path + (path.hasSuffix("/") ? "" : "/") + $0 }
  }

  /// By what they are shards of; or all that is wrong at once: what is missing may take hours.
  private func inOrder(_ paths: [String]) throws -> [String] {
    var headers: [(name: String, header: ShardHeader)] = []
    var problems: [String] = []
    for path in paths {
      do {
        let bytes = try File.read(path)
        if SweepShard.isOne(bytes) {
          headers.append((path, try Self.sweep(bytes, path).header))
        } else {
          let head = try RunRecord.head(bytes, file: path)
          headers.append((path, head.header))
          if executions { try Self.check(head.rows, beside: path) }
        }
      } catch let failure as CommandFailure {
        problems += failure.lines
      }
    }
    if !headers.isEmpty || problems.isEmpty {
      problems += ShardHeader.problems(of: headers).map { "error: \($0)" }
    }
    guard problems.isEmpty else {
      throw CommandFailure(
        .invalid, problems + ["    hint: headroom run --shard writes one; complete ones stay as they are"])
    }
    return headers.sorted { $0.header.shard.index < $1.header.shard.index }.map(\.name)
  }

  private static func check(_ rows: ShardRows?, beside shard: String) throws {
    let path = ShardRows.path(beside: shard)
    guard let rows else {
      throw CommandFailure(.invalid, ["\(shard): error: it ran without --executions, and has no rows"])
    }
    guard try File.isThere(path) && ShardRows(of: path) == rows else {
      throw CommandFailure(
        .invalid, ["\(path): error: \(File.isThere(path) ? "it is not as \(shard) has it" : "there is no such file")"])
    }
  }

  private static func sweep(_ bytes: [UInt8], _ path: String) throws -> SweepShard {
    do throws(Archive.Damage) {
      return try SweepShard(bytes)
    } catch {
      throw CommandFailure(.invalid, ["\(path): error: at byte \(error.offset): \(error.problem)"])
    }
  }

  private func mergeSweep(_ paths: [String]) throws {
    if let option = ((executions ? ["--executions"] : []) + results.names).first(where: { $0 != "--json" }) {
      throw ValidationError("\(option) is of runs, and these are shards of a sweep")
    }
    let shards = try paths.map { try Self.sweep(try File.read($0), $0) }
    let answer = try SweepCommand.whole(of: shards, first: paths[0])
    let order = shards[0].order
    let name = answer.sweep.scenario.plan.name
    let folder = try ResultFolder(
      path: try out ?? ResultFolder.defaultPath(of: name, in: order.scenario, prefix: "sweep-"))
    do {
      try folder.writeResult(answer.files())
    } catch {
      folder.discard()
      throw error
    }
    if results.json {
      try Terminal.output(answer.json.prettyText + "\n")
    } else if !output.quiet {
      try Terminal.output(answer.text(color: color.areShown, width: Terminal.width), colored: color.areShown)
      try Terminal.output("Sweep: \(folder.path)/report.html\n")
    }
  }

  private func whole(of paths: [String]) throws -> (first: RunRecord, result: RunResult) {
    let first = try RunRecord(try File.read(paths[0]), file: paths[0], output)
    var result = first.result
    for path in paths.dropFirst() {
      let record = try RunRecord(try File.read(path), file: path, output)
      guard record.head.order == first.head.order else {
        throw CommandFailure(.invalid, ["\(path): error: it found another warm-up than \(paths[0])"])
      }
      result.add(record.result)
    }
    result.sort()
    return (first, result)
  }
}
