import Glibc
import Report
import Scenario

/// Files of several folders that appear together: each is written and synced beside its place under a temporary name,
/// then the journal that lists them takes its name, and with that they are all there: what is left to rename, the next
/// process renames if this one is killed.
///
/// The journal is a file of lines that end with NUL: a number that the temporary names have in them, then `+` and the
/// path of a file, `-` and that of one to be removed, or `/` and that of a folder which was made for one.
struct FileTransaction {
  private static let committed = ".headroom.journal"
  private static let begun = ".headroom.journal.tmp"
  private let folder: String

  init(journalIn folder: String) { self.folder = folder }

  func write(_ files: [(path: String, content: ReportFile)], removing: [String] = []) throws(FileFailure) {
    let journal = folder + "/" + Self.begun
    Self.recover(in: folder)
    let number = String(getpid())
    let made = Self.missingFolders(of: files.map(\.path))
    let lines =
      [number] + made.map { "/" + $0 } + files.map { "+" + $0.path }
      + removing.map { "-" + $0 }
    let descriptor = open(journal, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .reason("cannot write to \(folder)") }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw FileFailure("cannot write to \(folder): another process writes there")
    }
    do throws(FileFailure) {
      try File.write(Array(lines.map { $0 + "\0" }.joined().utf8), to: descriptor, path: folder)
      guard fsync(descriptor) == 0 else { throw .reason("cannot write to \(folder)") }
      for new in made where mkdir(new, 0o777) != 0 && errno != EEXIST {
        throw .reason("cannot create the folder \(new)")
      }
      for file in files {
        if File.isFolder(file.path) { throw FileFailure("cannot write \(file.path): a folder has this name") }
        try File.writeSynced(file.content, to: Self.temporary(file.path, number), as: file.path)
      }
      guard rename(journal, folder + "/" + Self.committed) == 0 else { throw .reason("cannot write to \(folder)") }
    } catch {
      Self.undo(lines)
      unlink(journal)
      throw error
    }
    try finish(lines)
  }

  private func finish(_ lines: [String]) throws(FileFailure) {
    if let failure = Self.redo(lines) {
      throw FileFailure("\(failure.message); the next command that writes to \(folder) finishes it")
    }
    unlink(folder + "/" + Self.committed)
  }

  // MARK: What dead processes left

  /// Finishes or undoes what a process that no longer lives has begun.
  static func recover(in folder: String) {
    for name in [committed, begun] {
      let journal = folder + "/" + name
      let descriptor = open(journal, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, let bytes = try? File.read(journal) else { continue }
      let lines = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      guard let number = lines.first, Int(number) != nil else { continue }
      if name == committed {
        if redo(lines) != nil { continue }
      } else {
        undo(lines)
      }
      unlink(journal)
    }
  }

  private static func redo(_ lines: [String]) -> FileFailure? {
    for path in paths(lines, "+") where rename(temporary(path, lines[0]), path) != 0 && errno != ENOENT {
      return .reason("cannot write \(path)")
    }
    for path in paths(lines, "-") { unlink(path) }
    return nil
  }

  private static func undo(_ lines: [String]) {
    for path in paths(lines, "+") { unlink(temporary(path, lines[0])) }
    for folder in paths(lines, "/").reversed() { rmdir(folder) }
  }

  private static func paths(_ lines: [String], _ kind: Character) -> [String] {
    lines.dropFirst().filter { $0.first == kind }.map { String($0.dropFirst()) }
  }

  /// Beside its place: `.NAME.NUMBER.tmp`.
  private static func temporary(_ path: String, _ number: String) -> String {
    let (folder, name) = split(path)
    return "\(folder)/.\(name).\(number).tmp"
  }

  private static func split(_ path: String) -> (folder: String, name: Substring) {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    return (String(path[..<end]), path[end...].dropFirst())
  }

  /// Folders that the files need and that are not there, outermost first.
  private static func missingFolders(of paths: [String]) -> [String] {
    var missing: [String] = []
    for path in paths {
      var chain: [String] = []
      var folder = split(path).folder
      while !folder.isEmpty, !File.isFolder(folder), !missing.contains(folder) {
        chain.append(folder)
        folder = split(folder).folder
      }
      missing += chain.reversed()
    }
    return missing
  }
}
