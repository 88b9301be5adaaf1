package import StepFunctions

/// Answers the Tasks of one machine out of a mock file, for whoever runs what cannot be stopped in the middle.
package final class MockScript {
  private let mocks: MockedAnswers?
  private let machine: String
  private var calls = MockedCalls()
  /// What had no answer: nobody waits for it any longer.
  package private(set) var unanswered: [UnansweredCall] = []

  /// `machine`: the name by which the file knows it.
  package init(_ mocks: MockedAnswers?, machine: String) {
    self.mocks = mocks
    self.machine = machine
  }

  package func reply(to call: TaskCall) -> TaskReply {
    guard let mocks, let entry = mocks.entry(for: call, of: machine, takesRest: true) else {
      unanswered.append(UnansweredCall(call))
      return .never
    }
    let (reply, number) = calls.reply(to: call, by: entry, of: mocks)
    if let reply { return reply.submitted(by: call.resource) }
    unanswered.append(UnansweredCall(call, exhausted: (entry, number)))
    return .never
  }
}
