import Foundation
import JSON
import Testing

@testable import JSONata

/// The official suite, from a folder outside this project: `$HEADROOM_CONFORMANCE`, or `../shared/conformance`.
///
/// Where JSONata 2.0.6, which AWS documents, answers in another way than the suite's version, that answer counts. Each
/// case runs twice: under its own limits, and under those of AWS, where only `SuiteCase.differsOnAWS` may differ.
@Suite struct SuiteTests {
  static var folder: URL {
    let named = ProcessInfo.processInfo.environment["HEADROOM_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/conformance")
    return (named ?? beside).appendingPathComponent("jsonata")
  }

  @Test func theOfficialSuite() throws {
    let cases = Self.folder.appendingPathComponent("cases")
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: cases.path).sorted() else {
      print("jsonata: skipped, there is no folder \(cases.path)")
      return
    }
    let datasets = try Self.read(Self.folder.appendingPathComponent("datasets.json"))
    let only = ProcessInfo.processInfo.environment["JSONATA_ONLY"]
    var (passed, failed, differing) = (0, 0, 0)
    for name in names where name.hasSuffix(".json") {
      guard case .array(let all) = try Self.read(cases.appendingPathComponent(name)) else { continue }
      for one in all.map({ SuiteCase(json: $0, datasets: datasets) }) {
        if let only, !one.id.contains(only) { continue }
        if one.differenceOnAWS != nil { differing += 1 }
        switch one.run() {
        case .passed: passed += 1
        case .failed(let got):
          failed += 1
          print("\(one.id): \(one.text.prefix(200))\n    expected \(one.expected.text.prefix(300))\n    got \(got)")
        }
      }
    }
    print("jsonata: \(passed) passed, \(failed) failed, \(differing) differ on AWS")
    #expect(failed == 0)
  }

  static func read(_ file: URL) throws -> JSON { try JSON.parse(Array(try Data(contentsOf: file))) }
}

struct SuiteCase {
  enum Outcome {
    case passed
    case failed(String)
  }

  let json: JSON
  let datasets: JSON

  var id: String { string("id") ?? "" }
  /// The answer of 2.0.6, where it is one of the language.
  var expected: JSON {
    let older = member(json, "answer_2.0.6")
    if let older, Self.hostFailures[id] == nil { return older }
    return member(json, "expected") ?? .null
  }
  var text: String { string("expr") ?? "UTF-16" }

  private func member(_ value: JSON, _ key: String) -> JSON? {
    if case .object(let members) = value { members[key] } else { nil }
  }

  private func string(_ key: String) -> String? {
    if case .string(let text)? = member(json, key) { text } else { nil }
  }

  private func integer(_ key: String) -> Int? {
    if case .integer(let value)? = member(json, key) { value } else { nil }
  }

  private var input: JSON? {
    if case .string(let name)? = member(json, "dataset") { return member(datasets, name) }
    return member(json, "data")
  }

  /// `step_functions` marks the cases of `$eval`, which Step Functions excludes.
  var differenceOnAWS: (code: String, reason: String)? {
    Self.differsOnAWS[id] ?? string("step_functions").map { ("T1006", $0) }
  }

  private static let limitsOfAWS = Limits(
    depth: 100, steps: 5_000_000, sequence: 873_782, text: 6_990_256, stack: 7_000_000)
  private static let libraryOfAWS = Library(hiding: ["eval"])

  private var ownLimits: Limits {
    var limits = Limits(stack: 7_000_000)
    // The suite's other limits of depth are those of its runner, not of the case.
    if let depth = integer("depth"), depth > 100 { limits.depth = depth }
    // Cases with a limit of time end by it.
    if integer("timelimit") == 1000 { limits.steps = 1_000_000 }
    return limits
  }

  private func evaluate(_ limits: Limits, _ library: Library) throws(JSONataError) -> JSON? {
    let expression: JSONata.Expression
    if case .array(let units)? = member(json, "expr_utf16") {
      let units = units.map { if case .integer(let unit) = $0 { UInt16(unit) } else { UInt16(0) } }
      expression = try JSONata.Expression(parsingUTF16: units, library: library)
    } else {
      expression = try JSONata.Expression(parsing: text, library: library)
    }
    var bindings: [String: JSON] = [:]
    if case .object(let members)? = member(json, "bindings") {
      for (key, value) in members { bindings[key] = value }
    }
    return try expression.evaluate(
      input, bindings: bindings, limits: limits, now: 1_500_000_000_000
    ) { 0.5 }
  }

  func run() -> Outcome {
    let own = compare(ownLimits, .standard, with: expected)
    guard case .passed = own else { return own }
    // A case that asks for more depth than AWS gives tells nothing of AWS.
    if differenceOnAWS == nil, let depth = integer("depth"), depth > 100 { return own }
    let difference = differenceOnAWS.map { JSON.object(["error": ["code": .string($0.code)]]) }
    return compare(Self.limitsOfAWS, Self.libraryOfAWS, with: difference ?? expected)
  }

  private func compare(_ limits: Limits, _ library: Library, with expected: JSON) -> Outcome {
    do throws(JSONataError) {
      let result = try evaluate(limits, library)
      if member(expected, "undefined") != nil { return result == nil ? .passed : .failed(result?.text ?? "") }
      guard let wanted = member(expected, "result") else { return .failed(result?.text ?? "undefined") }
      guard let result else { return .failed("undefined") }
      if case .bool(true)? = member(json, "unordered"), case .array(let a) = wanted, case .array(let b) = result {
        let sorted = a.map(\.text).sorted() == b.map(\.text).sorted()
        return sorted ? .passed : .failed(result.text)
      }
      return result == wanted ? .passed : .failed(String(result.text.prefix(300)))
    } catch {
      guard let wanted = member(expected, "error") else { return .failed("\(error) \(error.message)") }
      if case .string(let code)? = member(wanted, "code"), code != error.code { return .failed("\(error)") }
      if case .string(let token)? = member(wanted, "token"), token != error.token { return .failed("\(error)") }
      if case .string(let message)? = member(wanted, "message"), message != error.message {
        return .failed(error.message)
      }
      if case .integer(let position)? = member(wanted, "position"), position != error.position {
        return .failed("\(error)")
      }
      return .passed
    }
  }
}
