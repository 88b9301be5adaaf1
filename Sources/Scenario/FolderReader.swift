package import Engine
import Foundation

/// Folders that stand for S3 buckets: their files are the objects, their paths below the folder the keys.
package enum FolderReader {
  package struct Failure: Error {
    package var message: String
  }
  /// All objects of a scenario, in bytes.
  private static let sizeLimit = 1 << 30

  /// Adds every file below `folder` to `bucket`; hidden files are none.
  package static func add(_ folder: String, as bucket: String, to store: inout ObjectStore) throws(Failure) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw Failure(message: "there is no folder \(folder)")
    }
    store.addBucket(bucket)
    var size = 0
    for key in (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted() {
      let path = folder + "/" + key
      guard !key.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
        FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
      else { continue }
      switch FileText.read(path) {
      case .success(let bytes):
        size += bytes.count
        guard size <= sizeLimit else { throw Failure(message: "\(folder) has more than 1 GiB of files") }
        store.put(bytes, bucket: bucket, key: key)
      case .failure(let failure): throw Failure(message: failure.message)
      }
    }
  }
}
