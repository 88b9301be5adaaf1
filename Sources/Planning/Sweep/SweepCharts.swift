import Report
import Statistics

/// A curve of one varied place, a map of each pair of several.
struct SweepCharts {
  let answer: SweepAnswer

  private static let mostPairs = 6
  /// Of a range, in a map.
  private static let mostBands = 5

  private var design: SweepDesign { answer.sweep.design }

  var figures: [Markup] {
    let paths = Array(design.variations.indices)
    let pairs = paths.flatMap { row in paths.filter { $0 > row }.map { (row, $0) } }
    return answer.shown.flatMap { metric in
      pairs.prefix(Self.mostPairs).map { map(metric, rows: $0.0, columns: $0.1) }
        + paths.filter { !design.isNominal[$0] && (paths.count == 1 || isRange($0)) }.map { curve(metric, $0) }
    }
  }

  private func isRange(_ path: Int) -> Bool {
    if case .range = design.variations[path].values { true } else { false }
  }

  // MARK: Maps

  /// Values of one place, as rows or columns: those of a list, or bands of a range.
  private struct Groups {
    var names: [String]
    /// Of each point.
    var places: [Int]
  }

  private func groups(_ path: Int) -> Groups {
    let points = design.points
    switch design.variations[path].values {
    case .list(let values):
      return Groups(
        names: values,
        places: points.map { point in values.firstIndex(of: point.values[path]) ?? 0 })
    case .range: return bands(path)
    }
  }

  /// As many points in each band as can be; equal values share one.
  private func bands(_ path: Int) -> Groups {
    let points = design.points
    let order = points.indices.sorted { (points[$0].inputs[path], $0) < (points[$1].inputs[path], $1) }
    let count = min(Self.mostBands, Set(points.map { $0.inputs[path] }).count)
    var places = [Int](repeating: 0, count: points.count)
    var members = [[Int]](repeating: [], count: count)
    for (rank, point) in order.enumerated() {
      let before = rank > 0 ? order[rank - 1] : point
      let isSame = rank > 0 && points[before].inputs[path] == points[point].inputs[path]
      places[point] = isSame ? places[before] : rank * count / points.count
      members[places[point]].append(point)
    }
    let names = members.map { found in
      let ends = [found.first, found.last].compactMap { $0.map { points[$0].values[path] } }
      return ends.isEmpty ? Number.none : ends[0] == ends[1] ? ends[0] : ends.joined(separator: " – ")
    }
    return Groups(names: names, places: places)
  }

  private func map(_ metric: Int, rows: Int, columns: Int) -> Markup {
    let (down, across) = (groups(rows), groups(columns))
    var values = [[[Double]]](
      repeating: [[Double]](repeating: [], count: across.names.count), count: down.names.count)
    for (point, row) in answer.results.enumerated() where !row[metric].value.isNaN {
      values[down.places[point]][across.places[point]].append(row[metric].value)
    }
    let means = values.map { row in
      row.map { found in found.isEmpty ? nil : found.reduce(0, +) / Double(found.count) }
    }
    let most = values.joined().map(\.count).max() ?? 0
    let measured = answer.sweep.metrics[metric]
    let names = answer.shortPaths
    return HeatMap(
      title: "\(measured.name) by \(names[rows]) and \(names[columns])",
      caption: most > 1 ? "Each cell is the mean of the points in it, at most \(most)." : "Each cell is a point.",
      columns: HeatMap.Labels(title: names[columns], names: across.names),
      // The largest on top, as in a chart.
      rows: HeatMap.Labels(title: names[rows], names: down.names.reversed()), values: means.reversed(),
      text: { measured.text($0) }
    ).figure()
  }

  // MARK: Curves

  private func curve(_ metric: Int, _ path: Int) -> Markup {
    let measured = answer.sweep.metrics[metric]
    let isAlone = design.variations.count == 1
    let unit = Self.unit(design.points.first?.values[path] ?? "")
    var isLogarithmic = false
    if case .range(let scale) = design.variations[path].values { isLogarithmic = scale.isLogarithmic }
    return ResponseChart(
      title: "\(measured.name) by \(answer.shortPaths[path])",
      caption: isAlone
        ? "With 95 % intervals." : "All points, whatever the other values are at them, with 95 % intervals.",
      inputTitle: answer.shortPaths[path], valueTitle: measured.name, isLogarithmic: isLogarithmic, isJoined: isAlone,
      points: answer.results.indices.map { point in
        let found = answer.results[point][metric]
        return ResponseChart.Point(
          input: design.points[point].inputs[path], value: found.value, interval: found.interval)
      },
      inputText: { unit.text($0) }, valueText: { $0 < 0 ? "−" + measured.text(-$0) : measured.text($0) }
    ).figure()
  }

  /// What the numbers of a quantity are read as.
  private enum Unit {
    case plain, seconds, perSecond

    func text(_ value: Double) -> String {
      switch self {
      case .plain: value < 0 ? "−" + Number.count(-value) : Number.count(value)
      case .seconds: Number.span(value)
      case .perSecond: Number.significant(value, 3) + "/s"
      }
    }
  }

  private static func unit(_ value: String) -> Unit {
    let unit = value.drop { $0.isNumber || "+-.eE".contains($0) }
    if unit.contains("/") { return .perSecond }
    return ["ns", "us", "ms", "s", "m", "h"].contains(unit) ? .seconds : .plain
  }
}
