// Mocks: files that say what Tasks answer, in our form and in that of AWS Step Functions Local. Bytes come in,
// answers or located problems go out; whoever has the bytes runs what asks.

import JSON
public import StatesLanguage
import StepFunctions

/// What the Tasks of one execution answer, as a file says: an object whose keys are names of states, functions or
/// resources, and whose values are a result, `{"error": …, "cause": …}`, or a list of these for one call after another.
/// A file of the form of `MockConfiguration` is known by its two members.
public struct MockFile {
  /// What of a mock configuration is wanted, and the definition that it is for.
  public struct Choice {
    var machine: String?
    var testCase: String?
    var definitionName: String
    var definition: StateMachine

    /// `machine` and `testCase` are what the user names, where they do. `definitionName` is that of the definition's
    /// file without its extensions.
    public init(machine: String?, testCase: String?, definitionName: String, definition: StateMachine) {
      self.machine = machine
      self.testCase = testCase
      self.definitionName = definitionName
      self.definition = definition
    }
  }

  private var reader = MockReader(file: "")
  private var replies: [String: [TaskReply]] = [:]
  private var testCase: MockConfiguration.TestCase?
  private var calls: [String: Int] = [:]
  private var keys: [(key: String, position: SourcePosition)] = []

  /// No answer to any Task.
  public init() {}

  /// `file` names the file in what is said of it.
  public init(reading bytes: [UInt8], file: String, _ choice: Choice) throws(Diagnostic) {
    reader = MockReader(file: file)
    let json: LocatedJSON
    do {
      json = try LocatedJSON.parse(bytes)
    } catch {
      throw Diagnostic(error, in: file)
    }
    guard let members = json.members else {
      throw reader.failure(.type, json.position, "an object was expected: {\"Name of a state\": its result}")
    }
    if MockConfiguration.isWritten(in: members) {
      testCase = try MockConfiguration(members, reader).testCase(choice)
    } else {
      if choice.machine != nil || choice.testCase != nil {
        throw reader.failure(
          .conflictingFields, json.position,
          "found no test cases to choose from: they are of the format of Step Functions Local",
          hint: "that has \"StateMachines\" and \"MockedResponses\"")
      }
      try read(members)
    }
  }

  private mutating func read(_ members: [LocatedJSON.Member]) throws(Diagnostic) {
    for member in members {
      let key = Resource.placeless(member.key)
      guard replies[key] == nil else {
        throw reader.failure(.repeatedField, member.keyPosition, "\"\(member.key)\" stands here a second time")
      }
      keys.append((key, member.keyPosition))
      guard let list = member.value.elements else {
        replies[key] = [try Self.reply(member.value, reader)]
        continue
      }
      guard !list.isEmpty else {
        throw reader.failure(
          .value, member.value.position, "a list of replies has at least one; an empty list as a result is [[]]")
      }
      var all: [TaskReply] = []
      for value in list { all.append(try Self.reply(value, reader)) }
      replies[key] = all
    }
  }

  /// An object with `error` and nothing beside it but `cause` is a failure; all else is a result.
  private static func reply(_ value: LocatedJSON, _ reader: MockReader) throws(Diagnostic) -> TaskReply {
    guard let members = value.members, members.contains(where: { $0.key == "error" }),
      members.allSatisfy({ ["error", "cause"].contains($0.key) })
    else { return .success(value.json) }
    var texts: [String: String] = [:]
    for member in members {
      guard let text = member.value.string else {
        throw reader.failure(.type, member.value.position, "\"\(member.key)\" of a failure is a string")
      }
      texts[member.key] = text
    }
    return .failure(error: texts["error"], cause: texts["cause"])
  }

  /// The function that a call names, as the definition or its input writes it.
  private static func function(of call: TaskCall) -> String? {
    if call.resource.kind == .lambdaFunction { return call.resource.arn }
    return call.parameters["FunctionName"]?.string
  }

  /// The keys under which a call's mock is looked for, the most specific first.
  private func keys(of call: TaskCall) -> [String] {
    var keys = [call.state]
    if let function = Self.function(of: call) { keys += [function] + others(for: function) }
    if call.resource.kind == .activity { keys.append(call.resource.activityName) }
    return keys + [call.resource.arn]
  }

  /// Keys of the file that name the function in another way than the call: by name or ARN, with a version or without.
  private func others(for function: String) -> [String] {
    guard let called = FunctionReference(function) else { return [] }
    return self.keys.map(\.key).filter { FunctionReference($0)?.covers(called) ?? false }.sorted {
      ($1.utf8.count, $0) < ($0.utf8.count, $1)
    }
  }

  /// What no call has asked for yet, in the file's order.
  var unused: [(key: String, position: SourcePosition)] { keys.filter { calls[$0.key] == nil } }

  /// The n-th call gets the n-th reply, and every later one the last, which a mocked response refuses; nil where the
  /// file has none.
  mutating func reply(to call: TaskCall) throws(Diagnostic) -> TaskReply? {
    if let testCase { return try reply(to: call, testCase) }
    guard let key = keys(of: call).first(where: { replies[$0] != nil }), let list = replies[key] else {
      return nil
    }
    return list[min(count(key), list.count - 1)]
  }

  private mutating func reply(
    to call: TaskCall, _ testCase: MockConfiguration.TestCase
  ) throws(Diagnostic) -> TaskReply? {
    guard let response = testCase.responses[call.state] else { return nil }
    let number = count(call.state)
    if let reply = response.reply(to: number) { return reply }
    throw Diagnostic(
      file: reader.file, position: response.position,
      message:
        "\"\(call.state)\" makes call \"\(number)\", mocked response \"\(response.name)\" ends with \"\(number - 1)\"",
      hint: "add \"\(number)\", or extend the last range")
  }

  /// Calls before this one.
  private mutating func count(_ key: String) -> Int {
    let number = calls[key, default: 0]
    calls[key] = number + 1
    return number
  }

  /// How to give an answer to a call that has none.
  func advice(for call: TaskCall) -> String {
    let state = JSON.string(call.state).text
    if let testCase { return "add \(state) to test case \(JSON.string(testCase.name).text) in \(reader.file)" }
    var names = [call.state]
    if let function = Self.function(of: call).flatMap(FunctionReference.init) { names.append(String(function.name)) }
    if call.resource.kind == .activity { names.append(call.resource.activityName) }
    if names.last != call.resource.arn { names.append(call.resource.arn) }
    let keys = names.enumerated().filter { $0 == 0 || $1 != call.state }.map { JSON.string($1).text }
      .joined(separator: " or ")
    return "add \(keys) to \(reader.file.isEmpty ? "a file given with --mock" : reader.file), such as {\(state): {}}"
  }
}
