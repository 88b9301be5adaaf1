/// What outside callers got out of two runs that differ in a disturbance alone.
package enum GoodputChart {
  /// Values per second, `step` seconds each.
  package static func figure(
    _ title: String, _ caption: String, undisturbed: [Double], disturbed: [Double], step: Double
  ) -> Markup {
    let count = max(undisturbed.count, disturbed.count)
    func padded(_ values: [Double]) -> [Double] { values + [Double](repeating: 0, count: count - values.count) }
    return TimeChart(
      title: title, caption: caption, unit: "executions per second",
      lines: [
        .init(name: "disturbed", color: "green", isFilled: true, values: padded(disturbed)),
        .init(name: "undisturbed", color: "slate", isFilled: false, values: padded(undisturbed)),
      ], step: step, height: 190
    ).figure()
  }
}
