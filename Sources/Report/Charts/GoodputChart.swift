/// What outside callers got out of two runs that differ in a disturbance alone.
package enum GoodputChart {
  /// As many values of both, per second, `step` seconds each.
  package static func figure(
    _ title: String, _ caption: String, undisturbed: [Double], disturbed: [Double], step: Double
  ) -> Markup {
    TimeChart(
      title: title, caption: caption, unit: "executions per second",
      lines: [
        .init(name: "disturbed", color: "green", isFilled: true, values: disturbed),
        .init(name: "undisturbed", color: "slate", isFilled: false, values: undisturbed),
      ], step: step, height: 190
    ).figure()
  }
}
