// Scenario: a YAML file and what it names (definitions, inputs, traces) become one Plan, or a list of located problems.
// The reader is strict, reports every problem at once, and parses scalars itself: YAML 1.1 would read `yes` as true,
// `12:30:45` as 45045 and `0o17` as 15.

import Digest
import Foundation
package import JSON
package import Simulation
package import StatesLanguage
import StepFunctions

/// Reads scenario files.
package enum ScenarioReader {
  /// Scenarios are known by their extension; every other file is a state machine's definition, and so is a YAML file
  /// that is named `.asl.yaml`.
  package static func isScenario(file: String) -> Bool {
    let name = file.lowercased()
    return isYAML(file: file) && ![".asl.yaml", ".asl.yml"].contains { name.hasSuffix($0) }
  }

  /// Whether a YAML file that may be anything is one.
  package static func isScenario(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { line in
      ["stateMachines:", "\"stateMachines\":"].contains { line.starts(with: $0.utf8) }
    }
  }

  static func isYAML(file: String) -> Bool {
    let name = file.lowercased()
    return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  /// Reads `file` and everything that it names, relative to its folder; what `files` knows is taken from there, and
  /// what is read is added. `sets` replace values of the YAML tree before it is read: dotted paths such as
  /// `quotas.StartExecution.refill`. The plan is nil where a diagnostic is an error. With `lints`, a plan comes with
  /// the lint of its definitions under the scenario's quotas and load, without the warnings of the rules in
  /// `silenced` and of those that the scenario silences. Fails where the scenario itself cannot be read.
  package static func read(
    file: String, from files: inout FileSnapshot, sets: [(path: String, value: String)] = [], lints: Bool = false,
    silenced: Set<String> = []
  ) throws(FileFailure) -> (plan: Plan?, diagnostics: [Diagnostic]) {
    let bytes = try files.bytes(of: file)
    let reading = Reading(file: file, files: files)
    defer { files = reading.files }
    var reader = PlanReader(reading)
    var plan = reader.plan(bytes: bytes, sets: sets)
    plan?.source = Plan.Source(path: file, hash: Digest.hex(algorithm: .sha256, of: bytes))
    if plan != nil { plan?.source?.files = reading.files.contents(besides: file) }
    if lints, let plan { reader.lint(plan) }
    return (reading.failed ? nil : plan, reading.problems.silencing(silenced.union(reader.silenced)))
  }

  /// The same for text that is already in memory; `file` names it in diagnostics and places it for relative paths.
  package static func read(
    bytes: [UInt8], file: String, sets: [(path: String, value: String)] = [], lints: Bool = false,
    silenced: Set<String> = []
  ) -> (plan: Plan?, diagnostics: [Diagnostic]) {
    var files = FileSnapshot()
    files.assume(bytes, of: file)
    do throws(FileFailure) {
      return try read(file: file, from: &files, sets: sets, lints: lints, silenced: silenced)
    } catch {
      // It is in the snapshot.
      return (nil, [])
    }
  }
}

extension ScenarioReader {
  /// `path=value`, as `--set` takes it, at its first equals sign that stands in no quoted name; nil: it is none.
  package static func splitAssignment(_ argument: String) -> (path: String, value: String)? {
    Override.split(argument)
  }

  /// The names of a path such as `services."a.b".latency`, without their quotes; nil: it is none.
  package static func names(ofPath path: String) -> [String]? { Override.segments(of: path) }

  /// A value that is written as scenarios write it, such as `{ burst: 10 }`; nil: it is no YAML.
  package static func json(_ yaml: String) -> JSON? {
    let reading = Reading(file: "", files: FileSnapshot())
    guard let node = (try? YAMLText.parse(yaml, file: "")) ?? nil else { return nil }
    let json = Cursor(node: node, path: "", reading: reading).json()
    return reading.failed ? nil : json
  }

  /// A name as a path has it.
  package static func pathName(_ name: String) -> String {
    let isPlain = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    return isPlain ? name : "\"" + name + "\""
  }

  /// The metrics that an option names as expectations do: `Root.latency.p99`. What is wrong with the first that is
  /// wrong is thrown.
  package static func metrics(
    _ names: [String], of plan: Plan, option: String
  ) throws(Diagnostic) -> [Expectation] {
    try read(names, of: plan, option) { $0.metric($1) }
  }

  /// Lines that an option gives in place of what a scenario expects: `Root.latency.p99 < 30s`. What is wrong with the
  /// first that is wrong is thrown.
  package static func expectations(
    _ lines: [String], of plan: Plan, option: String
  ) throws(Diagnostic) -> [Expectation] {
    try read(lines, of: plan, option) { $0.expectation($1, $0.lines) }
  }

  private static func read(
    _ texts: [String], of plan: Plan, _ option: String, _ found: (ExpectationReader, String) -> Expectation?
  ) throws(Diagnostic) -> [Expectation] {
    var expectations: [Expectation] = []
    for text in texts {
      let reading = Reading(file: option, files: FileSnapshot())
      let node = Node(place: reading.top, content: .scalar(text, isPlain: true))
      let reader = ExpectationReader(
        machines: plan.account.machines.map(\.name), tasks: plan.account.machines.map(\.definition.taskNames),
        lines: Cursor(node: node, path: "the metric", reading: reading), historyEvents: nil,
        windows: WindowReader(plan))
      let expectation = found(reader, text)
      if let problem = reading.problems.first { throw problem }
      if let expectation { expectations.append(expectation) }
    }
    return expectations
  }
}
