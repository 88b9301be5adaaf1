import CRename
import Glibc
import Scenario

extension ResultFolder {
  /// The new folder while it is filled, beside the one whose place it will take: `.NAME.PID.staging`, and
  /// `.NAME.INODE.swap` when it is complete. Its lock says that its process lives.
  final class Staging {
    static let unfinished = "staging"
    static let complete = "swap"
    static let old = "old"

    private(set) var path: String
    private let place: Place
    private let folder: Directory

    /// Nil where no folder can be made there.
    init?(_ place: Place) {
      self.place = place
      var number = Int(getpid())
      while true {
        path = place.sibling("\(number).\(Self.unfinished)")
        if mkdir(path, 0o777) == 0, let made = Directory(path), made.lock() {
          // Somebody may have taken it for a dead process's before it was locked.
          var status = stat()
          if stat(path, &status) == 0, UInt64(status.st_ino) == made.inode {
            folder = made
            return
          }
        } else if errno != EEXIST, errno != ENOENT, errno != EWOULDBLOCK {
          return nil
        }
        number += 1 << 22
        if number > 1 << 30 { return nil }
      }
    }

    func discard() { if path.hasSuffix(Self.unfinished) { Directory.remove(path) } }

    /// Takes the folder's place; `shown` names it in a message. What is superseded is not taken over.
    func swap(as shown: String, _ isSuperseded: (String) -> Bool) throws(FileFailure) {
      let isThere = takeOver(isSuperseded)
      guard folder.sync() else { throw .reason("cannot write to \(shown)") }
      let unfinished = path
      let complete = place.sibling("\(folder.inode).\(Self.complete)")
      guard rename(unfinished, complete) == 0 else { throw .reason("cannot write to \(shown)") }
      path = complete
      do throws(FileFailure) {
        if isThere {
          try exchange(shown, isSuperseded)
        } else if rename(path, place.path) != 0 {
          throw .reason("cannot write to \(shown)")
        }
      } catch {
        Directory.remove(complete)
        throw error
      }
      if let around = Directory(place.parent) { _ = around.sync() }
    }

    /// Gives the new folder the old one's mode and its other files; false where there is no old one.
    private func takeOver(_ isSuperseded: (String) -> Bool) -> Bool {
      guard let old = Directory(place.path) else { return false }
      var status = stat()
      if fstat(old.descriptor, &status) == 0 { fchmod(folder.descriptor, status.st_mode & 0o7777) }
      for entry in old.entries where !entry.isFolder && !folder.has(entry.name) && !isSuperseded(entry.text) {
        linkat(old.descriptor, entry.name, folder.descriptor, entry.name, 0)
      }
      return true
    }

    private func exchange(_ shown: String, _ isSuperseded: (String) -> Bool) throws(FileFailure) {
      if renameat2(AT_FDCWD, path, AT_FDCWD, place.path, RENAME_EXCHANGE) == 0 {
        guard let failure = place.absorb(path, but: isSuperseded) else { return }
        renameat2(AT_FDCWD, path, AT_FDCWD, place.path, RENAME_EXCHANGE)
        throw failure
      }
      guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else { throw .reason("cannot write to \(shown)") }
      // A file system that cannot exchange: a kill between the two is put right by the next run, which finds no folder.
      let old = place.sibling("\(folder.inode).\(Self.old)")
      guard rename(place.path, old) == 0 else { throw .reason("cannot write to \(shown)") }
      if rename(path, place.path) != 0 {
        let failure = FileFailure.reason("cannot write to \(shown)")
        rename(old, place.path)
        throw failure
      }
      if let failure = place.absorb(old, but: isSuperseded) {
        rename(place.path, path)
        rename(old, place.path)
        throw failure
      }
    }
  }
}
