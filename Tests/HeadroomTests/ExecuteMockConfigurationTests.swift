import Testing

/// What the command adds to `MockFile`: the choice by options, and by the name of the definition's file.
@Suite struct ExecuteMockConfigurationTests {
  static let mock = """
    {"StateMachines": {"m": {"TestCases": {"Retry": {"Work": "Late"}, "Short": {"Work": "Busy"}}},
      "Other": {"TestCases": {"Once": {"Work": "Late"}}}},
     "MockedResponses": {"Busy": {"0": {"Throw": {"Error": "Busy"}}},
      "Late": {"0": {"Throw": {"Error": "Busy", "Cause": "soon"}}, "1": {"Return": "late"}}}}
    """

  @Test(arguments: [["--test-case", "Retry"], ["--machine", "Other"], ["--machine", "m", "--test-case", "Retry"]])
  func optionsChooseTheTestCase(arguments: [String]) throws {
    let call = try ExecuteTests.execute(arguments, definition: ExecuteTests.retrying, mock: Self.mock)
    #expect(call.status == 0)
    #expect(call.errors == "")
    #expect(call.output == "\"late\"\n")
  }

  @Test func aCallBehindTheLastAnswerEndsTheRun() throws {
    let call = try ExecuteTests.execute(
      ["--test-case", "Short"], definition: ExecuteTests.retrying, mock: Self.mock)
    #expect(call.status == 3)
    #expect(
      call.errors == """
        mock.json:3:22: error: "Work" makes call "1", mocked response "Busy" ends with "0"
            hint: add "1", or extend the last range

        """)
  }

  @Test(arguments: [["--test-case", "x"], ["--machine", "x"]])
  func aChoiceNeedsAFileToChooseFrom(arguments: [String]) throws {
    let without = try ExecuteTests.execute(arguments, definition: ExecuteTests.retrying)
    #expect(without.status == 64)
    #expect(without.errors.contains("--mock"))
    let plain = try ExecuteTests.execute(arguments, definition: ExecuteTests.retrying, mock: #"{"Work": 1}"#)
    #expect(plain.status == 3)
    #expect(plain.errors.hasPrefix("mock.json:1:1: error: found no test cases"), "\(plain.errors)")
  }
}
