public import JSON
import Prelude
public import StatesLanguage

/// What Tasks answer in place of services and nested machines, as somebody wrote it down in a mock file. What is not
/// written there, services and machines answer as ever; and of a Task that has a service, that says how long a call
/// takes, how many there may be at once, and when it is out.
public struct MockedAnswers: Sendable {
  /// What stands under one key of the file, call after call.
  public struct Entry: Sendable {
    public struct Run: Sendable {
      /// Of calls that get this reply, the last one's number, from 0.
      var last: Int
      public var reply: TaskReply
      public var position: SourcePosition

      public init(last: Int, reply: TaskReply, position: SourcePosition) {
        self.last = last
        self.reply = reply
        self.position = position
      }
    }
    public var key: String
    /// In the order of the calls, at least one.
    public var runs: [Run]
    /// Who calls more often gets the last one again; else there is no answer.
    var repeatsLast: Bool
    /// Results are what Tasks get, as they stand; else they may also be what the API puts into its envelope.
    public var isLiteral: Bool
    /// Of the key.
    public var position: SourcePosition

    public init(key: String, runs: [Run], repeatsLast: Bool, isLiteral: Bool, position: SourcePosition) {
      self.key = key
      self.runs = runs
      self.repeatsLast = repeatsLast
      self.isLiteral = isLiteral
      self.position = position
    }

    /// `call`: its number, from 0.
    func reply(to call: Int) -> TaskReply? {
      runs.first { call <= $0.last }?.reply ?? (repeatsLast ? runs.last?.reply : nil)
    }
  }

  /// What an entry answers for.
  public enum Key: Sendable {
    case state(machine: String, state: String)
    /// As a key of the scenario's services: a resource, a function, an activity, a state, a pattern, `*`.
    case service(String)
  }

  /// How a Task is answered, as far as its definition tells.
  public enum Match: Equatable, Sendable {
    case entry(Int)
    /// The call names a function or a machine, and some entry may be its.
    case byCall
  }

  public let entries: [Entry]
  /// The file, for what is said of it.
  public let file: String
  /// Of a mock configuration of Step Functions Local, the test case that was chosen.
  public var testCase: String?
  /// By the index of a key, that of its entry.
  private let owners: [Int]
  private let directory: ServiceDirectory

  /// `keys`: what each entry answers for, as its index says; `machines`: the names of the account's.
  public init(
    _ entries: [Entry], keys: [(key: Key, entry: Int)], file: String, machines: [String], region: String,
    accountID: String
  ) {
    self.entries = entries
    self.file = file
    owners = keys.map(\.entry)
    let names = Set(machines)
    directory = ServiceDirectory(
      keys.map { key, _ in
        switch key {
        case .state(let machine, let state): (.state(machine: machine, state: state), nil)
        case .service(let text): (ServiceKey(text, machines: names), text)
        }
      }, functions: .function("", region: region, account: accountID))
  }

  /// Who answers a state of the machine with this name; nil: it is no Task, or the file says nothing of it. An entry
  /// that answers what nothing else does is one only where `takesRest`.
  public func match(_ state: State, of machine: String, takesRest: Bool) -> Match? {
    guard case .task(let task) = state.action else { return nil }
    let parameters = state.dataFlow.parameters
    func constant(_ name: String) -> String? { parameters?.constantMember(name)?.string }
    let named = Self.naming(task.resource)
    let isSaid = named.map { constant($0) != nil || !(parameters?.mayHave($0) ?? false) } ?? true
    let found = entry(
      for: task.resource, state: state.name, of: machine, takesRest: takesRest && isSaid, parameter: constant)
    return isSaid || directory.answersState(state.name, of: machine) ? found.map(Match.entry) : .byCall
  }

  /// The same for a call, whose parameters are known.
  public func entry(for call: TaskCall, of machine: String, takesRest: Bool) -> Int? {
    entry(for: call.resource, state: call.state, of: machine, takesRest: takesRest) { call.parameters[$0]?.string }
  }

  private func entry(
    for resource: Resource, state: String, of machine: String, takesRest: Bool, parameter: (String) -> String?
  ) -> Int? {
    let named = Self.naming(resource).flatMap(parameter)
    let index = directory.mockIndex(
      for: resource, state: state, of: machine, named: named, takesRest: takesRest)
    return index.map { owners[$0] }
  }

  /// The parameter that says what is called, where the resource does not.
  private static func naming(_ resource: Resource) -> String? {
    if resource.isStartExecution { return "StateMachineArn" }
    return resource.action == "invoke" && ["lambda", "aws-sdk:lambda"].contains(resource.service) ? "FunctionName" : nil
  }
}

/// Hands out the answers of a mock file, and counts the calls.
public struct MockedCalls: Sendable {
  private var counts: [Int: Int] = [:]

  public init() {}

  /// Entries that somebody has asked.
  var asked: Set<Int> { Set(counts.keys) }

  /// Nil: the entry has no answer to so many calls. `number`: the call's, from 0.
  public mutating func reply(
    to call: TaskCall, by entry: Int, of mocks: MockedAnswers
  ) -> (reply: TaskReply?, number: Int) {
    let number = counts[entry, default: 0]
    counts[entry] = number + 1
    let entry = mocks.entries[entry]
    guard let reply = entry.reply(to: number) else { return (nil, number) }
    guard case .success(let value) = reply, !entry.isLiteral else { return (reply, number) }
    return (.success(AnswerForm.result(value, of: call.resource, parameters: call.parameters)), number)
  }
}
