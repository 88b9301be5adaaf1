import Foundation

/// Reads whole files, and says in words why one cannot be read.
enum FileText {
  struct Failure: Error {
    var message: String
  }
  /// More than any trace or definition needs, less than what would exhaust memory.
  static let sizeLimit = 1 << 28

  static func read(_ path: String) -> Result<[UInt8], Failure> {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return .failure(Failure(message: "there is no file \(path)"))
    }
    guard !isDirectory.boolValue else { return .failure(Failure(message: "\(path) is a folder")) }
    guard let data = FileManager.default.contents(atPath: path) else {
      return .failure(Failure(message: "\(path) is no regular file, or there is no permission to read it"))
    }
    guard data.count <= sizeLimit else { return .failure(Failure(message: "\(path) has more than 256 MiB")) }
    return .success([UInt8](data))
  }

  /// `name` as seen from `folder`, which is empty or ends in a slash.
  static func path(_ name: String, in folder: String) -> String { name.hasPrefix("/") ? name : folder + name }

  /// Everything up to and with the last slash.
  static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }
}
