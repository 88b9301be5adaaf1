package import JSON
import Prelude
package import Simulation
import StepFunctions

/// Whether two plans ask the same question, so that a difference of their answers is one of what is compared.
package enum Comparability {
  /// Why not, in words. What the paths in `named` change is meant to differ.
  package static func reasons(base: Plan, candidate: Plan, named: [String]) -> [String] {
    let keys = Set(named.map { String($0.prefix { $0 != "." }) })
    var reasons: [String] = []
    if !keys.contains("load") { reasons += load(base, candidate) }
    let profiles = [base, candidate].map(profile)
    if !keys.contains("region"), profiles[0] != profiles[1] {
      reasons.append("quotas of \(profiles[0]) against those of \(profiles[1])")
    }
    if keys.isDisjoint(with: ["load", "until", "warmup"]) {
      if base.warmup != candidate.warmup {
        reasons.append(
          "a warm-up of \(Number.span(base.warmup.seconds)) against \(Number.span(candidate.warmup.seconds))")
      }
      if base.horizon != candidate.horizon {
        reasons.append("runs that end \(words(base)) against \(words(candidate))")
      }
    }
    if !keys.contains("replications"), base.replications != candidate.replications {
      reasons.append("replications: \(base.replications) against \(candidate.replications)")
    }
    return reasons
  }

  /// The Region's. What a scenario sets itself is a difference that it names.
  private static func profile(_ plan: Plan) -> String { String(plan.quotaProfile.prefix { $0 != ";" }) }

  private static func words(_ plan: Plan) -> String {
    switch plan.horizon {
    case .drained: "when nothing is left to happen"
    case .at(let end): "after \(Number.span((end - .zero).seconds))"
    case .counted(let latest):
      "with the counted executions, after \(Number.span((latest - .zero).seconds)) at the latest"
    }
  }

  private static func load(_ base: Plan, _ candidate: Plan) -> [String] {
    guard base.load.count == candidate.load.count else {
      return ["\(base.load.count) streams of load against \(candidate.load.count)"]
    }
    return base.load.indices.compactMap { index in
      let (one, other) = (base.load[index], candidate.load[index])
      let names = (base.account.machines[one.machine].name, candidate.account.machines[other.machine].name)
      if names.0 != names.1 || one.isSync != other.isSync {
        return "load.\(index) starts \(names.0)\(one.isSync ? " by StartSyncExecution" : "")"
          + " against \(names.1)\(other.isSync ? " by StartSyncExecution" : "")"
      }
      if one.text != other.text { return "load.\(index) has \(one.text), against \(other.text)" }
      if !one.arrivals.hasRows(of: other.arrivals) { return "load.\(index) has other arrivals" }
      return one.input.text == other.input.text ? nil : "load.\(index) has other inputs"
    }
  }
}

extension LoadStream.Arrivals {
  /// Beyond what `text` says.
  fileprivate func hasRows(of other: Self) -> Bool {
    guard case .timetable(let one) = self, case .timetable(let two) = other else { return true }
    return one.rows.elementsEqual(two.rows) { $0.at == $1.at && $0.input?.text == $1.input?.text }
  }
}

extension ReportModel {
  /// Whether `summary.json`, less what names the run and what is expected of it, is the same.
  package func hasNumbers(of summary: JSON) -> Bool {
    JSONExporter.numbers(of: JSONExporter(model: self).summary()).text == JSONExporter.numbers(of: summary).text
  }
}
