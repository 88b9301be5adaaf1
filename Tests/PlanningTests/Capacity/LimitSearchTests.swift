import StepFunctions
import Testing

@testable import Planning
@testable import Report

@Suite("Which limits bind, and what it takes") struct LimitSearchTests {
  private static let limits: [AccountLimit] = [
    .action(.startExecution), .slots(service: 0), .action(.stateTransition), .functions,
  ]

  private static func found(
    _ response: @escaping ([AccountLimit], _ factor: Double) -> LoadEvidence
  ) async throws -> BindingSearch.Found {
    try await BindingSearch(limits: limits, paired: limits, base: .exact(.notMet, tested: 2)) { response($0, $1) }.run()
  }

  @Test("the one whose tenth is enough") func one() async throws {
    let found = try await Self.found { limits, _ in
      limits == [.slots(service: 0)] ? .exact(.met, tested: 0.5) : .exact(.notMet, tested: 2)
    }
    #expect(found.binding.map(\.limits) == [[.slots(service: 0)]])
    #expect(found.effects.count == Self.limits.count)
    #expect(found.effects.filter(\.isSignificant).count == 1)
  }

  @Test("of several that are enough, the one that changes most") func strongest() async throws {
    let found = try await Self.found { limits, _ in
      .exact(.met, tested: limits == [.action(.stateTransition)] ? 0.2 : 0.5)
    }
    #expect(found.binding.map(\.limits) == [[.action(.stateTransition)]])
  }

  @Test("two that are enough only together") func two() async throws {
    let found = try await Self.found { limits, _ in
      let isBoth = limits.contains(.slots(service: 0)) && limits.contains(.action(.startExecution))
      let isOne = limits.contains(.slots(service: 0)) || limits.contains(.action(.startExecution))
      return isBoth ? .exact(.met, tested: 0.5) : .exact(.notMet, tested: isOne ? 1.8 : 2)
    }
    #expect(found.binding.map(\.limits) == [[.action(.startExecution), .slots(service: 0)]])
  }

  @Test("none where nothing helps") func none() async throws {
    let found = try await Self.found { _, _ in .exact(.notMet, tested: 2) }
    #expect(found.binding.isEmpty)
  }

  @Test("by more where work comes in waves that a tenth does not help") func waves() async throws {
    let found = try await Self.found { limits, factor in
      limits == [.functions] && factor >= 1.5 ? .exact(.met, tested: 0.5) : .exact(.notMet, tested: 2)
    }
    #expect(found.binding.map(\.limits) == [[.functions]])
    #expect(found.binding.map(\.factor) == [1.5])
  }

  // MARK: Increases

  /// Whether limits with these factors carry the load: what each needs.
  private static func increases(
    _ needs: [AccountLimit: (size: Double, refill: Double)]
  ) async throws -> [Raising]? {
    try await IncreaseSearch(limits: limits, need: { needs[$0].map { max($0.size, $0.refill) } ?? 0.5 }) { raisings in
      needs.allSatisfy { limit, need in
        let raising = raisings.first { $0.limit == limit } ?? Raising(limit, by: 1)
        return raising.size >= need.size && raising.refill >= need.refill
      }
    }.run()
  }

  @Test("only what is needed, and of a bucket only the part that is") func smallest() async throws {
    let raisings = try #require(
      try await Self.increases([.action(.startExecution): (1, 1.9), .slots(service: 0): (1.5, 1)]))
    #expect(raisings.map(\.limit) == [.action(.startExecution), .slots(service: 0)])
    #expect(raisings[0].size == 1 && (1.9..<1.95).contains(raisings[0].refill))
    #expect((1.5..<1.54).contains(raisings[1].size))
  }

  @Test("both parts of a bucket where neither alone is enough") func both() async throws {
    let raisings = try #require(try await Self.increases([.action(.startExecution): (3, 2)]))
    #expect(raisings.count == 1 && raisings[0].size == raisings[0].refill && (3..<3.1).contains(raisings[0].size))
  }

  @Test("nothing where it holds, and no answer where nothing is enough") func edges() async throws {
    #expect(try await Self.increases([:]) == [])
    let nothing = try await IncreaseSearch(limits: Self.limits, need: { _ in 1 }) { _ in false }.run()
    #expect(nothing == nil)
  }
}
