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
    (0.2, "1 s"), (59, "59 s"), (119.1, "2 m"), (3_598.5, "59 m 59 s"), (7_259.5, "2 h 01 m"),
    (1e13, "10000000000000 s"),
  ])
  func theTimeLeftIsRoundedUp(seconds: Double, text: String) {
    let line = ProgressLine.text([0.5], 0, elapsed: .seconds(seconds))
    #expect(line == "50 %  0 executions  about \(text) left")
  }
}
