import TestSupport
import Testing

@Suite struct StateMachineRegistryTests {
  typealias Request = StateMachineRegistry.Request
  static let pass = Array(#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#.utf8)
  static let succeed = Array(#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#.utf8)
  static let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m"

  /// The code of the refusal, or the ARN.
  static func create(_ request: Request, in registry: inout StateMachineRegistry) -> String {
    do throws(StateMachineRegistry.Refusal) {
      return try registry.create(name: "m", request)
    } catch {
      return error.code
    }
  }

  static func update(_ arn: String, _ definition: [UInt8], in registry: inout StateMachineRegistry) -> String {
    do throws(StateMachineRegistry.Refusal) {
      try registry.update(arn: arn, Request(definition: definition))
      return "updated"
    } catch {
      return error.code
    }
  }

  @Test func namesAreUnique() {
    var registry = StateMachineRegistry(region: "us-east-1", accountID: "123456789012")
    #expect(Self.create(Request(definition: Self.pass), in: &registry) == Self.arn)
    #expect(Self.create(Request(definition: Self.pass), in: &registry) == Self.arn)
    #expect(Self.create(Request(definition: Self.succeed), in: &registry) == "StateMachineAlreadyExists")
    var express = Request(definition: Self.pass)
    express.isExpress = true
    #expect(Self.create(express, in: &registry) == "StateMachineAlreadyExists")
  }

  @Test func onlyWhatIsThereChanges() {
    var registry = StateMachineRegistry(region: "us-east-1", accountID: "123456789012")
    #expect(Self.update(Self.arn, Self.pass, in: &registry) == "StateMachineDoesNotExist")
    #expect(Self.create(Request(definition: Self.pass), in: &registry) == Self.arn)
    #expect(Self.update(Self.arn, Self.succeed, in: &registry) == "updated")
    #expect(Self.update(Self.arn + ":1", Self.pass, in: &registry) == "StateMachineDoesNotExist")
    #expect(Self.update(Self.arn, [], in: &registry) == "InvalidDefinition")
    #expect(Self.create(Request(definition: Self.succeed), in: &registry) == Self.arn)
  }

  @Test(
    arguments: [
      (nil, false, nil, arn), ("v", false, nil, "ValidationException"), ("v", true, nil, arn),
      (nil, false, [], "InvalidLoggingConfiguration"), (nil, false, ["a", "b"], "InvalidLoggingConfiguration"),
      (nil, false, ["b"], "InvalidLoggingConfiguration"), (nil, false, ["a"], arn),
    ] as [(String?, Bool, [String]?, String)])
  func requestsHaveRules(description: String?, publish: Bool, logs: [String]?, answer: String) {
    var registry = StateMachineRegistry(region: "us-east-1", accountID: "123456789012")
    registry.logGroups = ["a"]
    var request = Request(definition: Self.pass)
    (request.versionDescription, request.publish, request.logDestinations) = (description, publish, logs)
    #expect(Self.create(request, in: &registry) == answer)
  }
}
