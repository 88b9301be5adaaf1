/// Test cases as CI systems show them. Valid against the schemas of Jenkins (junit-10.xsd) and of Ant (JUnit.xsd).
struct JUnitSuite {
  enum Outcome {
    case passed
    case failed(type: String, message: String, text: String)
    case skipped(message: String)
  }
  let name: String
  let properties: KeyValuePairs<String, String>
  let cases: [(name: String, outcome: Outcome)]

  var text: String {
    let (failures, skipped) = cases.reduce((0, 0)) { counts, one in
      switch one.outcome {
      case .passed: counts
      case .failed: (counts.0 + 1, counts.1)
      case .skipped: (counts.0, counts.1 + 1)
      }
    }
    let properties = Markup("properties", properties.map { Markup("property", ["name": $0, "value": $1]) })
    // Ant's schema demands a time and a host; real ones would make two equal results differ.
    let suite = Markup(
      "testsuite",
      [
        "name": name, "package": "headroom", "id": "0", "tests": String(cases.count), "failures": String(failures),
        "errors": "0", "skipped": String(skipped), "time": "0", "timestamp": "1970-01-01T00:00:00",
        "hostname": "localhost",
      ],
      [properties] + cases.map { testCase($0.name, $0.outcome) }
        + [Markup("system-out", [:], []), Markup("system-err", [:], [])])
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Markup("testsuites", suite).html + "\n"
  }

  private func testCase(_ name: String, _ outcome: Outcome) -> Markup {
    let attributes: KeyValuePairs = ["name": name, "classname": self.name, "time": "0"]
    switch outcome {
    case .passed: return Markup("testcase", attributes)
    case .failed(let type, let message, let text):
      return Markup("testcase", attributes, Markup("failure", ["type": type, "message": message], Markup(text)))
    case .skipped(let message): return Markup("testcase", attributes, Markup("skipped", ["message": message]))
    }
  }
}
