import ArgumentParser
import Foundation
import Planning
import Report
import Scenario

/// Named apart from the module that it uses.
struct ReportAgain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the report of a run again, or of several side by side, from what their folders have recorded.",
    discussion: """
      recording.bin in the folder of a run's results holds all that the run measured, and the files that it read. The \
      report and all other files are those that `run` wrote, though the scenario be gone or changed. Nothing is \
      simulated and nothing is judged.

      Of several folders, one page has the runs beside one another, with links to their own reports; the numbers are \
      in runs.csv.

      EXAMPLES
        headroom report Reports/nested-fanout
        headroom report main/order --out again
        headroom report monday tuesday wednesday --out week
      """)

  @Argument(help: ArgumentHelp("Folders of runs' results.", valueName: "folder"), completion: .directory)
  var folders: [String]

  @Option(help: "Folder of the files (default, of one run: the same).", completion: .directory)
  var out: String?

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if out == "" { throw ValidationError("--out takes the name of a folder") }
    guard folders.count > 1 else { return }
    guard let out else { throw ValidationError("of several runs, --out says where the page goes") }
    let place = URL(fileURLWithPath: out).standardizedFileURL
    if folders.contains(where: { URL(fileURLWithPath: $0).standardizedFileURL == place }) {
      throw ValidationError("--out is a folder of its own: \(out) has the results of one of the runs")
    }
  }

  func run() throws {
    Interrupt.watch()
    if folders.count > 1, let out {
      try writeRuns(to: out)
    } else {
      try rewrite(folders[0])
    }
  }

  // MARK: One run

  private func rewrite(_ given: String) throws {
    let path = Self.path(RunRecord.name, in: given)
    let (record, model) = try read(given)
    var folder = try ResultFolder(path: out ?? given)
    folder.showsSameRun = out == nil
    do {
      let files = model.files(recording: true) + [record.file { Terminal.complain("\(path): warning: \($0)") }]
      try folder.writeResult(files)
    } catch {
      folder.discard()
      throw error
    }
    guard !output.quiet else { return }
    try Terminal.output(model.text(color: color.areShown, width: Terminal.width), colored: color.areShown)
    try Terminal.output("Report: \(folder.path)/report.html\n")
  }

  /// What a folder has recorded: a whole run, and the one that the other files beside it are of.
  private func read(_ folder: String) throws -> (record: RunRecord, model: ReportModel) {
    let path = Self.path(RunRecord.name, in: folder)
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(
        .fileFailure,
        [
          "error: there is no \(path)",
          "    hint: headroom run writes one, unless --no-recording leaves it out or an earlier version ran",
        ])
    }
    let record = try RunRecord(try File.read(path), file: path, output)
    let shard = record.head.header.shard
    guard shard == .all else {
      throw CommandFailure(
        .invalid,
        [
          "\(path): error: it is shard \(shard.index) of \(shard.count), and no whole run",
          "    hint: headroom merge puts them together",
        ])
    }
    if record.head.header.version != Headroom.version {
      let version = record.head.header.version
      Terminal.complain("\(path): note: written by version \(version), reported by \(Headroom.version)")
    }
    let model = record.model(version: Headroom.version)
    guard try record.isOf(model, in: folder) else {
      throw CommandFailure(
        .invalid,
        [
          "\(path): error: it is of another run than the summary.json beside it",
          "    hint: run it again, or remove summary.json to have the older run's report",
        ])
    }
    return (record, model)
  }

  // MARK: Several

  private func writeRuns(to out: String) throws {
    let runs = try folders.map { given in
      let link = Self.link(from: out, to: Self.path("report.html", in: given))
      return RunsPage.Run(name: given, link: link, model: try read(given).model)
    }
    let folder = try ResultFolder(path: out)
    do {
      try folder.writeResult(RunsPage(runs: runs, version: Headroom.version).files())
    } catch {
      folder.discard()
      throw error
    }
    guard !output.quiet else { return }
    try Terminal.output("Report: \(folder.path)/report.html\n")
  }

  /// How a page in the folder `from` leads to a file; both are as somebody wrote them.
  private static func link(from folder: String, to file: String) -> String {
    func components(_ path: String) -> [String] {
      URL(fileURLWithPath: path).standardizedFileURL.pathComponents
    }
    let (here, there) = (components(folder), components(file))
    let common = zip(here, there).prefix { $0 == $1 }.count
    let words = Array(repeating: "..", count: here.count - common) + there.dropFirst(common)
    let plain = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":"))
    return words.map { $0.addingPercentEncoding(withAllowedCharacters: plain) ?? $0 }.joined(separator: "/")
  }

  private static func path(_ name: String, in folder: String) -> String {
    folder + (folder.hasSuffix("/") ? "" : "/") + name
  }
}
