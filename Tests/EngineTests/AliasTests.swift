import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Starts by the ARN of a version or an alias.
@Suite struct AliasTests {
  /// `Child` with two versions, and an alias that routes to both.
  static func account(_ parent: String, weights: (Int, Int)) throws -> AccountModel {
    func child(_ answer: String) -> String {
      Story.states("Answer", "\"Answer\": {\"Type\": \"Pass\", \"Result\": \(answer), \"End\": true}")
    }
    let texts = ["Child": child("0"), "Child:1": child("1"), "Child:2": child("2")]
    var machines = try Story.account(parent, children: texts, quotas: Story.quotas()).machines
    for index in machines.indices where machines[index].name.contains(":") {
      machines[index].arn = ARNs.machine("Child")
      machines[index].version = String(machines[index].name.suffix(1))
    }
    var account = AccountModel(
      region: "us-east-1", machines: machines, services: [], quotas: Story.quotas(), overheads: .none)
    account.quotas.payloadBytes = nil
    account.aliases = [
      AliasModel(
        name: "Child:live", routes: [.init(machine: 2, weight: weights.0), .init(machine: 3, weight: weights.1)])
    ]
    return account
  }

  static func run(_ states: String, start: String = "Start", input: JSON = [:], weights: (Int, Int) = (100, 0)) throws
    -> LocalExecution.Outcome
  {
    let account = try account(Story.states(start, states), weights: weights)
    let execution = LocalExecution(account: account, machine: 0, input: input, name: "story", history: true)
    return try execution.run { _ in nil }
  }

  @Test(
    arguments: [
      ("Child", 0, nil, nil), ("Child:1", 1, nil, "1"), ("Child:2", 2, nil, "2"), ("Child:live", 1, "live", "1"),
    ] as [(String, JSON, String?, String?)])
  func theDescriptionNamesAliasAndVersion(machine: String, output: JSON, alias: String?, version: String?) throws {
    let parameters = #""Input": {}, "Name": "n""#
    let description = try #require(
      try Self.run(NestedTests.start(".sync:2", parameters: parameters, machine: machine)).output)
    #expect(description["Output"] == output)
    #expect(description["StateMachineArn"]?.string == ARNs.machine("Child"))
    #expect(description["StateMachineAliasArn"]?.string == alias.map { ARNs.machine("Child:\($0)") })
    #expect(description["StateMachineVersionArn"]?.string == version.map { ARNs.machine("Child:\($0)") })
    #expect(description["ExecutionArn"] == "arn:aws:states:us-east-1:123456789012:execution:Child:n")
  }

  @Test(arguments: ["Child:3", "Child:prod", "Nobody:live"])
  func anUnknownQualifierNamesNoMachine(machine: String) throws {
    let outcome = try Self.run(NestedTests.start("", machine: machine))
    #expect(outcome.error == "StepFunctions.StateMachineDoesNotExistException")
  }

  /// A machine without versions or aliases is found by any qualifier.
  @Test func whatIsNotDeclaredIsNotChecked() throws {
    let story = try Story(
      Story.states("Start", NestedTests.start(".sync:2", machine: "Child:7")), children: ["Child": NestedTests.working])
    #expect(story.outcome.status == .succeeded && story.outcome.output?["StateMachineVersionArn"] == nil)
  }

  /// 400 starts by weights of 90 and 10, by a constant ARN and by one that the input gives: within four deviations.
  @Test(arguments: [false, true])
  func anAliasRoutesByItsWeights(isDynamic: Bool) throws {
    var start = NestedTests.start(".sync:2", machine: "Child:live")
    if isDynamic {
      let arn = ARNs.machine("Child:live")
      start = start.replacing("\"StateMachineArn\": \"\(arn)\"", with: "\"StateMachineArn.$\": \"$.arn\"")
    }
    let map = """
      "All": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Start", "States": {\(start)}}}
      """
    let items = [JSON](repeating: ["arn": .string(ARNs.machine("Child:live"))], count: 400)
    let outcome = try Self.run(map, start: "All", input: .array(items), weights: (90, 10))
    guard case .array(let outputs)? = outcome.output else { throw InvalidDefinition(texts: [outcome.error ?? "?"]) }
    let second = outputs.count { $0["Output"] == 2 }
    #expect(outputs.count { $0["Output"] == 1 } == 400 - second)
    #expect((16...64).contains(second))
  }

  /// The name of an execution is the machine's, whichever version runs it.
  @Test func versionsShareTheirMachinesNames() throws {
    let parameters = #""Name": "n", "Input": {}"#
    let first = NestedTests.start(
      ".sync:2", parameters: parameters, fields: #", "ResultPath": null, "Next": "Second""#, machine: "Child:1")
    let second = NestedTests.start("", state: "Second", parameters: parameters, machine: "Child:2")
    #expect(try Self.run(first + ", " + second).error == "StepFunctions.ExecutionAlreadyExistsException")
  }
}
