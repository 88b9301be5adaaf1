import Prelude
import Simulation

/// A test case for each expectation, as CI systems show them: one that is not met is a failure, an undecided one is
/// skipped. Valid against the schemas of Jenkins (junit-10.xsd) and of Ant (JUnit.xsd).
struct JUnitExporter {
  let model: ReportModel

  var text: String {
    func count(_ outcome: Verdict.Outcome) -> String { String(model.verdicts.count { $0.outcome == outcome }) }
    // Ant's schema demands a time and a host; real ones would make two equal results differ.
    let suite = Markup(
      "testsuite",
      [
        "name": model.plan.name, "package": "headroom", "id": "0", "tests": String(model.verdicts.count),
        "failures": count(.notMet), "errors": "0", "skipped": count(.undecided), "time": "0",
        "timestamp": "1970-01-01T00:00:00", "hostname": "localhost",
      ], [properties] + model.verdicts.map(testCase) + [Markup("system-out", [:], []), Markup("system-err", [:], [])])
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Markup("testsuites", suite).html + "\n"
  }

  private var properties: Markup {
    func property(_ name: String, _ value: String) -> Markup { Markup("property", ["name": name, "value": value]) }
    return Markup(
      "properties", property("version", model.version), property("seed", String(model.plan.seed)),
      property("replications", String(model.recordings.count)), property("quotaProfile", model.plan.quotaProfile))
  }

  private func testCase(_ verdict: Verdict) -> Markup {
    let attributes: KeyValuePairs = ["name": verdict.text, "classname": model.plan.name, "time": "0"]
    switch verdict.outcome {
    case .met: return Markup("testcase", attributes)
    case .notMet:
      let message = "measured: \(verdict.measured)"
      let place = verdict.place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
      return Markup(
        "testcase", attributes,
        Markup("failure", ["type": "expectation", "message": message], "\(place)\(verdict.text), \(message)"))
    case .undecided:
      return Markup("testcase", attributes, Markup("skipped", ["message": "undecided: \(verdict.measured)"]))
    }
  }
}
