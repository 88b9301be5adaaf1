import Foundation

/// Several files in one text, each below a line `%% name`.
struct Bundle {
  var files: [(name: String, bytes: [UInt8])] = []

  init(files: [(String, String)]) { self.files = files.map { ($0.0, Array($0.1.utf8)) } }

  init(_ bytes: [UInt8]) {
    let mark = Array("%% ".utf8)
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if line.starts(with: mark) {
        files.append((String(decoding: line.dropFirst(mark.count), as: UTF8.self), []))
      } else if let last = files.indices.last {
        files[last].bytes += line + [10]
      }
    }
  }

  var text: String {
    files.map { "%% \($0.name)\n\(String(decoding: $0.bytes, as: UTF8.self))\n" }.joined()
  }

  /// A mutation may have changed the name: nothing outside of the folder is written.
  private static func isPlain(_ name: String) -> Bool {
    let isASCII = name.utf8.allSatisfy {
      $0 < 0x80 && (Character(Unicode.Scalar($0)).isLetter || $0 == 0x2E || $0 == 0x2D)
    }
    return isASCII && !name.isEmpty && !name.hasPrefix(".") && name.utf8.count < 40
  }

  /// Puts the files in place of what the folder has.
  func write(to folder: String) {
    try? FileManager.default.removeItem(atPath: folder)
    try? FileManager.default.createDirectory(atPath: folder + "objects", withIntermediateDirectories: true)
    for (name, bytes) in files where Self.isPlain(name) {
      let isObject = !name.hasSuffix(".asl.json") && name != "s.yaml" && !name.hasPrefix("input")
      for place in isObject ? ["", "objects/"] : [""] {
        try? Data(bytes).write(to: URL(fileURLWithPath: folder + place + name))
      }
    }
  }
}
