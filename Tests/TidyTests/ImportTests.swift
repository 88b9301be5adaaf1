import Testing

@Suite struct ImportTests {
  /// What each module may import of ours: what its row lists, and everything that those may.
  static let table: [String: [String]] = [
    "JSON": [],
    "Chance": ["Prelude"],
    "Prelude": [],
    "Digest": [],
    "Schema": ["JSON"],
    "Statistics": [],
    "JSONPath": ["JSON", "Digest", "Prelude"],
    "JSONata": ["JSON"],
    "StatesLanguage": ["JSONPath", "JSONata", "Prelude"],
    "Engine": ["StatesLanguage"],
    "StepFunctions": ["Engine", "Chance"],
    "Simulation": ["StepFunctions", "Statistics", "Tracing"],
    "Scenario": ["Simulation", "Mocks", "Schema"],
    "Templates": ["Scenario"],
    "Tracing": ["Engine"],
    "Mocks": ["TestState", "Schema"],
    "TestState": ["StepFunctions"],
    "Report": ["Simulation", "Statistics", "Tracing", "Schema"],
    "Planning": ["Scenario", "Report"],
    "Fitting": ["Planning"],
    "headroom": ["Mocks", "Templates", "TestState", "Fitting"],
  ]

  /// Modules of others, each behind the modules that fence it; nobody inherits these.
  static let foreign: [String: Set<String>] = [
    "CGSL": ["Chance", "Statistics"],
    "CGcrypt": ["Digest"],
    "CPrefetch": ["Engine", "StepFunctions"], "CRename": ["headroom"], "CCommit": ["headroom"],
    "Histogram": ["Statistics"],
    "Yams": ["Scenario"],
    "ArgumentParser": ["headroom"],
    "Foundation": ["Fitting", "Scenario", "Planning", "Templates", "headroom"],
    "Glibc": ["Chance", "Engine", "Fitting", "JSONata", "Planning", "Scenario", "Statistics", "headroom"],
    "Synchronization": ["JSON", "Engine", "Planning", "headroom"],
  ]

  static func mayImport(_ module: String) -> Set<String> {
    (table[module] ?? []).reduce(into: []) { all, next in
      all.insert(next)
      all.formUnion(mayImport(next))
    }
  }

  @Test func everyImportIsInTheTable() throws {
    for file in try Repository.swiftFiles() where file.area == "Sources" {
      let allowed = Self.mayImport(file.module)
      for name in file.imports {
        #expect(
          allowed.contains(name) || Self.foreign[name]?.contains(file.module) == true,
          "\(file.path): \(file.module) may not import \(name)")
      }
    }
  }

  @Test func everyModuleIsInTheTableAndEveryRowIsAModule() {
    let modules = Repository.names(in: "Sources").filter { Self.foreign[$0] == nil }
    #expect(Set(modules) == Set(Self.table.keys))
  }
}
