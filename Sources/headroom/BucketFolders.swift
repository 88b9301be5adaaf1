import ArgumentParser
import Engine
import Glibc
import Report
import Scenario

/// The folders that stand for S3 buckets: read before an execution, written after it.
struct BucketFolders {
  private var folders: [(bucket: String, folder: String)] = []

  /// From the values of `--s3`.
  init(_ arguments: [String]) throws(ValidationError) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--s3 takes BUCKET=FOLDER, found \(argument)") }
      folders.append((parts[0], parts[1]))
    }
  }

  func read(into store: inout ObjectStore) throws(FileFailure) {
    var files = FileSnapshot()
    for (bucket, folder) in folders {
      FileTransaction.recover(in: folder)
      try store.add(folder, as: bucket, from: &files)
    }
  }

  /// Writes objects as files of the same names. A bucket takes any key; one that leads out of the folder is refused
  /// before anything is written.
  func write(_ objects: [StoredObject]) throws(FileFailure) {
    var files: [(path: String, content: ReportFile)] = []
    for object in objects {
      // Where several folders stand for a bucket, the last one's files are those that were read.
      guard let root = folders.last(where: { $0.bucket == object.bucket })?.folder else { continue }
      let parts = object.key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard !parts.contains(where: { ["", ".", ".."].contains($0) || $0.contains("\0") }), let name = parts.last else {
        throw FileFailure(
          "cannot write \"\(object.key)\" to the bucket \(object.bucket): this key is no path below \(root)")
      }
      let path = try Self.folder(parts.dropLast(), in: root) + "/" + name
      // Of objects with one key the last is there.
      files.removeAll { $0.path == path }
      files.append((path, ReportFile(name) { body in try body(object.bytes) }))
    }
    guard !files.isEmpty, let first = folders.first else { return }
    try FileTransaction(journalIn: try Self.real(first.folder)).write(files)
  }

  /// The path by which another process, wherever it works, finds the folder.
  private static func real(_ folder: String) throws(FileFailure) -> String {
    guard let path = realpath(folder, nil) else { throw .reason("cannot write to the folder \(folder)") }
    defer { free(path) }
    return String(cString: path)
  }

  /// The folder below `root`, reached without a symbolic link: one could lead elsewhere.
  private static func folder(_ parts: some Sequence<String>, in root: String) throws(FileFailure) -> String {
    var path = try real(root)
    for part in parts {
      path += "/" + part
      var status = stat()
      if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
        throw FileFailure("cannot write below \(path): it is a symbolic link")
      }
    }
    return path
  }
}
