package import JSON
package import Report
import Simulation
import Statistics

extension CapacityAnswer {
  static let schemaVersion = 1

  /// The files of its folder.
  package func files() -> [ReportFile] {
    [
      ReportFile("report.html") { CapacityPage(answer: self).html },
      ReportFile("capacity.json") { json.prettyText + "\n" }, ReportFile("capacity.csv") { csv },
    ]
  }

  private func number(_ value: Double?) -> JSON { JSONExporter.number(value) }

  // MARK: CSV

  private var csv: String {
    var table = CSVTable(columns: ["load", "replications", "look", "metric", "value", "lower", "upper", "verdict"])
    for tested in bounds.tested {
      for (index, look) in tested.looks.enumerated() {
        for judged in look.evidence.judged {
          let verdict = judged.verdict
          table.add(
            row: [
              Number.exact(tested.load), String(look.replications), String(index + 1), verdict.text,
              Number.exact(verdict.value), Number.exact(verdict.interval?.lower), Number.exact(verdict.interval?.upper),
              verdict.outcome.words,
            ])
        }
        if look.evidence.backlog != nil {
          table.add(
            row: [
              Number.exact(tested.load), String(look.replications), String(index + 1), "backlog", "", "", "", "not met",
            ])
        }
      }
    }
    return String(decoding: table.take(), as: UTF8.self)
  }

  // MARK: JSON

  package var json: JSON {
    .object([
      "schemaVersion": .integer(Self.schemaVersion), "version": .string(version), "scenario": .string(name),
      "scenarioFile": .string(file), "seed": .string(String(seed)), "answer": .string(headline),
      "outcome": .string(outcomeName), "path": .string(path), "unit": .string(scale.unit),
      "range": .object(["lower": number(scale.low), "upper": number(scale.high)]),
      "target": number(target?.load), "confidence": number(aim.confidence), "resolution": number(aim.resolution),
      "lower": number(bounds.lower), "upper": number(bounds.upper), "monotone": .bool(bounds.isMonotone),
      "metastable": metastability.map(json) ?? .null,
      "violators": .array(bounds.violators.map { number($0.load) }),
      "expectations": .array(expectations.judged.map { .string($0.text) }),
      "leftOut": .array(
        expectations.leftOut.map { .object(["expectation": .string($0.text), "reason": .string($0.reason)]) }),
      "loads": .integer(bounds.tested.count), "replications": .integer(bounds.replications),
      "fluid": .array(fluid.map(json)), "binding": .array(bindingJSON), "effects": .array(effects.map(json)),
      "headroom": .array(headroom.map(json)), "increases": increasesJSON,
    ])
  }

  private var outcomeName: String {
    switch outcome {
    case .found: "found"
    case .undecided: "undecided"
    case .targetMissed: "target missed"
    }
  }

  private func json(_ state: Metastability) -> JSON {
    .object([
      "load": number(state.load), "expectation": .string(state.expectation),
      "share": number(state.groups.upperShare), "lowerMean": number(state.groups.lowerMean),
      "upperMean": number(state.groups.upperMean),
    ])
  }

  private func json(_ bound: FluidBound) -> JSON {
    .object([
      "limit": .string(bound.limit.name), "perRoot": number(bound.limit.perRoot),
      "seconds": number(bound.limit.seconds), "supply": number(bound.limit.supply),
      "burst": number(bound.limit.burst), "load": number(bound.load),
    ])
  }

  private var bindingJSON: [JSON] {
    guard let binding else { return [] }
    return binding.names.indices.map { index in
      let place = binding.places[index]
      return .object([
        "limit": .string(binding.names[index]), "load": number(binding.load),
        "hard": .bool(binding.limits[index].isHard), "together": .bool(binding.names.count > 1),
        "machine": place.map { .string($0.machine) } ?? .null, "depth": place.map { .integer($0.depth) } ?? .null,
        "state": place?.state.map { .string($0) } ?? .null, "refused": number(place?.refused),
        "backoffSeconds": number(place?.backoff),
      ])
    }
  }

  private func json(_ effect: BindingSearch.Effect) -> JSON {
    let interval = effect.difference?.interval()
    return .object([
      "limits": .array(effect.limits.map { limit in .string(limitName(limit)) }),
      "factor": number(effect.factor), "expectation": effect.expectation.map { .string($0) } ?? .null,
      "base": number(effect.difference?.base),
      "raised": number(effect.difference?.candidate), "difference": number(effect.difference?.value),
      "lower": number(interval?.lower), "upper": number(interval?.upper), "p": number(effect.pValue),
      "pAdjusted": number(effect.adjustedPValue), "significant": .bool(effect.isSignificant),
      "enough": .bool(effect.isEnough),
    ])
  }

  private func json(_ headroom: Headroom) -> JSON {
    let interval = headroom.used.interval()
    return .object([
      "limit": .string(headroom.name), "used": number(headroom.used.mean), "headroom": number(1 - headroom.used.mean),
      "lower": number(interval.map { 1 - $0.upper }), "upper": number(interval.map { 1 - $0.lower }),
      "hard": .bool(headroom.limit.isHard),
    ])
  }

  private var increasesJSON: JSON {
    guard let target, let increases = target.increases else { return target == nil ? .array([]) : .null }
    return .array(
      increases.map { increase in
        .object([
          "limit": .string(increase.name), "present": number(increase.present), "wanted": number(increase.wanted),
          "unit": .string(increase.unit), "quota": increase.code.map { .string($0.name) } ?? .null,
          "serviceCode": increase.code.map { .string($0.service) } ?? .null,
          "quotaCode": increase.code?.code.map { .string($0) } ?? .null, "set": .string(increase.change.text),
          "request": request(increase).map { .string($0) } ?? .null,
        ])
      })
  }
}
