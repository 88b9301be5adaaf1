import Foundation
import Testing

@testable import Report

/// What the page explains, README explains in the same words.
@Suite struct ExplanationTests {
  static func readme() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    return try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
  }

  /// The text under a heading of the third level, lines joined.
  static func section(_ title: String) throws -> String {
    let readme = try readme()
    let start = try #require(readme.firstRange(of: "\n### \(title)\n")).upperBound
    let rest = readme[start...]
    let end = rest.firstRange(of: "\n#")?.lowerBound ?? rest.endIndex
    return rest[..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func readmeSaysTheSameOfWhatIsNotModelled() throws {
    let section = try Self.section("Not modelled")
    #expect(section.hasPrefix(Explanations.notModelled + " "))
  }

  @Test func readmeHasTheGlossary() throws {
    let entries = Explanations.glossary.map { "- **\($0.term)**: \($0.meaning)" }
    #expect(try Self.section("Words") == entries.joined(separator: " "))
  }

  @Test func thePageSaysBoth() {
    let page = Samples.file("report.html", of: Samples.shared)
    for (term, meaning) in Explanations.glossary + [("Not modelled", Explanations.notModelled)] {
      let isThere = page.contains("<dt>\(Markup.escaped(term))</dt><dd>\(Markup.escaped(meaning))</dd>")
      #expect(isThere, "\(term)")
    }
  }
}
