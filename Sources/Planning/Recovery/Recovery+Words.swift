import Report
import Statistics

extension RecoveryCell {
  /// `40/s, NONE`: the values that make it.
  var name: String { changes.isEmpty ? "as it is" : changes.map(\.value).joined(separator: ", ") }

  var shareText: String { "\(Number.percent(share)) (\(Number.percents(interval)))" }

  /// Seconds after the disturbance.
  var medianText: String {
    guard let median = times.median else { return Number.none }
    let bounds = times.medianBounds
    let upper = bounds.upper.map { Number.duration($0) } ?? "∞"
    return "\(Number.duration(median)) (\(bounds.lower.map { Number.duration($0) } ?? "0 s") – \(upper))"
  }

  /// Changes of the load, and of all else.
  func changes(ofLoad isOfLoad: Bool) -> String {
    changes.filter { $0.path.hasPrefix("load.") == isOfLoad }.map(\.text).joined(separator: " ")
  }
}

extension Recovery {
  var title: String { "\(name): does it come back?" }

  var subtitle: String {
    "\(replications) replications, seed \(seed), each with and without the disturbance, by the same draws"
  }

  var disturbanceText: String {
    let parts = disturbance.parts.joined(separator: ", ")
    return "\(parts), from \(Number.span(disturbance.from)) to \(Number.span(disturbance.until)); watched until "
      + Number.span(disturbance.horizon)
  }

  /// What the map comes to, in sentences.
  var conclusions: [String] {
    var found: [String] = boundaries.map { boundary in
      let path = axes.first?.path ?? ""
      return "\(path): \(boundary.below.rawValue) up to \(boundary.last), \(boundary.above.rawValue) from "
        + "\(boundary.first) on."
    }
    if boundaries.isEmpty, axes.count == 1, case .range = axes[0].values, let cell = cells.first {
      found.append("\(axes[0].path): \(cell.kind.rawValue) at both ends, and no boundary was looked for between them.")
    }
    let counts = RecoveryCell.Class.allCases.compactMap { kind in
      let count = cells.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    if cells.count > 1 { found.append("Of \(cells.count) cells: \(counts.joined(separator: ", ")).") }
    if let cell = cells.first, cells.count == 1 { found.append(Self.sentence(cell)) }
    if replications < 72, cells.contains(where: { $0.kind == .vulnerable && $0.notRecovered == 0 }) {
      found.append(
        "Of \(replications) replications none failed to recover, which is too few to be stable: it takes 72.")
    }
    return found
  }

  private static func sentence(_ cell: RecoveryCell) -> String {
    switch cell.kind {
    case .stable: "It comes back, half of the time within \(cell.medianText) of the disturbance's end."
    case .vulnerable: "In \(cell.shareText) of the runs it had not come back when the load ended."
    case .metastable: "It stays down: in \(cell.shareText) of the runs it had not come back when the load ended."
    case .overloaded: "In most of the runs its backlog grows without any disturbance: there is nothing to come back to."
    }
  }
}
