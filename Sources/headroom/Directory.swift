import Glibc

/// An open folder. Entries are reached through it, so that a path that changes meanwhile leads nowhere else.
final class Directory {
  struct Entry {
    /// The name as the file system has it, which need not be UTF-8.
    var name: [CChar]
    var isFolder: Bool

    var text: String { String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) }
  }

  let descriptor: Int32

  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Takes the lock that says that a living process works in this folder; false where another has it.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  var inode: UInt64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : 0
  }

  /// Makes what happened to the entries last through a power cut; a file system that cannot do so is no failure.
  func sync() -> Bool { fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP }

  var entries: [Entry] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else { return [] }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        Array(bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }) + [0]
      }
      if name == [46, 0] || name == [46, 46, 0] { continue }
      entries.append(Entry(name: name, isFolder: kind(name) == S_IFDIR))
    }
    return entries
  }

  func has(_ name: [CChar]) -> Bool { kind(name) != nil }

  private func kind(_ name: [CChar]) -> mode_t? {
    var status = stat()
    return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Removes the folder with the files in it; folders in it, which are nobody's here, stay, and it with them.
  static func remove(_ path: String) {
    guard let folder = Directory(path) else { return }
    for entry in folder.entries where !entry.isFolder { unlinkat(folder.descriptor, entry.name, 0) }
    rmdir(path)
  }
}
