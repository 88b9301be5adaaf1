import Foundation
import Scenario

/// Paths of files, as text.
enum Paths {
  /// Without `.` and `a/..`.
  static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    let isAbsolute = path.hasPrefix("/")
    if isAbsolute { parts = Array(parts.drop { $0 == ".." }) }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }

  /// `path` as seen from `folder`; both are absolute, or relative to where the command runs.
  static func relative(_ path: String, to folder: String) -> String {
    if path.hasPrefix("/"), !folder.hasPrefix("/") { return path }
    let current = FileManager.default.currentDirectoryPath
    func parts(_ path: String) -> [Substring] {
      normal(path.hasPrefix("/") ? path : current + "/" + path).split(separator: "/")
    }
    let (target, start) = (parts(path), parts(folder))
    let shared = zip(target, start).prefix { $0 == $1 }.count
    let up = Array(repeating: Substring(".."), count: start.count - shared)
    return (up + target[shared...]).joined(separator: "/")
  }

  static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// More than a project has.
  private static let entryLimit = 100_000

  /// Files below a folder, by their paths in it, sorted; hidden ones and packages of others are none.
  static func files(below folder: String) -> [String] {
    var found: [String] = []
    let walk = FileManager.default.enumerator(atPath: folder)
    var count = 0
    while let name = walk?.nextObject() as? String, count < entryLimit {
      count += 1
      let last = name.split(separator: "/").last ?? ""
      if last.hasPrefix(".") || last == "node_modules" {
        walk?.skipDescendants()
        continue
      }
      if isFile(folder + "/" + name) { found.append(name) }
    }
    return found.sorted()
  }

  /// The file's name without folders and extensions.
  static func stem(_ path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.split(separator: ".").first.map(String.init) ?? last
  }
}
