import StepFunctions
import Testing

@testable import StatesLanguage

@Suite struct AccountDirectoryTests {
  private static let prefix = "arn:aws:states:us-east-1:123456789012:stateMachine:"
  private static let function = "arn:aws:lambda:us-east-1:123456789012:function:"

  @Test(
    arguments: [
      ("Leaf", 1), (prefix + "Leaf", 1), (prefix + "Leaf:7", 1), (prefix + "Leaf:prod", 1), (prefix + "Root", 0),
      (prefix + "Lea", nil), (prefix, nil), ("arn:aws:states:us-west-2:123456789012:stateMachine:Leaf", nil),
      ("arn:aws:states:us-east-1:999999999999:stateMachine:Leaf", nil), ("", nil), ("Leaf:7", nil),
    ] as [(String, Int?)])
  func machinesAreFoundByNameAndARN(arn: String, index: Int?) {
    let directory = AccountDirectory(
      region: "us-east-1", accountID: "123456789012", machines: ["Root", "Leaf"], services: [])
    #expect(directory.machineIndex(arn: arn) == index)
  }

  @Test(
    arguments: [
      ("Pay", 0), (function + "Pay", 0), (function + "Pay:$LATEST", 0), (function + "Pay:3", 0),
      ("123456789012:function:Pay", 0), ("Pay:prod", 0), ("arn:aws:lambda:eu-west-1:111111111111:function:Pay", 0),
      ("Ship", 1), (function + "Ship", 1), ("123456789012:function:Ship:9", 1), ("Pack:v2", 2), ("Pack", nil),
      (function + "Pack:v2", 2), (function + "Pack:v1", nil),
      ("arn:aws:lambda:eu-west-1:111111111111:function:Ship", nil),
      ("Other", nil), ("", nil), (":", nil), ("arn:", nil), ("a:b:c:d", nil),
    ] as [(String, Int?)])
  func functionsAreFoundByEveryNameThatLambdaTakes(name: String, index: Int?) {
    let services = ["Pay", Self.function + "Ship", Self.function + "Pack:v2"]
    let directory = AccountDirectory(
      region: "us-east-1", accountID: "123456789012", machines: [], services: services)
    let invoke = Resource(
      arn: "arn:aws:states:::lambda:invoke", kind: .integration, service: "lambda", action: "invoke",
      pattern: .requestResponse)
    #expect(directory.services.index(for: invoke, functionName: name) == index)
    let direct = Resource(arn: name, kind: .lambdaFunction, service: "lambda", action: "", pattern: .requestResponse)
    #expect(directory.services.index(for: direct, functionName: nil) == index)
  }

  /// Of several keys that fit a call the one that says most; what a call leaves out may be any account's.
  @Test(
    arguments: [
      ("Pay", 0), ("Pay:live", 2), ("Pay:2", 0), (far + "Pay", 1), (far + "Pay:3", 1), (far + "Pay:live", 2),
      (function + "Pay:3", 0), ("Far", 3), ("Far:live", 3), (far + "Far:1", 3), (function + "Far", nil),
      ("111111111111:function:Far", 3), ("222222222222:function:Far", nil),
    ] as [(String, Int?)])
  func theMostExactKeyOfAFunctionWins(name: String, index: Int?) {
    let directory = AccountDirectory(
      region: "us-east-1", accountID: "123456789012", machines: [],
      services: ["Pay", Self.far + "Pay", "Pay:live", Self.far + "Far"])
    let invoke = Resource(
      arn: "arn:aws:states:::lambda:invoke", kind: .integration, service: "lambda", action: "invoke",
      pattern: .requestResponse)
    #expect(directory.services.index(for: invoke, functionName: name) == index)
  }

  static let far = "arn:aws:lambda:eu-west-1:111111111111:function:"

  @Test func theExactResourceWinsOverTheOneWithoutItsPattern() {
    let plain = "arn:aws:states:::sqs:sendMessage"
    let send = { (pattern: Resource.Pattern) in
      Resource(
        arn: plain + pattern.rawValue, kind: .integration, service: "sqs", action: "sendMessage", pattern: pattern)
    }
    let both = AccountDirectory(
      region: "us-east-1", accountID: "123456789012", machines: [], services: [plain, plain + ".waitForTaskToken"])
    #expect(both.services.index(for: send(.requestResponse), functionName: nil) == 0)
    #expect(both.services.index(for: send(.waitForTaskToken), functionName: nil) == 1)
    let one = AccountDirectory(region: "us-east-1", accountID: "123456789012", machines: [], services: [plain])
    #expect(one.services.index(for: send(.waitForTaskToken), functionName: nil) == 0)
    let none = AccountDirectory(
      region: "us-east-1", accountID: "123456789012", machines: [], services: [plain + ".waitForTaskToken"])
    #expect(none.services.index(for: send(.requestResponse), functionName: nil) == nil)
  }
}
