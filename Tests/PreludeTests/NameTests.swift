import Prelude
import Testing

@Suite struct NameTests {
  /// A letter with a combining mark is one character to the eye and two scalars to AWS; white space and controls of all
  /// kinds are none of a name's.
  @Test(
    arguments: [
      ("a", []), (String(repeating: "n", count: 80), []), (String(repeating: "é", count: 80), []), ("", [.length(0)]),
      (String(repeating: "n", count: 81), [.length(81)]), (String(repeating: "e\u{301}", count: 40), []),
      (String(repeating: "e\u{301}", count: 41), [.length(82)]), ("a b", [.scalar(" ")]), ("a\tb", [.scalar("\t")]),
      ("a\u{A0}b", [.scalar("\u{A0}")]), ("a\u{3000}b", [.scalar("\u{3000}")]), ("a\u{85}b", [.scalar("\u{85}")]),
      ("a\u{7F}", [.scalar("\u{7F}")]), ("a:b", [.scalar(":")]), ("a/\u{301}b", [.scalar("/")]), ("\u{1F600}", []),
      (String(repeating: ":", count: 81), [.length(81), .scalar(":")]),
    ] as [(String, [AWSName.Problem])])
  func names(name: String, problems: [AWSName.Problem]) {
    #expect(AWSName.problems(of: name) == problems)
  }

  @Test func aShorterLimit() {
    #expect(AWSName.problems(of: String(repeating: "l", count: 41), longest: 40) == [.length(41)])
    #expect(AWSName.problems(of: String(repeating: "l", count: 40), longest: 40).isEmpty)
  }
}

@Suite struct ARNTests {
  @Test(arguments: [
    ("arn:aws:states:us-east-1:123456789012:stateMachine:Order", ["stateMachine", "Order"]),
    ("arn:aws:states:us-east-1:123456789012:express:Order:a:b", ["express", "Order", "a", "b"]),
    ("arn:aws:states:::states:startExecution.sync:2", ["states", "startExecution.sync", "2"]),
    ("arn:aws-cn:s3:::bucket", ["bucket"]), ("arn:aws:iam::123456789012:role/R", ["role/R"]), ("arn:::::", [""]),
  ])
  func anARNIsItsParts(text: String, path: [String]) throws {
    let arn = try #require(ARN(text))
    #expect(arn.text == text && arn.path.map(String.init) == path)
  }

  @Test(arguments: ["", "Order", "arn", "arn:aws:states:us-east-1:1", "ARN:aws:states:us-east-1:1:x", "a:b:c:d:e:f"])
  func anyOtherTextIsNone(text: String) { #expect(ARN(text) == nil) }

  @Test func theAccountsOwn() {
    #expect(ARN.stateMachine("M").text == "arn:aws:states:us-east-1:123456789012:stateMachine:M")
    #expect(
      ARN.stateMachine("M").with(resource: "execution:M:e").text
        == "arn:aws:states:us-east-1:123456789012:execution:M:e")
    #expect(ARN.role("R", account: "1").text == "arn:aws:iam::1:role/R")
    #expect(ARN.function("f:1", region: "eu-west-1", account: "1").text == "arn:aws:lambda:eu-west-1:1:function:f:1")
  }
}

@Suite struct BackoffTests {
  @Test(
    arguments: [
      (Backoff(first: 1, rate: 2), [1, 2, 4, 8, 16]), (Backoff(first: 3, rate: 1), [3, 3, 3, 3, 3]),
      (Backoff(first: 1, rate: 3, limit: 10), [1, 3, 9, 10, 10]), (Backoff(first: 0, rate: 2), [0, 0, 0, 0, 0]),
      (Backoff(first: 2, rate: 1.5), [2, 3, 4.5, 6.75, 10.125]),
    ] as [(Backoff, [Double])])
  func delays(backoff: Backoff, delays: [Double]) {
    #expect(delays.indices.map(backoff.delay) == delays)
    for count in 0...delays.count { #expect(backoff.sum(count) == delays[..<count].reduce(0, +)) }
  }

  @Test func theEndsOfNumbers() {
    #expect(Backoff(first: 1, rate: 10).delay(400) == .infinity)
    #expect(Backoff(first: 1, rate: 10, limit: 60).delay(.max) == 60)
    #expect(Backoff(first: 1, rate: .nan).delay(1).isNaN)
    #expect(Backoff(first: 1, rate: 1).sum(.max) == Double(Int.max))
  }
}

@Suite struct MixTests {
  /// The first numbers of SplitMix64 with the seed 1234567. Source: the reference implementation by Vigna.
  @Test func theSequenceIsSplitMix64() {
    let numbers = (1...5).map { Mix64.mix(1_234_567 &+ $0 &* Mix64.golden) }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
    #expect(Mix64.unit(0) == 0 && Mix64.unit(.max) == 1 - 0x1p-53)
  }
}
