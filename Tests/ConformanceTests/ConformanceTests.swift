import Testing

@Suite struct ConformanceTests {
  @Test func executionsDoWhatTheyDidOnAWS() throws {
    try Verdicts.judge("execution") { Replay(recorded: $0).differences() }
  }

  @Test func expressExecutionsEndAsTheyWereLogged() throws {
    try Verdicts.judge("express_log") { Replay(recorded: $0).differences() }
  }

  @Test func synchronousExecutionsAnswerAsTheyDidOnAWS() throws {
    try Verdicts.judge("sync_execution") { try SyncExecutionReplay(recorded: $0).differences() }
  }

  @Test func refusalsAreAWSsOwn() throws {
    try Verdicts.judge("validation") { ValidationReplay(recorded: $0).differences() }
  }

  @Test func statesComeToWhatAWSMakesOfThem() throws {
    try Verdicts.judge("test_state") { StateTestReplay(recorded: $0).differences() }
  }
}
