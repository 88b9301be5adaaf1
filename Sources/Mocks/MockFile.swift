// Mocks: files that say what Tasks answer, in our form and in that of AWS Step Functions Local. A parsed file comes in,
// answers or located problems go out; `execute` and scenarios take them alike.

package import JSON
package import StatesLanguage
package import StepFunctions

/// A machine whose Tasks are answered.
package struct MockedMachine {
  package var name: String
  /// Of its definition.
  package var file: String
  package var definition: StateMachine
  /// Nil: places in the definition are not known.
  var source: DefinitionSource?

  package init(name: String, file: String, definition: StateMachine, source: DefinitionSource?) {
    self.name = name
    self.file = file
    self.definition = definition
    self.source = source
  }
}

/// What Tasks answer, as a file says: an object whose keys are names of states, functions or resources, as those of a
/// scenario's `services`, and whose values are a result, `{"error": …, "cause": …}`, or a list of these for one call
/// after another. A file of the form of `MockConfiguration` is known by its two members.
package struct MockFile {
  /// What of a mock configuration is wanted.
  package struct Choice {
    var machine: String?
    var testCase: String?
    /// The machine that is executed, where it is one.
    var main: Int?

    /// `machine` and `testCase` are what the user names, where they do.
    package init(machine: String? = nil, testCase: String? = nil, main: Int? = nil) {
      self.machine = machine
      self.testCase = testCase
      self.main = main
    }
  }

  private let root: LocatedJSON
  private let file: String

  /// `file` names the file in what is said of it.
  package init(_ root: LocatedJSON, file: String) {
    self.root = root
    self.file = file
  }

  /// What the Tasks of these machines answer, unless it is wrong, and all that is to be said of it. The account has the
  /// Region and the number that names of functions are completed with.
  package func answers(
    for machines: [MockedMachine], _ choice: Choice = Choice(), region: String, accountID: String
  ) -> (answers: MockedAnswers?, diagnostics: [Diagnostic]) {
    let reader = MockReader(file: file)
    guard let members = root.members else {
      reader.error(
        .type, root.position, "found \(root.described), expected an object: {\"Name of a state\": its result}")
      return (nil, reader.problems)
    }
    var entries: [MockedAnswers.Entry]
    var keys: [(key: MockedAnswers.Key, entry: Int)]
    var testCase: String?
    if let configuration = MockConfiguration(members, reader) {
      guard configuration.isChoosable else { return (nil, reader.problems.inOrderOfPlace) }
      (entries, keys, testCase) = configuration.entries(for: machines, choice, reader)
    } else {
      if choice.machine != nil || choice.testCase != nil {
        reader.error(
          .conflictingFields, root.position,
          "found no test cases to choose from: they are of the format of Step Functions Local",
          hint: "that has \"StateMachines\" and \"MockedResponses\"")
      }
      entries = Self.entries(members, reader)
      keys = Self.keys(of: entries, machines)
    }
    guard reader.problems.isEmpty else { return (nil, reader.problems.inOrderOfPlace) }
    var answers = MockedAnswers(
      entries, keys: keys, file: file, machines: machines.map(\.name), region: region, accountID: accountID)
    answers.testCase = testCase
    return (answers, MockCheck(answers, machines).diagnostics)
  }

  // MARK: Our form

  private static func entries(_ members: [LocatedJSON.Member], _ reader: MockReader) -> [MockedAnswers.Entry] {
    var seen: Set<String> = []
    return members.compactMap { member in
      guard seen.insert(Resource.placeless(member.key)).inserted else {
        reader.isRepeated(member)
        return nil
      }
      let replies = member.value.elements ?? [member.value]
      guard !replies.isEmpty else {
        reader.error(
          .value, member.value.position, "a list of replies has at least one; an empty list as a result is [[]]")
        return nil
      }
      let runs = replies.enumerated().compactMap { number, value in
        reader.reply(value).map { MockedAnswers.Entry.Run(last: number, reply: $0, position: value.position) }
      }
      return MockedAnswers.Entry(
        key: member.key, runs: runs, repeatsLast: true, isLiteral: false, position: member.keyPosition)
    }
  }

  /// A key is a state of every machine that has such a Task, and whatever it is as a service's.
  private static func keys(
    of entries: [MockedAnswers.Entry], _ machines: [MockedMachine]
  ) -> [(key: MockedAnswers.Key, entry: Int)] {
    var places: [String: Int] = [:]
    for (index, entry) in entries.enumerated() { places[entry.key] = index }
    var keys: [(key: MockedAnswers.Key, entry: Int)] = entries.enumerated().map { (.service($1.key), $0) }
    for machine in machines {
      for state in machine.definition.everyState where state.action.type == .task {
        guard let entry = places[state.name] else { continue }
        // What names the state of one machine says more.
        let exact = ServiceKey.text(machine: machine.name, state: state.name)
        if places[exact] == nil { keys.append((.state(machine: machine.name, state: state.name), entry)) }
      }
    }
    return keys
  }
}
