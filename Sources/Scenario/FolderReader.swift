package import Engine
import Foundation

/// Folders that stand for S3 buckets: their files are the objects, their paths below the folder the keys.
package enum FolderReader {
  package struct Failure: Error {
    package var message: String
  }
  /// Of one folder, in bytes.
  private static let sizeLimit = 1 << 30

  /// Adds every file below `folder` to `bucket`; hidden files are none. A symbolic link that leads out of the folder, a
  /// pipe or a device is refused: nobody means to read that.
  package static func add(_ folder: String, as bucket: String, to store: inout ObjectStore) throws(Failure) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw Failure(message: "there is no folder \(folder)")
    }
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path + "/"
    store.addBucket(bucket)
    var size = 0
    for key in (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted() {
      let path = folder + "/" + key
      guard !key.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
        FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
      else { continue }
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard real.hasPrefix(root) else {
        throw Failure(message: "\(path) is a symbolic link out of the folder \(folder)")
      }
      guard isRegular(real) else { throw Failure(message: "\(path) is no regular file") }
      do throws(FileText.Failure) {
        let bytes = try FileText.read(real)
        size += bytes.count
        guard size <= sizeLimit else { throw FileText.Failure(message: "\(folder) has more than 1 GiB of files") }
        store.put(bytes, bucket: bucket, key: key)
      } catch {
        throw Failure(message: error.message)
      }
    }
  }

  private static func isRegular(_ path: String) -> Bool {
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return kind == .typeRegular
  }
}
