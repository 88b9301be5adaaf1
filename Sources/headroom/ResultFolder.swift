import Glibc
import Report
import Scenario

/// The folder that a run's results go to. All files appear at one instant: they are written and synced into a folder
/// beside it, which then changes places with it. A full disk, an interruption or a kill leaves the old folder or the
/// new one, and what a killed process has left lying is put right by the next.
///
/// Other files in the folder are linked into the new one before, and what cannot be linked, folders above all, is moved
/// after; but what an earlier run alone has written goes with its numbers (`isOfOneRun`). Where the folder cannot be
/// exchanged (its parent is not writable, it is a mount point, somebody works in it) its files are replaced by a
/// `FileTransaction`.
struct ResultFolder {
  let path: String
  /// What is written shows the run that lies there, all of whose files stay its own.
  var showsSameRun = false
  /// What `init` had to create, outermost first.
  private var created: [String] = []
  private let place: Place
  private let staging: Staging?

  /// Creates the folders around it, and makes sure that files can be written there.
  init(path: String) throws(FileFailure) {
    self.path = path
    do throws(FileFailure) {
      let parts = path.split(separator: "/")
      var folder = path.hasPrefix("/") ? "/" : ""
      for part in parts.dropLast() {
        folder += (folder.isEmpty || folder == "/" ? "" : "/") + part
        if mkdir(folder, 0o777) == 0 {
          created.append(folder)
        } else if errno != EEXIST {
          throw .reason("cannot create the folder \(folder)")
        }
      }
      place = try Place(path)
      place.putRight()
      staging = place.isInside ? nil : Staging(place)
      if let staging { Interrupt.removeAtEnd(emptyFolder: staging.path) } else { try probe() }
    } catch {
      for folder in created.reversed() { rmdir(folder) }
      throw error
    }
  }

  /// Where no folder can be made beside it, files must be writable in it.
  private func probe() throws(FileFailure) {
    if mkdir(place.path, 0o777) != 0, errno != EEXIST { throw .reason("cannot create the folder \(path)") }
    if access(place.path, W_OK | X_OK) != 0 { throw .reason("the folder \(path) is not writable") }
  }

  /// A file without a name, on the file system that the results go to.
  func temporaryFile() throws(FileFailure) -> Int32 {
    try File.withoutName(in: staging?.path ?? place.path, as: path)
  }

  /// Removes what `init` created, as far as nothing lies in it.
  func discard() {
    staging?.discard()
    for folder in created.reversed() { rmdir(folder) }
  }

  /// All files or none, once; nothing interrupts it, and who was interrupted before writes none.
  @inline(never)
  func writeResult(_ files: [ReportFile]) throws {
    try Interrupt.withoutInterruption {
      if Interrupt.isRequested { throw CommandFailure.interrupted }
      try write(files)
    }
  }

  /// All files or none; once.
  func write(_ files: [ReportFile]) throws(FileFailure) {
    for file in files where File.isFolder(place.path + "/" + file.name) {
      throw FileFailure("cannot write \(path)/\(file.name): a folder has this name")
    }
    guard let staging else {
      let superseded = Directory(place.path)?.entries.map(\.text).filter { isSuperseded($0, by: files) } ?? []
      return try FileTransaction(journalIn: place.path).write(
        files.map { (place.path + "/" + $0.name, $0) }, removing: superseded.map { place.path + "/" + $0 })
    }
    do throws(FileFailure) {
      for file in files {
        try File.writeSynced(file, to: staging.path + "/" + file.name, as: path + "/" + file.name)
      }
      try staging.swap(as: path) { isSuperseded($0, by: files) }
    } catch {
      staging.discard()
      throw error
    }
  }

  private func isSuperseded(_ name: String, by files: [ReportFile]) -> Bool {
    !showsSameRun && Self.isOfOneRun(name) && !files.contains { $0.name == name }
      && files.contains { $0.name == Self.numbers }
  }

  /// The file that every run writes.
  static let numbers = "summary.json"

  /// Whether some runs write a file of this name and others do not: then one of an earlier run would lie beside numbers
  /// that are not its own. `recording.bin` knows whose it is.
  static func isOfOneRun(_ name: String) -> Bool {
    ["executions.csv", "histograms.csv", "trace.pftrace"].contains(name)
      || name.hasPrefix("latency-") && name.hasSuffix(".hgrm")
  }
}
