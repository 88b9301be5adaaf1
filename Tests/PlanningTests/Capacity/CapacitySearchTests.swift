import Testing

@testable import Planning
@testable import Report

@Suite("The search for the largest load that holds") struct CapacitySearchTests {
  private static func bounds(
    _ range: ClosedRange<Double>, isWhole: Bool = false, guess: Double? = nil, most: Int = 250,
    _ response: @escaping CapacitySearch.Response
  ) async throws -> CapacityBounds {
    var aim = CapacitySearch.Aim(range: range)
    (aim.isWhole, aim.guess, aim.mostReplications) = (isWhole, guess, most)
    var search = CapacitySearch(aim, response: response)
    let most = search.mostLoads
    let bounds = try await search.run()
    #expect(bounds.tested.count <= most)
    #expect(bounds.tested.map(\.load) == bounds.tested.map(\.load).sorted())
    return bounds
  }

  /// Where nothing is left to chance.
  private static func below(_ capacity: Double) -> CapacitySearch.Response {
    { load, _, _ in .exact(load <= capacity ? .met : .notMet) }
  }

  @Test("closes in to the resolution, from wherever it begins", arguments: [nil, 0.02, 1, 3.2, 90] as [Double?])
  func closesIn(guess: Double?) async throws {
    let bounds = try await Self.bounds(0.01...100, guess: guess, Self.below(3.14159))
    let (lower, upper) = (try #require(bounds.lower), try #require(bounds.upper))
    #expect(lower <= 3.14159 && upper > 3.14159 && upper <= lower * 1.0201)
    #expect(bounds.isMonotone)
  }

  @Test("whole loads are searched as whole numbers, to neighbours where they are few", arguments: [1, 7, 19, 352])
  func whole(capacity: Double) async throws {
    let bounds = try await Self.bounds(1...2_000, isWhole: true, Self.below(capacity))
    let (lower, upper) = (try #require(bounds.lower), try #require(bounds.upper))
    #expect(lower <= capacity && upper > capacity)
    #expect(upper == lower + 1 || upper <= lower * 1.02)
    #expect(bounds.tested.allSatisfy { $0.load == $0.load.rounded() })
  }

  @Test("what holds at the high end has no upper bound, what fails at the low end no lower one") func ends()
    async throws
  {
    let all = try await Self.bounds(1...10, Self.below(50))
    #expect(all.lower == 10 && all.upper == nil)
    let none = try await Self.bounds(1...10, Self.below(0.5))
    #expect(none.lower == nil && none.upper == 1)
  }

  @Test("what is never decided is open, and costs no more than it may") func open() async throws {
    let bounds = try await Self.bounds(1...10, most: 45) { _, _, _ in .exact(.undecided) }
    #expect(bounds.isOpen)
    #expect(bounds.tested.allSatisfy { $0.looks.map(\.replications) == [20, 30, 45] })
  }

  @Test("a load that is met above one that is not is no capacity") func notMonotone() async throws {
    // As with cold starts: too little load keeps nothing warm.
    let bounds = try await Self.bounds(1...100) { load, _, _ in .exact(load > 2 && load < 30 ? .met : .notMet) }
    #expect(!bounds.isMonotone)
    #expect(bounds.violators.contains { $0.load == 1 && $0.outcome == .notMet })
    #expect(bounds.violators.contains { $0.outcome == .met })
  }

  @Test("around what cannot be decided it closes in from both sides") func closing() async throws {
    let bounds = try await Self.bounds(1...10) { load, _, _ in
      .exact(load < 2.9 ? .met : load > 3.1 ? .notMet : .undecided)
    }
    let (lower, upper) = (try #require(bounds.lower), try #require(bounds.upper))
    #expect(lower > 2.7 && lower < 2.9 && upper > 3.1 && upper < 3.4)
  }

  @Test("a growing backlog is not met, whatever else holds") func backlog() async throws {
    let bounds = try await Self.bounds(1...10) { load, _, _ in
      LoadEvidence(judged: LoadEvidence.exact(.met).judged, backlog: load > 4 ? "it grows" : nil)
    }
    #expect(bounds.lower.map { $0 <= 4 } == true && bounds.upper.map { $0 > 4 } == true)
  }

  /// 1 % of 400 executions may be late, and 1 % · (load/4)³ are.
  @Test("under chance the interval holds the truth") func coverage() async throws {
    var (held, widths, replications) = (0, 0.0, 0)
    for seed in 0..<25 {
      let bounds = try await Self.bounds(1...20, guess: 5) { load, count, confidence in
        let late = min(1, 0.01 * (load / 4) * (load / 4) * (load / 4))
        return .late(late, of: 400, limit: 0.01, count, confidence, seed: UInt64(seed))
      }
      let (lower, upper) = (try #require(bounds.lower), try #require(bounds.upper))
      held += lower <= 4 && upper > 4 ? 1 : 0
      widths += upper / lower - 1
      replications += bounds.replications
    }
    #expect(held >= 24)
    #expect(widths / 25 < 0.2)
    #expect(replications / 25 < 1_500)
  }
}
