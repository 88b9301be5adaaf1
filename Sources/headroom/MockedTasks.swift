import JSON
import StatesLanguage
import StepFunctions

/// What a mock file answers to Tasks while something runs that cannot be stopped in the middle.
final class MockedTasks {
  private let definition: String
  private let states: [State]
  private(set) var mocks: Mocks
  /// Why a call had no answer: the first of them.
  private(set) var missing: LocatedFailure?

  /// `definition` is the file that has the states.
  init(_ mocks: Mocks, definition: String, states: [State]) {
    self.mocks = mocks
    self.definition = definition
    self.states = states
  }

  func reply(to call: TaskCall) -> TaskReply {
    do throws(LocatedFailure) {
      if let reply = try mocks.reply(to: call) { return reply.submitted(by: call.resource) }
      missing = missing ?? noMock(call)
    } catch {
      missing = missing ?? error
    }
    return .never
  }

  private func noMock(_ call: TaskCall) -> LocatedFailure {
    LocatedFailure(
      definition, states.first { $0.name == call.state }?.position ?? SourcePosition(line: 1, column: 1),
      "nothing says what the Task \"\(call.state)\" answers", hint: mocks.advice(for: call))
  }
}

extension TaskReply {
  /// What a job or a callback answers comes after an answer of the call itself, of which a mock says nothing. A call
  /// that the service refuses has none.
  fileprivate func submitted(by resource: Resource) -> TaskReply {
    if case .failure(let error, _) = self, resource.isRefusal(error) { return self }
    return resource.pattern == .requestResponse ? self : .submitted([:], then: self)
  }
}
