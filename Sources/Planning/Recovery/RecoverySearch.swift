/// What is known of the classes along a range.
struct RecoverySearch {
  /// In ascending order of the values.
  private(set) var cells: [(value: Double, cell: RecoveryCell)] = []

  mutating func add(_ value: Double, _ cell: RecoveryCell) {
    let place = cells.firstIndex { $0.value > value } ?? cells.count
    cells.insert((value, cell), at: place)
  }

  /// Halfway between two neighbours of different classes that are further apart than `resolution`: the pair that lies
  /// first. Nil: there is none.
  func next(_ scale: Variation.Scale, resolution: Double) -> Double? {
    for (one, other) in zip(cells, cells.dropFirst()) where one.cell.kind != other.cell.kind {
      let middle =
        scale.isLogarithmic ? (one.value * other.value).squareRoot() : (one.value + other.value) / 2
      let value = scale.isWhole ? middle.rounded() : middle
      guard other.value - one.value > resolution, value > one.value, value < other.value else { continue }
      return value
    }
    return nil
  }

  func boundaries(_ scale: Variation.Scale) -> [Recovery.Boundary] {
    zip(cells, cells.dropFirst()).compactMap { one, other in
      guard one.cell.kind != other.cell.kind else { return nil }
      return Recovery.Boundary(
        below: one.cell.kind, above: other.cell.kind, last: scale.text(one.value), first: scale.text(other.value))
    }
  }
}

extension RecoveryStudy {
  /// Bisection: a class that begins and ends between two values that are looked at is not seen. There are at most as
  /// many boundaries as classes, but for chance.
  func search(_ scale: Variation.Scale, path: String) async throws -> RecoverySearch {
    var search = RecoverySearch()
    func look(_ value: Double) async throws {
      search.add(value, try await cell([VariedScenario.Change(path: path, value: scale.text(value))]))
    }
    try await look(scale.low)
    try await look(scale.high)
    let resolution = (scale.high - scale.low) / Recovery.resolution
    let most = 3 * 6
    while search.cells.count < most, let value = search.next(scale, resolution: resolution) { try await look(value) }
    return search
  }
}
