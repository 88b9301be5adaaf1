import Testing

@testable import Chance

@Suite struct RateCurveTests {
  private func line(_ start: Double, _ end: Double, _ first: Double, _ last: Double) -> RateCurve.Line {
    RateCurve.Line(start: start, end: end, first: first, last: last)
  }

  @Test func thePeakIsOfAllFlowsTogether() {
    #expect(RateCurve.peak(of: []) == 0 && RateCurve.peak(of: [[]]) == 0)
    #expect(RateCurve.peak(of: [[line(0, 10, 1, 5), line(10, 20, 5, 2)]]) == 5)
    // One begins as the other ends.
    #expect(RateCurve.peak(of: [[line(0, 10, 4, 4)], [line(10, 20, 3, 3)]]) == 4)
    #expect(RateCurve.peak(of: [[line(0, 10, 4, 4)], [line(9, 20, 3, 3)]]) == 7)
    // The one falls as the other rises: 8 - 0.5 t and t, until 6.
    #expect(RateCurve.peak(of: [[line(0, 10, 8, 3)], [line(0, 6, 0, 6)]]) == 11)
    // Nothing lasts no time.
    #expect(RateCurve.peak(of: [[line(5, 5, 100, 100)], [line(0, 10, 1, 1)]]) == 1)
  }
}
