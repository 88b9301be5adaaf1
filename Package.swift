// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of the product. The table of who may import whom is kept by `TidyTests`.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// What tests share: compiled with them, and part of no product.
func testSupport(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

/// What `--version` says the program was built from. Not `Context.gitInformation`: SwiftPM keeps what it was when the
/// manifest was last read, and a later build would name an earlier commit.
let commit = (Context.environment["HEADROOM_COMMIT"] ?? "").filter { $0.isHexDigit || $0 == "+" }

let package = Package(
  name: "headroom",
  products: [.executable(name: "headroom", targets: ["headroom"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CGSL", path: "Sources/CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .target(name: "CCommit", cSettings: [.define("HEADROOM_COMMIT", to: "\"\(commit)\"")]),
    .systemLibrary(name: "CPrefetch", path: "Sources/CPrefetch"),
    .systemLibrary(name: "CRename", path: "Sources/CRename"),
    .systemLibrary(
      name: "CGcrypt", path: "Sources/CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])]),
    module("JSON"),
    module("Chance", ["CGSL", "Prelude"]),
    module("Prelude"),
    module("Schema", ["JSON"]),
    module("Digest", ["CGcrypt"]),
    module("JSONPath", ["JSON", "Digest", "Prelude"]),
    module("JSONata", ["JSON"]),
    module("StatesLanguage", ["JSON", "JSONPath", "JSONata", "Prelude"]),
    module("Engine", ["CPrefetch", "Digest", "JSON", "JSONPath", "Prelude", "StatesLanguage"]),
    module("StepFunctions", ["CPrefetch", "Chance", "Engine", "JSON", "JSONPath", "Prelude", "StatesLanguage"]),
    module("Statistics", ["CGSL", .product(name: "Histogram", package: "hdrhistogram-swift")]),
    module(
      "Simulation",
      [
        "Chance", "Engine", "JSON", "JSONata", "Prelude", "Statistics", "StatesLanguage", "StepFunctions", "Tracing",
      ]),
    module(
      "Scenario",
      [
        "Chance", "Digest", "Engine", "JSON", "JSONPath", "JSONata", "Mocks", "Prelude", "Schema", "Simulation",
        "StatesLanguage", "StepFunctions",
        .product(name: "Yams", package: "Yams"),
      ]),
    module("Templates", ["JSON", "Prelude", "Scenario", "Simulation", "StatesLanguage", "StepFunctions"]),
    module("Tracing", ["Engine", "JSON", "Prelude"]),
    module("Mocks", ["JSON", "Prelude", "Schema", "StatesLanguage", "StepFunctions", "TestState"]),
    module("TestState", ["Engine", "JSON", "JSONPath", "Prelude", "StatesLanguage", "StepFunctions"]),
    module(
      "Report",
      [
        "Chance", "Engine", "JSON", "Prelude", "Schema", "Simulation", "StatesLanguage", "Statistics", "StepFunctions",
        "Tracing",
      ],
      resources: [.embedInCode("Page/page.css"), .embedInCode("Page/gantt.css"), .embedInCode("Page/page.js")]),
    module(
      "Planning",
      [
        "Chance", "Digest", "JSON", "Prelude", "Report", "Scenario", "Schema", "Simulation", "StatesLanguage",
        "Statistics", "StepFunctions",
      ]),
    module(
      "Fitting",
      [
        "Chance", "JSON", "Planning", "Prelude", "Report", "Scenario", "Schema", "Simulation", "StatesLanguage",
        "Statistics",
        "StepFunctions",
      ]),
    .executableTarget(
      name: "headroom",
      dependencies: [
        "CCommit", "CRename", "Chance", "Engine", "Fitting", "JSON", "JSONPath", "Mocks", "Planning", "Prelude",
        "Report", "Scenario", "Schema", "Simulation", "StatesLanguage", "Statistics", "StepFunctions", "Templates",
        "TestState", "Tracing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Chance", "Engine", "Fitting", "JSON", "JSONPath", "JSONata", "Mocks", "Prelude", "Report", "Scenario",
        "Simulation", "StatesLanguage", "StepFunctions", "Templates", "TestState", "TestSupport", "Tracing",
      ], path: "Tests/Fuzz", exclude: ["Findings", "coverage"], swiftSettings: strict),
    .executableTarget(
      name: "expressions", dependencies: ["JSON", "JSONata"], path: "Tests/Benchmarks/Expressions",
      swiftSettings: strict),
    .executableTarget(
      name: "experiments",
      dependencies: [
        "Chance", "Fitting", "JSON", "Planning", "Report", "Scenario", "Simulation", "Statistics", "StepFunctions",
      ],
      path: "Tests/Benchmarks/Experiments", exclude: ["Scenarios"], swiftSettings: strict),
    testSupport("TestSupport", ["JSON", "Prelude", "StatesLanguage", "StepFunctions"]),
    tests("JSONTests", ["JSON", "TestSupport"]),
    tests("JSONPathTests", ["Digest", "JSON", "JSONPath", "TestSupport"]),
    tests("JSONataTests", ["JSON", "JSONata", "TestSupport"]),
    tests("ChanceTests", ["CGSL", "Chance", "Prelude"]),
    tests(
      "ConformanceTests",
      ["Engine", "JSON", "Prelude", "StatesLanguage", "StepFunctions", "TestState", "TestSupport"],
      exclude: ["deviations"]),
    tests(
      "EngineTests",
      ["Chance", "Engine", "JSON", "Prelude", "StatesLanguage", "StepFunctions", "TestSupport", "Tracing"]),
    tests(
      "FittingTests",
      [
        "Chance", "Fitting", "JSON", "Planning", "Report", "Scenario", "Simulation", "StatesLanguage", "Statistics",
      ]),
    tests(
      "HeadroomTests",
      [
        "headroom", "JSON", "Planning", "Prelude", "Report", "Scenario", "Schema", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Help"]),
    tests("MocksTests", ["Engine", "JSON", "Mocks", "Prelude", "StatesLanguage", "StepFunctions", "TestSupport"]),
    tests(
      "PlanningTests",
      ["Chance", "JSON", "Planning", "Prelude", "Report", "Scenario", "Simulation", "Statistics", "StepFunctions"]),
    tests("PreludeTests", ["Prelude"]),
    tests(
      "ReportTests",
      [
        "Chance", "Engine", "JSON", "Prelude", "Report", "Simulation", "StatesLanguage", "Statistics", "StepFunctions",
        "TestSupport", "Tracing",
      ],
      exclude: ["Charts"]),
    tests(
      "ScenarioTests",
      [
        "Chance", "JSON", "Prelude", "Scenario", "Schema", "Simulation", "StatesLanguage", "StepFunctions",
        "TestSupport",
      ]),
    tests(
      "SimulationTests",
      [
        "Chance", "Engine", "JSON", "Prelude", "Simulation", "StatesLanguage", "Statistics", "StepFunctions",
        "TestSupport", "Tracing",
      ]),
    tests("StatisticsTests", ["Chance", "Prelude", "Statistics", "TestSupport"]),
    tests("StepFunctionsTests", ["JSON", "Prelude", "StepFunctions", "TestSupport"]),
    tests("TemplatesTests", ["JSON", "Scenario", "Simulation", "StatesLanguage", "StepFunctions", "Templates"]),
    tests("TestStateTests", ["JSON", "StepFunctions", "TestState"]),
    tests(
      "StatesLanguageTests", ["JSON", "JSONPath", "Prelude", "StatesLanguage", "TestSupport"],
      exclude: ["pack-integrations.py"]),
    tests("TidyTests", []),
  ]
)
