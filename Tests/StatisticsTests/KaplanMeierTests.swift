import Testing

@testable import Statistics

@Suite struct KaplanMeierTests {
  /// Weeks of remission under 6-MP. Source: Freireich et al., Blood 21 (1963); the estimates as they are printed in
  /// Kleinbaum, Klein, Survival Analysis.
  private static let remissions = [
    (6, false), (6, false), (6, false), (6, true), (7, false), (9, true), (10, false), (10, true), (11, true),
    (13, false), (16, false), (17, true), (19, true), (20, true), (22, false), (23, false), (25, true), (32, true),
    (32, true), (34, true), (35, true),
  ].map { KaplanMeier.Observation(time: Double($0.0), isCensored: $0.1) }

  @Test func remissionsAreAsTheTextbookHasThem() {
    let estimate = KaplanMeier(Self.remissions.reversed())
    let known = [
      (6, 0.8571, 0.0764), (7, 0.8067, 0.0869), (10, 0.7529, 0.0963), (13, 0.6902, 0.1068), (16, 0.6275, 0.1141),
      (22, 0.5378, 0.1282), (23, 0.4482, 0.1346),
    ]
    #expect(estimate.steps.count == known.count)
    for (step, (time, survival, error)) in zip(estimate.steps, known) {
      #expect(step.time == Double(time))
      #expect(abs(step.survival - survival) < 6e-5 && abs(step.standardError - error) < 6e-5)
      #expect(step.interval.lower < step.survival && step.survival < step.interval.upper)
    }
    #expect(estimate.median == 23 && estimate.medianBounds.lower == 13 && estimate.medianBounds.upper == nil)
    #expect(abs(estimate.steps[0].interval.lower - 0.6197) < 6e-5)
    #expect(abs(estimate.steps[0].interval.upper - 0.9516) < 6e-5)
  }

  @Test func whereAllOrNoneEnd() {
    let none = KaplanMeier((0..<10).map { _ in .init(time: 50, isCensored: true) })
    #expect(none.steps.isEmpty && none.median == nil && none.medianBounds.lower == nil)
    let all = KaplanMeier((1...10).map { .init(time: Double($0), isCensored: false) })
    #expect(all.median == 5 && all.steps.last?.survival == 0)
    #expect(KaplanMeier([]).median == nil)
  }
}
