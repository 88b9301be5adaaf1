import Foundation
import Testing

@testable import Report
@testable import Statistics

/// Small charts, compared in full with the files of `Charts`, which have a line for each element.
@Suite struct ChartTests {
  static func drawing(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appendingPathComponent("Charts/\(name).html"), encoding: .utf8)
  }

  static func lines(_ markup: Markup) -> String {
    markup.html.split(separator: "\n").joined(separator: "\n").replacing("><", with: ">\n<") + "\n"
  }

  @Test func valuesOverTime() throws {
    let chart = TimeChart(
      title: "Calls", caption: "All of them.", unit: "calls per second",
      lines: [
        .init(name: "throttled", color: "red", isFilled: true, values: [3, 3, 0]),
        .init(name: "offered", color: "ink", isFilled: false, values: [4, 8, 2]),
      ], step: 2, reference: (5, "refill 5/s"), height: 100, warmup: 1)
    #expect(try Self.lines(chart.figure()) == Self.drawing("over-time"))
  }

  @Test func aDistribution() throws {
    let seconds = (1...22).reduce(into: Sample()) { $0.add(Int64($1) * 1_000_000_000) }
    let curve = CurveChart.Curve(name: "Root", color: "blue", spread: Spread([seconds], unit: .seconds))
    let chart = CurveChart(title: "Latency", caption: "Of all.", curves: [curve])
    #expect(try Self.lines(chart.figure()) == Self.drawing("distribution"))
  }

  /// One of the whiskers ends above 0, one reaches over it, and one percentile has none.
  @Test func aShiftOfPercentiles() throws {
    let chart = ShiftChart(
      title: "Root", caption: "Shift.",
      shifts: [
        .init(p: 0.05, base: 1, difference: -0.1, interval: nil),
        .init(p: 0.5, base: 2, difference: 0.1, interval: Interval(lower: -0.1, upper: 0.3)),
        .init(p: 0.95, base: 4, difference: 0.5, interval: Interval(lower: 0.4, upper: 0.6)),
      ])
    #expect(try Self.lines(chart.figure()) == Self.drawing("shift"))
  }

  /// Dark words on bright cells, bright ones on dark cells; the one without a run is empty.
  @Test func aMapOfNumbers() throws {
    let map = HeatMap(
      title: "p99", caption: "By two values.", columns: HeatMap.Labels(title: "burst", names: ["10", "20"]),
      rows: HeatMap.Labels(title: "refill", names: ["50/s", "300/s"]), values: [[4, 8], [2, nil]],
      text: { Number.duration($0) })
    #expect(try Self.lines(map.figure()) == Self.drawing("map"))
  }

  @Test func aMapOfClasses() throws {
    let map = HeatMap(
      title: "Recovery", caption: "By load.", columns: HeatMap.Labels(title: "load", names: ["10", "20"]),
      rows: HeatMap.Labels(title: "spike", names: ["2"]),
      cells: [[HeatMap.Cell(text: "stable", note: "0 of 40", shade: .kind(0)), .init(text: "–", shade: .none)]],
      legend: [HeatMap.LegendEntry(name: "stable", shade: .kind(0))])
    #expect(try Self.lines(map.figure()) == Self.drawing("classes"))
  }

  /// In the order of the inputs, one with an open end, one without an interval, one without a value.
  @Test func aResponse() throws {
    let chart = ResponseChart(
      title: "p99 by load", caption: "Curve.", inputTitle: "load", valueTitle: "p99", isLogarithmic: false,
      isJoined: true,
      points: [
        .init(input: 3, value: 8, interval: Interval(lower: 6, upper: .infinity)),
        .init(input: 1, value: 2, interval: Interval(lower: 1, upper: 3)), .init(input: 2, value: 4, interval: nil),
        .init(input: 4, value: .nan, interval: nil),
      ], inputText: { Number.short($0) }, valueText: { Number.duration($0) })
    #expect(try Self.lines(chart.figure()) == Self.drawing("response"))
  }

  @Test func aBarOfShares() throws {
    let bar = ShareBar(
      label: "Root", note: "mean 2 s",
      shares: [
        .init(name: "Service", color: "blue", share: 0.9, detail: "1.8 s"),
        .init(name: "Overhead", color: "ink", share: 0.1, detail: "0.2 s"),
        .init(name: "Wait", color: "slate", share: 0, detail: "0 s"),
      ])
    #expect(try Self.lines(bar.figure()) == Self.drawing("shares"))
  }
}
