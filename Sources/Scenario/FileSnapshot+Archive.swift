package import Prelude

/// What a run has read is kept with its result, so that its plan can be read again where the files are gone.
extension FileSnapshot: Archived {
  /// Of all contents; beyond, only their hashes are kept.
  package static let archiveLimit = 1 << 24

  private struct Content {
    var path: [UInt8] = []
    var bytes = 0
    var failure = ""
  }
  private struct Folder {
    var path: [UInt8] = []
    var entries: [Content] = []
    var failure = ""
  }

  /// In bytes, each content once.
  package var archiveSize: Int { contents.reduce(0) { $0 + $1.count } }

  private var contents: Set<[UInt8]> {
    let alone = files.values.compactMap { try? $0.get() }
    return Set(alone + folders.values.compactMap { try? $0.get() }.joined().map(\.bytes))
  }

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    var contents = archive.isReading ? [] : contents.sorted { $0.lexicographicallyPrecedes($1) }
    try archive.pass(&contents, of: []) { (bytes: inout [UInt8], archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&bytes)
    }
    let numbers = Dictionary(zip(contents, contents.indices), uniquingKeysWith: { first, _ in first })
    var files = archive.isReading ? [] : listedFiles(numbers)
    try archive.pass(&files, of: Content()) { (file: inout Content, archive: inout Archive) throws(Archive.Damage) in
      try Self.pass(&file, through: &archive, contents.count)
    }
    var folders = archive.isReading ? [] : listedFolders(numbers)
    try archive.pass(&folders, of: Folder()) { (folder: inout Folder, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&folder.path)
      try archive.pass(&folder.failure)
      try archive.pass(&folder.entries, of: Content()) {
        (file: inout Content, archive: inout Archive) throws(Archive.Damage) in
        try Self.pass(&file, through: &archive, contents.count)
      }
    }
    guard archive.isReading else { return }
    self = FileSnapshot(sealed: true)
    for file in files {
      self.files[file.path] =
        file.failure.isEmpty ? .success(contents[file.bytes]) : .failure(FileFailure(file.failure))
    }
    for folder in folders {
      let entries = folder.entries.map { entry in
        Entry(name: String(decoding: entry.path, as: UTF8.self), bytes: contents[entry.bytes])
      }
      self.folders[folder.path] =
        folder.failure.isEmpty ? .success(entries) : .failure(FileFailure(folder.failure))
    }
  }

  private static func pass(
    _ file: inout Content, through archive: inout Archive, _ count: Int
  ) throws(Archive.Damage) {
    try archive.pass(&file.path)
    try archive.pass(&file.failure)
    guard file.failure.isEmpty else { return }
    try archive.pass(&file.bytes)
    guard file.bytes < count else { throw archive.damage("it has no such content") }
  }

  /// Files of folders are theirs: the real paths that they were read by are of this machine alone.
  private func listedFiles(_ numbers: [[UInt8]: Int]) -> [Content] {
    files.filter { !partsOfFolders.contains($0.key) }.map { path, file in
      switch file {
      case .success(let bytes): Content(path: path, bytes: numbers[bytes] ?? 0)
      case .failure(let failure): Content(path: path, failure: failure.message)
      }
    }.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  private func listedFolders(_ numbers: [[UInt8]: Int]) -> [Folder] {
    folders.map { path, folder in
      switch folder {
      case .success(let entries):
        Folder(
          path: path, entries: entries.map { Content(path: Array($0.name.utf8), bytes: numbers[$0.bytes] ?? 0) })
      case .failure(let failure): Folder(path: path, failure: failure.message)
      }
    }.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }
}
