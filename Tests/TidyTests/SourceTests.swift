import Testing

@Suite struct SourceTests {
  static let longestFile = 500
  static let longestLine = 120

  /// Tables that a program writes are as long as their data.
  static let generated = ["Sources/StatesLanguage/Generated/IntegrationTable.swift"]

  @Test func filesAndLinesAreShort() throws {
    for file in try Repository.swiftFiles() where !Self.generated.contains(file.path) {
      #expect(file.lines.count <= Self.longestFile, "\(file.path) has \(file.lines.count) lines")
      for (index, line) in file.lines.enumerated() where line.count > Self.longestLine {
        Issue.record("\(file.path):\(index + 1): \(line.count) characters")
      }
    }
  }

  @Test func nothingEndsTheProcessByItself() throws {
    for file in try Repository.swiftFiles() where file.area == "Sources" {
      for line in file.lines(withCode: "try!") { Issue.record("\(file.path):\(line): try!") }
      for line in file.lines(withCode: "as!") { Issue.record("\(file.path):\(line): as!") }
      for line in file.lines(withCode: "fatalError(") { Issue.record("\(file.path):\(line): fatalError") }
    }
  }

  /// Planning makes many runs, and Fitting many fits, several at once; they print nothing either.
  @Test func onlyTheCommandLinePrintsAndWaits() throws {
    for file in try Repository.swiftFiles() where file.area == "Sources" && file.module != "headroom" {
      for word in ["print(", "debugPrint(", "dump("] {
        for line in file.lines(withCode: word) { Issue.record("\(file.path):\(line): \(word)") }
      }
      if ["Planning", "Fitting"].contains(file.module) { continue }
      let waiting: Set = ["async", "await", "DispatchQueue", "Thread", "actor"]
      for line in file.lines(withWord: waiting) { Issue.record("\(file.path):\(line): concurrency below headroom") }
    }
  }

  /// The process-wide generator is seeded by the system: a draw from it could not be repeated.
  @Test func nobodyDrawsFromTheSystemsGenerator() throws {
    for file in try Repository.swiftFiles() where file.area == "Sources" {
      for line in file.lines(withWord: ["SystemRandomNumberGenerator", "shuffled", "randomElement"]) {
        Issue.record("\(file.path):\(line): a draw that no seed determines")
      }
      for call in [".random(in:", "Bool.random("] {
        for line in file.code.indices where file.code[line].contains(call) {
          Issue.record("\(file.path):\(line + 1): a draw that no seed determines")
        }
      }
    }
  }

  @Test func nothingIsLeftForLater() throws {
    let marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    for file in try Repository.swiftFiles() {
      for (index, line) in file.lines.enumerated() where marks.contains(where: { line.contains($0) }) {
        Issue.record("\(file.path):\(index + 1): \(line)")
      }
    }
  }

  @Test func oneFileOfEachModuleSaysWhatTheModuleIs() throws {
    let sources = try Repository.swiftFiles().filter { $0.area == "Sources" }
    for (module, files) in Dictionary(grouping: sources, by: \.module) {
      let headers = files.filter { $0.lines.first?.hasPrefix("// \(module): ") == true }
      #expect(headers.count == 1, "\(module): one file begins with \"// \(module): …\", not \(headers.map(\.path))")
    }
  }
}
