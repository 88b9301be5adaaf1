// TidyTests: rules of the house that a machine can check, read off the repository's own files.

import Foundation

/// The working copy that this test was built from.
enum Repository {
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// Names in a folder, sorted; empty where there is no such folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []).sorted()
  }

  static func isFolder(_ path: String) -> Bool {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &folder) && folder.boolValue
  }

  static func text(of path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  /// Paths of all files below a folder, relative to the root, sorted.
  static func files(below folder: String) -> [String] {
    names(in: folder).filter { $0 != "__pycache__" }.flatMap { name -> [String] in
      let path = folder + "/" + name
      return isFolder(path) ? files(below: path) : [path]
    }
  }

  /// Every Swift file of `Sources` and `Tests`.
  static func swiftFiles() throws -> [SwiftFile] { try allSwiftFiles.get() }

  /// Read once: several tests look at all of them.
  private static let allSwiftFiles = Result {
    try (files(below: "Sources") + files(below: "Tests")).filter { $0.hasSuffix(".swift") }.map { path in
      SwiftFile(path: path, text: try text(of: path))
    }
  }
}
