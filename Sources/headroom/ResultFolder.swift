import Glibc
import Report

/// The folder that a run's results go to. Files appear under their final names only when all of them are safely on
/// the disk, so that neither a full disk nor an interruption leaves half a result.
struct ResultFolder {
  let path: String
  /// What `init` had to create, outermost first.
  private var created: [String] = []

  /// Creates the folder where it is missing, and makes sure that files can be written there.
  init(path: String) throws(FileFailure) {
    self.path = path
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      folder += (folder.isEmpty || folder == "/" ? "" : "/") + part
      if mkdir(folder, 0o777) == 0 {
        created.append(folder)
      } else if errno != EEXIST {
        let failure = FileFailure.reason("cannot create the folder \(folder)")
        discard()
        throw failure
      }
    }
    do {
      let probe = try stage("probe") { _ in }
      unlink(probe)
    } catch {
      discard()
      throw FileFailure("the folder \(path) is not writable: \(error.message)")
    }
  }

  /// Removes the folders that `init` created, as far as nothing lies in them.
  func discard() {
    for folder in created.reversed() { rmdir(folder) }
  }

  func write(_ files: [(name: String, bytes: [UInt8])]) throws(FileFailure) {
    try write(files.map { file in ReportFile(file.name) { body in try body(file.bytes) } })
  }

  /// All files or none: each is written and synced under a temporary name, then all are renamed.
  func write(_ files: [ReportFile]) throws(FileFailure) {
    var staged: [String] = []
    do throws(FileFailure) {
      for file in files { staged.append(try stage(file.name, file.forEachPiece)) }
      for file in files where isFolder(path + "/" + file.name) {
        throw FileFailure("cannot write \(path)/\(file.name): a folder has this name")
      }
      for (file, temporary) in zip(files, staged) where rename(temporary, path + "/" + file.name) != 0 {
        throw FileFailure.reason("cannot write \(path)/\(file.name)")
      }
    } catch {
      for temporary in staged { unlink(temporary) }
      throw error
    }
    syncFolder()
  }

  /// Writes a file under a temporary name in this folder and answers that path; leaves nothing behind when it fails.
  private func stage(
    _ name: String, _ forEachPiece: (_ body: ([UInt8]) throws -> Void) throws -> Void
  ) throws(FileFailure) -> String {
    let temporary = "\(path)/.\(name).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .reason("cannot write \(path)/\(name)") }
    do {
      try forEachPiece { try File.write($0, to: file, path: "\(path)/\(name)") }
      guard fsync(file) == 0 else { throw FileFailure.reason("cannot write \(path)/\(name)") }
    } catch {
      close(file)
      unlink(temporary)
      // Only writing fails.
      throw error as? FileFailure ?? FileFailure("cannot write \(path)/\(name)")
    }
    guard close(file) == 0 else {
      unlink(temporary)
      throw .reason("cannot write \(path)/\(name)")
    }
    return temporary
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes the renames last through a power cut; a file system that cannot do so is no failure.
  private func syncFolder() {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
