import Testing

@Suite struct ConformanceTests {
  /// Calls that nothing here answers, logs and events that nothing here writes.
  static let kindsWithoutReplay: Set = ["api", "log", "eventbridge"]

  @Test func everyKindOfRecordingHasAReplay() throws {
    guard Corpus.place.exists else { return }
    let kinds = Dictionary(grouping: try Corpus(folder: Corpus.place.path).cases, by: \.kind)
    let replayed: Set = ["execution", "express_log", "sync_execution", "validation", "test_state"]
    #expect(Set(kinds.keys).subtracting(Self.kindsWithoutReplay).subtracting(replayed).isEmpty)
    for kind in Self.kindsWithoutReplay.sorted() { print("\(kind): \(kinds[kind]?.count ?? 0) not replayed") }
  }

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
