import Testing

@testable import headroom

@Suite struct ProgressLineTests {
  @Test(
    arguments: [
      ([0.5, 0.0], 1_234_567, "25 %  1,234,567 executions  about 30 s left"), ([nil, nil], 12, "12 executions"),
      ([0.0], 0, "0 executions"), ([1.0, 1.0], 999, "100 %  999 executions  about 0 s left"),
    ] as [([Double?], Int, String)])
  func theLineSaysHowFarAndHowLong(shares: [Double?], executions: Int, text: String) {
    #expect(ProgressLine.text(shares, executions, elapsed: .seconds(10)) == text)
  }

  @Test(arguments: [
    (0.2, "1 s"), (59, "59 s"), (60, "1 min 00 s"), (3599, "59 min 59 s"), (3600, "1 h 00 min"),
    (1e300, "2777 h 46 min"),
  ])
  func timesAreReadable(seconds: Double, text: String) {
    #expect(ProgressLine.clock(seconds) == text)
  }
}
