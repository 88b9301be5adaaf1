import JSON
package import Report
import Statistics

extension Recovery {
  /// The files of its folder.
  package func files() -> [ReportFile] {
    [
      ReportFile("report.html") { RecoveryPage(recovery: self).html },
      ReportFile("recovery.json") { jsonText }, ReportFile("recovery.csv") { csv },
      ReportFile("goodput.csv") { goodput },
    ]
  }

  package var jsonText: String { json.prettyText + "\n" }

  private var csv: String {
    var table = CSVTable(columns: [
      "load", "policy", "cell", "not_recovered", "not_recovered_lower", "not_recovered_upper", "median_seconds",
      "median_lower_seconds", "median_upper_seconds", "replications",
    ])
    for cell in cells {
      let bounds = cell.times.medianBounds
      let numbers = [
        cell.share, cell.interval.lower, cell.interval.upper, cell.times.median,
        cell.times.median == nil ? nil : bounds.lower, cell.times.median == nil ? nil : bounds.upper,
      ]
      table.add(
        row: [cell.changes(ofLoad: true), cell.changes(ofLoad: false), cell.kind.rawValue]
          + numbers.map { Number.exact($0) } + [String(cell.replications)])
    }
    return String(decoding: table.take(), as: UTF8.self)
  }

  /// A row for each step of each cell's time: what outside callers got, per second.
  private var goodput: String {
    var table = CSVTable(columns: [
      "load", "policy", "time_seconds", "width_seconds", "undisturbed_per_second", "disturbed_per_second",
    ])
    for cell in cells {
      let lead = [cell.changes(ofLoad: true), cell.changes(ofLoad: false)]
      for (place, values) in zip(cell.undisturbedGoodput, cell.disturbedGoodput).enumerated() {
        let numbers = [Double(place) * cell.step, cell.step, values.0, values.1]
        table.add(row: lead + numbers.map { Number.exact($0) })
      }
    }
    return String(decoding: table.take(), as: UTF8.self)
  }

  // MARK: JSON

  static let schemaVersion = 1

  private var json: JSON {
    .object([
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version), "scenario": .string(name),
      "seed": .string(String(seed)), "replications": .integer(replications),
      "disturbance": [
        "parts": .array(disturbance.parts.map(JSON.string)), "fromSeconds": number(disturbance.from),
        "untilSeconds": number(disturbance.until), "horizonSeconds": number(disturbance.horizon),
      ],
      "conclusions": .array(conclusions.map(JSON.string)),
      "boundaries": .array(
        boundaries.map { boundary in
          [
            "path": .string(axes.first?.path ?? ""), "below": .string(boundary.below.rawValue),
            "above": .string(boundary.above.rawValue), "last": .string(boundary.last), "first": .string(boundary.first),
          ]
        }),
      "cells": .array(cells.map(json)),
    ])
  }

  private func json(_ cell: RecoveryCell) -> JSON {
    let bounds = cell.times.medianBounds
    return [
      "changes": .object(
        JSONObject(uniqueMembers: cell.changes.map { ($0.path, .string($0.value)) })),
      "cell": .string(cell.kind.rawValue),
      "replications": .integer(cell.replications), "notRecovered": .integer(cell.notRecovered),
      "notRecoveredRatio": number(cell.share),
      "notRecoveredInterval": ["lower": number(cell.interval.lower), "upper": number(cell.interval.upper)],
      "calmSeconds": number(cell.calm), "medianSeconds": number(cell.times.median),
      "medianInterval": ["lower": number(bounds.lower), "upper": number(bounds.upper)],
      "survival": .array(
        cell.times.steps.map { step in
          [
            "seconds": number(step.time), "survival": number(step.survival), "lower": number(step.interval.lower),
            "upper": number(step.interval.upper),
          ]
        }),
    ]
  }

  private func number(_ value: Double?) -> JSON { JSONExporter.number(value) }
}
