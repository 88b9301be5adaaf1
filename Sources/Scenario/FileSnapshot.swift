import Digest
package import Engine
import Foundation

/// Files as they were when they were first asked for. Whoever reads a scenario again from the same snapshot, as each
/// worker of a run does, gets the same plan, whatever has been saved meanwhile.
package struct FileSnapshot: Sendable {
  /// A file below a folder, `name` being its path there.
  typealias Entry = (name: String, bytes: [UInt8])

  /// By the bytes of the path: Swift's strings are equal where those of files differ.
  var files: [[UInt8]: Result<[UInt8], FileFailure>] = [:]
  var folders: [[UInt8]: Result<[Entry], FileFailure>] = [:]

  /// What was read as a part of a folder, by its real path: it is named by its path there.
  private(set) var partsOfFolders: Set<[UInt8]> = []
  /// By the real path, or the path as given.
  private var hashes: [[UInt8]: String] = [:]

  /// Of one folder, in bytes.
  private static let folderLimit = 1 << 30

  /// It was kept by somebody else: what it does not know is not looked for.
  private let isSealed: Bool

  package init() { isSealed = false }

  init(sealed: Bool) { isSealed = sealed }

  /// Takes `bytes` for what the file holds, if it was not read yet.
  package mutating func assume(_ bytes: [UInt8], of path: String) {
    if files[Array(path.utf8)] == nil { files[Array(path.utf8)] = .success(bytes) }
  }

  /// Takes `bytes` for what the file holds, whatever it was read as.
  package mutating func replace(_ bytes: [UInt8], of path: String) { files[Array(path.utf8)] = .success(bytes) }

  /// The same for the files of a folder, by their paths in it.
  package mutating func assume(_ entries: [(name: String, bytes: [UInt8])], below folder: String) {
    if folders[Array(folder.utf8)] == nil { folders[Array(folder.utf8)] = .success(entries) }
  }

  package mutating func bytes(of path: String) throws(FileFailure) -> [UInt8] {
    let key = Array(path.utf8)
    if let known = files[key] { return try known.get() }
    if isSealed { throw FileFailure("the recording holds no file \(path)") }
    let read = Result { () throws(FileFailure) in try File.read(path) }
    files[key] = read
    return try read.get()
  }

  /// Every file below `folder`; hidden files are none. A symbolic link that leads out of the folder, a pipe or a device
  /// is refused: nobody means to read that.
  mutating func files(below folder: String) throws(FileFailure) -> [Entry] {
    let key = Array(folder.utf8)
    if let known = folders[key] { return try known.get() }
    if isSealed { throw FileFailure("the recording holds no folder \(folder)") }
    let read = Result { () throws(FileFailure) in try readFiles(below: folder) }
    folders[key] = read
    return try read.get()
  }

  private mutating func readFiles(below folder: String) throws(FileFailure) -> [Entry] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw FileFailure("there is no folder \(folder)")
    }
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path + "/"
    var entries: [Entry] = []
    var size = 0
    for name in (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted() {
      let path = folder + "/" + name
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
        FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
      else { continue }
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard real.hasPrefix(root) else {
        throw FileFailure("\(path) is a symbolic link out of the folder \(folder)")
      }
      guard Self.isRegular(real) else { throw FileFailure("\(path) is no regular file") }
      let bytes = try bytes(of: real)
      partsOfFolders.insert(Array(real.utf8))
      size += bytes.count
      guard size <= Self.folderLimit else { throw FileFailure("\(folder) has more than 1 GiB of files") }
      entries.append((name, bytes))
    }
    return entries
  }

  /// SHA-256 of all that was read but `scenario`, by path; what is known is not hashed again.
  package mutating func contents(besides scenario: String) -> [(path: String, hash: String)] {
    var found: [(path: String, hash: String)] = []
    for (key, file) in files where !partsOfFolders.contains(key) && key != Array(scenario.utf8) {
      guard case .success(let bytes) = file else { continue }
      found.append((String(decoding: key, as: UTF8.self), hash(of: bytes, key)))
    }
    for (folder, entries) in folders {
      guard case .success(let entries) = entries else { continue }
      for entry in entries {
        let path = String(decoding: folder, as: UTF8.self) + "/" + entry.name
        found.append((path, hash(of: entry.bytes, Array(path.utf8))))
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  private mutating func hash(of bytes: [UInt8], _ key: [UInt8]) -> String {
    if let known = hashes[key] { return known }
    let hash = Digest.hex(algorithm: .sha256, of: bytes)
    hashes[key] = hash
    return hash
  }

  private static func isRegular(_ path: String) -> Bool {
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return kind == .typeRegular
  }
}

extension ObjectStore {
  /// Lets a folder stand for a bucket: its files are the objects, their paths in it the keys.
  package mutating func add(
    _ folder: String, as bucket: String, from files: inout FileSnapshot
  ) throws(FileFailure) {
    let entries = try files.files(below: folder)
    addBucket(bucket)
    for entry in entries { put(entry.bytes, bucket: bucket, key: entry.name) }
  }
}
