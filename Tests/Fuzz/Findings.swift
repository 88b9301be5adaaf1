import Foundation

/// Texts that once broke something, which every run begins with. A file's name is `WHAT.KIND`.
enum Findings {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Findings/"

  static let all: [(name: String, kind: Kind)] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      name.split(separator: ".").last.flatMap { Kind(rawValue: String($0)) }.map { (name, $0) }
    }
  }()

  /// The text of a file, without the end of its last line.
  static func text(_ path: String) -> [UInt8]? {
    guard var bytes = FileManager.default.contents(atPath: path).map({ Array($0) }) else { return nil }
    if bytes.last == 10 { bytes.removeLast() }
    return bytes
  }
}
