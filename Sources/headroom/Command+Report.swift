import ArgumentParser
import Foundation
import Planning
import Report
import Scenario

/// Named apart from the module that it uses.
struct ReportAgain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the report of a run again, from what its folder has recorded.",
    discussion: """
      recording.bin in the folder of a run's results holds all that the run measured, and the files that it read. The \
      report and all other files are those that `run` wrote, though the scenario be gone or changed. Nothing is \
      simulated and nothing is judged.

      EXAMPLES
        headroom report Reports/nested-fanout
        headroom report main/order --out again
      """)

  @Argument(help: ArgumentHelp("The folder of a run's results.", valueName: "folder"), completion: .directory)
  var folder: String

  @Option(help: "Folder of the files (default: the same).", completion: .directory)
  var out: String?

  @OptionGroup
  var output: OutputOptions

  @OptionGroup
  var color: ColorOptions

  func validate() throws {
    if out == "" { throw ValidationError("--out takes the name of a folder") }
  }

  func run() throws {
    Interrupt.watch()
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
    let folder = try ResultFolder(path: out ?? folder)
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

  private static func path(_ name: String, in folder: String) -> String {
    folder + (folder.hasSuffix("/") ? "" : "/") + name
  }
}
