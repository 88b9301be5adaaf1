import Glibc
import Scenario

extension ResultFolder {
  /// Where a results folder lies, by its real path, whether it is there yet or not.
  struct Place {
    let path: String
    let parent: String
    let name: String
    /// It keeps its inode: nothing else can take its place.
    let isInside: Bool

    init(_ given: String) throws(FileFailure) {
      var status = stat()
      if lstat(given, &status) == 0 {
        guard let real = realpath(given, nil) else { throw .reason("cannot write to the folder \(given)") }
        defer { free(real) }
        path = String(cString: real)
        guard File.isFolder(path) else { throw .reason("cannot create the folder \(given)", ENOTDIR) }
      } else {
        let parts = given.split(separator: "/").map(String.init)
        let outer = (given.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        guard let last = parts.last, let real = realpath(outer.isEmpty ? "." : outer, nil) else {
          throw .reason("cannot create the folder \(given)")
        }
        defer { free(real) }
        let around = String(cString: real)
        path = (around == "/" ? "" : around) + "/" + last
      }
      let end = path.lastIndex(of: "/") ?? path.startIndex
      parent = end == path.startIndex ? "/" : String(path[..<end])
      name = String(path[path.index(after: end)...])
      isInside = name.isEmpty || name.utf8.count > 200 || Self.isMount(path, in: parent) || Self.isAroundHere(path)
    }

    private static func isMount(_ path: String, in parent: String) -> Bool {
      var own = stat()
      var outer = stat()
      return stat(path, &own) == 0 && stat(parent, &outer) == 0 && own.st_dev != outer.st_dev
    }

    /// The process, and the shell that started it, work in the folder or below.
    private static func isAroundHere(_ path: String) -> Bool {
      guard let here = getcwd(nil, 0) else { return false }
      defer { free(here) }
      return (String(cString: here) + "/").hasPrefix(path + "/")
    }

    func sibling(_ suffix: String) -> String { "\(parent == "/" ? "" : parent)/.\(name).\(suffix)" }

    // MARK: What dead processes left

    /// Finishes or undoes what processes that no longer live have begun on this folder.
    func putRight() {
      FileTransaction.recover(in: path)
      guard !isInside, let around = Directory(parent) else { return }
      for entry in around.entries where entry.isFolder {
        let found = entry.text
        guard found.hasPrefix(".\(name).") else { continue }
        let parts = found.dropFirst(name.utf8.count + 2).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = UInt64(parts[0]) else { continue }
        putRight(sibling("\(number).\(parts[1])"), number: number, kind: parts[1])
      }
    }

    private func putRight(_ other: String, number: UInt64, kind: Substring) {
      guard let folder = Directory(other), folder.lock() else { return }
      switch kind {
      case Staging.unfinished: Directory.remove(other)
      // The folder that was to come in has the inode that its name says; else it is the one that went out.
      case Staging.complete where folder.inode == number: Directory.remove(other)
      case Staging.complete: _ = absorb(other, but: isSuperseded)
      case Staging.old where File.isFolder(path): _ = absorb(other, but: isSuperseded)
      case Staging.old: rename(other, path)
      default: break
      }
    }

    /// As the dead process would have judged, had it written another run.
    private func isSuperseded(_ name: String) -> Bool {
      ResultFolder.isOfOneRun(name) && access(path + "/" + ResultFolder.numbers, F_OK) == 0
    }

    /// Moves what only the old folder has into this one, and removes the old one with what is superseded. Nil, or what
    /// could not be moved: then all is as before.
    func absorb(_ old: String, but isSuperseded: (String) -> Bool) -> FileFailure? {
      guard let from = Directory(old), let to = Directory(path) else { return .reason("cannot read \(old)") }
      var moved: [[CChar]] = []
      for entry in from.entries where !to.has(entry.name) && !(isSuperseded(entry.text) && !entry.isFolder) {
        if renameat(from.descriptor, entry.name, to.descriptor, entry.name) == 0 {
          moved.append(entry.name)
        } else if errno != ENOENT {
          let failure = FileFailure.reason("cannot keep \(path)/\(entry.text)")
          for name in moved { renameat(to.descriptor, name, from.descriptor, name) }
          return failure
        }
      }
      Directory.remove(old)
      return nil
    }
  }
}
