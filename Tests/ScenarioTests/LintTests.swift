import JSON
import StatesLanguage
import Testing

@testable import Scenario

@Suite struct LintTests {
  static let root = #"""
    {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "End": true,
      "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Child"},
        "Retry": [{"ErrorEquals": ["StepFunctions.AWSStepFunctionsException"], "MaxAttempts": 3}]}}}}}}
    """#

  static func warnings(_ more: String, child: String = "STANDARD", count: Int = 1) throws -> [String] {
    let folder = try Sample.folder(["root.asl.json": root])
    let yaml = """
      region: us-east-1
      stateMachines: { Root: { definition: root.asl.json }, Child: { definition: pass.asl.json, type: \(child) } }
      load: [ { start: Root, arrivals: { burst: \(count) }, input: { items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } } ]
      \(more)
      """
    let (_, found) = ScenarioReader.read(bytes: Array(yaml.utf8), file: folder.path + "s.yaml", lints: true)
    return found.filter { $0.rule != "load.full-history" }.map {
      "\($0.severity.rawValue) \($0.position.line):\($0.position.column) \($0.message)"
    }
  }

  /// Delays of 1, 2 and 4 seconds against the tokens of the scenario: 10 calls of each execution.
  @Test func theScenarioDecides() throws {
    #expect(try Self.warnings("").isEmpty)
    let small = "quotas: { StartExecution: { bucket: 5, refill: 1/m } }"
    #expect(try Self.warnings(small).count == 1)
    #expect(try Self.warnings(small)[0].hasPrefix("warning 5:15 the burst of Root makes 1 × 11 StartExecution calls"))
    let slow = "quotas: { StartExecution: { bucket: 40, refill: 1/s } }"
    #expect(try Self.warnings(slow).isEmpty)
    let burst = "makes 8 × 11 StartExecution calls (Root 1, Child 10) = 88 calls; with 40 tokens and 1/s more"
    #expect(try Self.warnings(slow, count: 8)[0].contains(burst))
    // Of eight hundred nearly all are refused before they can start anything.
    #expect(try Self.warnings(slow, count: 800)[0].contains("the outside callers do not call again: some 95 %"))
    #expect(try Self.warnings("quotas: { StartExecution: unlimited }", count: 800).isEmpty)
    #expect(try Self.warnings("quotas: { HistoryEvents: 80 }")[0].contains("2 + 4 + 10 items × (2 + 6) = 86"))
    #expect(try Self.warnings("throttleError: Slow")[0].contains("matches \"Slow\""))
  }

  @Test func theCommittedScenariosHaveNone() throws {
    for name in ["callback", "hello-nested", "nested-fanout", "steady-poisson"] {
      var files = FileSnapshot()
      let file = CommittedScenarioTests.folder + name + ".yaml"
      let (plan, found) = try ScenarioReader.read(file: file, from: &files, lints: true)
      #expect(plan != nil && found.isEmpty, "\(name): \(found.map(\.text))")
    }
  }
}
