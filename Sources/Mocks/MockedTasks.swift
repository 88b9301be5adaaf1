public import JSON
public import StatesLanguage
public import StepFunctions

/// What a mock file answers to Tasks while something runs that cannot be stopped in the middle.
public final class MockedTasks {
  private let definition: String
  private let states: [State]
  private var mocks: MockFile
  /// Why a call had no answer: the first of them.
  public private(set) var missing: Diagnostic?

  /// `definition` is the file that has the states.
  public init(_ mocks: MockFile, definition: String, states: [State]) {
    self.mocks = mocks
    self.definition = definition
    self.states = states
  }

  /// What no call has asked for yet, in the order of the file; nothing for a test case.
  public var unused: [(key: String, position: SourcePosition)] { mocks.unused }

  public func reply(to call: TaskCall) -> TaskReply {
    do throws(Diagnostic) {
      if let reply = try mocks.reply(to: call) { return reply.submitted(by: call.resource) }
      missing = missing ?? noMock(call)
    } catch {
      missing = missing ?? error
    }
    return .never
  }

  private func noMock(_ call: TaskCall) -> Diagnostic {
    let position = states.first { $0.name == call.state }?.position ?? SourcePosition(line: 1, column: 1)
    return Diagnostic(
      file: definition, position: position, message: "nothing says what the Task \"\(call.state)\" answers",
      hint: mocks.advice(for: call))
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
