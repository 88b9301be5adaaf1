import JSON
import Simulation
import Statistics

extension Comparison {
  package enum Format: Sendable {
    case json, csv, markdown
    /// For a person.
    case page
    /// A test case for each gate metric.
    case junit
  }

  /// The files of its folder.
  package func files() -> [ReportFile] {
    [
      file("report.html", as: .page), file("compare.json", as: .json), file("compare.csv", as: .csv),
      file("compare.md", as: .markdown),
    ]
  }

  package func file(_ name: String, as format: Format) -> ReportFile {
    switch format {
    case .json: ReportFile(name) { json.prettyText + "\n" }
    case .csv: ReportFile(name) { csv }
    case .markdown: ReportFile(name) { markdown }
    case .page: ReportFile(name) { ComparisonPage(comparison: self).html }
    case .junit: ReportFile(name) { junit }
    }
  }

  private var csv: String {
    var table = CSVTable(columns: [
      "metric", "subject", "base", "candidate", "difference", "lower", "upper", "relative", "p", "p_adjusted",
      "correlation", "variance_reduction", "threshold", "verdict",
    ])
    for row in rows {
      let numbers = [
        row.base, row.candidate, row.difference, row.interval?.lower, row.interval?.upper, row.relative, row.pValue,
        row.adjustedPValue, row.correlation, row.varianceReduction, row.threshold,
      ]
      table.add(row: [row.what.quantity, row.what.subject] + numbers.map { Number.exact($0) } + [row.outcome.rawValue])
    }
    return String(decoding: table.take(), as: UTF8.self)
  }

  private var junit: String {
    JUnitSuite(
      name: "compare " + sides.base.facts.name,
      properties: [
        "version": version, "seed": String(sides.base.facts.seed),
        "replications": String(sides.base.values.count), "threshold": Number.exact(threshold),
      ],
      cases: gates.map { row in
        switch row.outcome {
        case .regressed:
          let place = row.place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
          return (row.name, .failed(type: "regression", message: row.sentence, text: place + row.sentence))
        case .inconclusive: return (row.name, .skipped(message: "inconclusive: " + row.sentence))
        case .improved, .withinNoise, .identical: return (row.name, .passed)
        }
      }
    ).text
  }
}

// MARK: JSON

extension Comparison {
  static let schemaVersion = 1

  private var json: JSON {
    .object([
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version),
      "verdict": .string(outcome.rawValue), "paired": .bool(sides.isPaired), "base": side(sides.base),
      "candidate": side(sides.candidate), "threshold": number(threshold), "confidence": number(Self.confidence),
      "gateConfidence": number(gateConfidence), "metrics": .array(rows.map(json)),
      "shapes": .array(
        shapes.map { .object(["machine": .string($0.machine), "distance": number($0.distance)]) }),
      "notes": .array(notes.map(JSON.string)),
    ])
  }

  private func side(_ run: ComparedRun) -> JSON {
    var side: JSONObject = [:]
    for name in ["scenario", "scenarioFile", "seed", "replications", "quotaProfile"] { side[name] = run.summary[name] }
    return .object(side)
  }

  private func json(_ row: ComparedRow) -> JSON {
    .object([
      "metric": .string(row.what.quantity), "subject": .string(row.what.subject), "gate": .bool(row.isGate),
      "unit": .string(row.what.reading.rawValue), "base": number(row.base), "candidate": number(row.candidate),
      "difference": number(row.difference), "lower": number(row.interval?.lower),
      "upper": number(row.interval?.upper), "relative": number(row.relative), "p": number(row.pValue),
      "pAdjusted": number(row.adjustedPValue), "correlation": number(row.correlation),
      "varianceReduction": number(row.varianceReduction), "verdict": .string(row.outcome.rawValue),
      "threshold": number(row.threshold), "note": row.note.map { .string($0) } ?? .null,
    ])
  }

  private func number(_ value: Double?) -> JSON { JSONExporter.number(value) }
}

// MARK: Markdown

extension Comparison {
  private var markdown: String {
    let mark =
      switch outcome {
      case .regressed: "❌"
      case .inconclusive: "⚠️"
      case .identical, .improved, .withinNoise: "✅"
      }
    var blocks = ["### \(mark) " + MarkdownExporter.plain(title)]
    blocks.append(table(gates))
    let changed = others.filter { $0.outcome != .identical }
    if !changed.isEmpty {
      let summary = "<summary>\(changed.count) other metrics, not corrected for \(others.count) comparisons</summary>"
      blocks += ["<details>" + summary, table(changed), "</details>"]
    }
    let remarks = notes + shapes.map(\.text) + [pairingText].compactMap(\.self)
    if !remarks.isEmpty { blocks.append(remarks.map { "- " + MarkdownExporter.plain($0) }.joined(separator: "\n")) }
    blocks.append(MarkdownExporter.plain(subtitle) + " · headroom " + MarkdownExporter.plain(version))
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func table(_ rows: [ComparedRow]) -> String {
    MarkdownExporter.table(
      ["metric", "verdict", "base", "candidate", "change (95 %)", "p"],
      rows.map { row in
        [MarkdownExporter.code(row.name), row.outcome.rawValue]
          + [row.baseText, row.candidateText, row.changeText, row.pText].map(MarkdownExporter.plain)
      }, texts: 2)
  }
}
