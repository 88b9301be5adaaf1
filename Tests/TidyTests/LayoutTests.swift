import Testing

@Suite struct LayoutTests {
  @Test func theTopLevelHasOnlyWhatBelongsThere() {
    let allowed: Set = ["Package.swift", "Sources", "Tests", "Scenarios", "Reports", "README.md", "LICENSE"]
    let ignored = "Package.resolved"
    for name in Repository.names(in: "") where !name.hasPrefix(".") && name != ignored {
      #expect(allowed.contains(name), "\(name) does not belong at the top level")
    }
  }

  @Test func everyFolderIsATarget() throws {
    let package = try Repository.text(of: "Package.swift").filter { !$0.isWhitespace }
    for name in Repository.names(in: "Sources") {
      let declared = ["module(\"\(name)\"", "name:\"\(name)\""]
      #expect(declared.contains { package.contains($0) }, "Sources/\(name) is no target")
    }
    for name in Repository.names(in: "Tests") where name.hasSuffix("Tests") {
      #expect(package.contains("tests(\"\(name)\""), "Tests/\(name) is no target")
    }
    let others = Repository.names(in: "Tests").filter { !$0.hasSuffix("Tests") }
    let known = [
      "Benchmarks", "Cluster", "Fuzz", "HostileNames", "Pages", "PeerAdapter", "Readers", "TestSupport", "UnusedPublic",
    ]
    #expect(others == known)
  }

  @Test func noFileIsEmptyOrABackup() throws {
    for path in ["Sources", "Tests", "Scenarios", "Reports"].flatMap(Repository.files(below:)) {
      let leftover = [".orig", ".rej", ".bak", "~", ".tmp", ".swp"].contains { path.hasSuffix($0) }
      #expect(!leftover, "\(path) looks left behind")
    }
    for file in try Repository.swiftFiles() {
      #expect(file.code.contains { $0.contains { !$0.isWhitespace } }, "\(file.path) has no code")
    }
  }

  @Test func everyReportHasItsScenario() {
    let scenarios = [".yaml", ".sh"].flatMap { ending in
      Repository.names(in: "Scenarios").filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    }
    #expect(Repository.names(in: "Reports").sorted() == scenarios.sorted())
  }
}
