import Testing

/// A type that holds most of its module is the module once more: nobody can read one concern of it by itself.
@Suite struct TypeShareTests {
  static let mostPercent = 40.0
  /// In a smaller module a type may be all there is to say: a parser, a store, a table.
  static let fewestLines = 1_500

  /// Types that may hold more, each with the reason.
  static let allowed: [String: String] = [:]

  static func modules() throws -> [String: TypeShares] {
    let sources = try Repository.swiftFiles().filter {
      $0.area == "Sources" && !SourceTests.generated.contains($0.path)
    }
    return Dictionary(grouping: sources, by: \.module).mapValues(TypeShares.init(of:))
      .filter { $0.value.all >= fewestLines }
  }

  @Test func noTypeHoldsMostOfItsModule() throws {
    for (module, types) in try Self.modules() {
      for (type, percent) in types.shares where percent > Self.mostPercent {
        #expect(
          Self.allowed["\(module).\(type)"] != nil,
          "\(type) holds \(percent.rounded()) % of the \(types.all) lines of \(module)")
      }
    }
  }

  /// A reason that holds no more goes.
  @Test func everyExceptionIsNeeded() throws {
    let modules = try Self.modules()
    for name in Self.allowed.keys {
      let parts = name.split(separator: ".").map(String.init)
      let percent = modules[parts[0]]?.shares.first { $0.type == parts[1] }?.percent ?? 0
      #expect(percent > Self.mostPercent, "\(name) holds \(percent.rounded()) %: it needs no exception")
    }
  }

  @Test func declarationsAndExtensionsAreCounted() {
    let file = SwiftFile(
      path: "Sources/X/X.swift",
      text: """
        import A

        /// Says why.
        public struct A<B>: ~Copyable {
          struct Inner {
          }
        }

        extension A where B: C { var d: Int { 1 } }
        extension A.Inner {
        }
        private func f() {
        }
        @frozen public enum E { case a }
        """)
    let types = TypeShares(of: [file])
    #expect(types.lines == ["A": 8, "E": 1])
    #expect(types.all == 14)
  }
}
