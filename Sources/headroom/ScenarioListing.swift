import Foundation
import Report
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

/// The scenarios of folders, each with what it is about.
struct ScenarioListing {
  let files: [String]

  /// `Scenarios` of the current folder, or those that were installed with the program.
  static var shipped: [String] {
    let own = "Scenarios"
    if File.isFolder(own) { return [own] }
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let installed = (program as NSString).deletingLastPathComponent + "/../share/headroom/Scenarios"
    return [File.isFolder(installed) ? (installed as NSString).standardizingPath : "."]
  }

  /// Folders stand for the scenarios in them, not for those of folders in these.
  init(_ paths: [String]) throws {
    var files: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw FileFailure("there is no file or folder \(path)")
      }
      guard isFolder.boolValue else {
        files.append(path)
        continue
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: path).filter(ScenarioReader.isScenario).sorted()
      files += names.map { path == "." ? $0 : (path.hasSuffix("/") ? path : path + "/") + $0 }
    }
    self.files = files
  }

  var listing: Listing {
    Listing(columns: ["scenario", "machines", "load", "about"], rows: files.map { row($0) })
  }

  private func row(_ file: String) -> [String] {
    var files = FileSnapshot()
    let about = (try? files.bytes(of: file)).map { Self.title(String(decoding: $0, as: UTF8.self)) } ?? ""
    guard let read = try? ScenarioReader.read(file: file, from: &files) else { return [file, "", "unreadable", about] }
    guard let plan = read.plan else {
      let count = read.diagnostics.count { $0.severity == .error }
      return [file, "", count == 1 ? "1 error" : "\(count) errors", about]
    }
    let machines = plan.account.machines.filter { $0.owner == nil }.map(\.name)
    return [file, machines.joined(separator: ", "), plan.load.map(\.text).joined(separator: "; "), about]
  }

  /// The first sentence of the comment at the top, where there is one.
  private static func title(_ text: String) -> String {
    let comments = text.split(separator: "\n").prefix { $0.hasPrefix("#") }.map { $0.drop { "# ".contains($0) } }
    let lines = comments.drop { $0.hasPrefix("yaml-language-server:") || $0.isEmpty }.prefix { !$0.isEmpty }
    let comment = lines.joined(separator: " ")
    let end = comment.indices.first { index in
      let next = comment.index(after: index)
      return ".?!".contains(comment[index]) && (next == comment.endIndex || comment[next] == " ")
    }
    return String(end.map { comment[...$0] } ?? comment[...])
  }
}
