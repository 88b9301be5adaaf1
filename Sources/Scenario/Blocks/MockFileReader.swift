import Mocks
import StatesLanguage
import StepFunctions

/// `mocks`: what Tasks answer, in a file, with the test case where it is one of Step Functions Local; or in place.
enum MockFileReader {
  static func read(
    _ node: Cursor?, _ machines: [MachineDraft], region: String, accountID: String
  ) -> MockedAnswers? {
    guard let node, !node.node.isNull else { return nil }
    let known = machines.compactMap { machine in
      machine.definition.map {
        MockedMachine(name: machine.name, file: machine.file, definition: $0, source: machine.source)
      }
    }
    guard let (file, choice) = file(node) else { return nil }
    // What is wrong with a definition has been said, and its Tasks are not known.
    if known.count < machines.count { return nil }
    let (answers, diagnostics) = file.answers(for: known, choice, region: region, accountID: accountID)
    for diagnostic in diagnostics { node.reading.add(diagnostic) }
    return answers
  }

  private static func file(_ node: Cursor) -> (file: MockFile, choice: MockFile.Choice)? {
    guard let members = node.members else { return file(named: node, testCase: nil) }
    guard members.contains(where: { $0.key == "file" || $0.key == "testCase" }) else {
      return (MockFile(node.node.definition { $0 }, file: node.reading.file), MockFile.Choice())
    }
    guard let fields = node.fields(ScenarioGrammar.mockFile),
      let name = fields.require("file", hint: "file: replies.json")
    else { return nil }
    return file(named: name, testCase: fields["testCase"]?.text())
  }

  private static func file(named name: Cursor, testCase: String?) -> (MockFile, MockFile.Choice)? {
    guard let (bytes, path) = name.contents() else { return nil }
    let read = DefinitionFile(data: bytes, file: path)
    for diagnostic in read.diagnostics { name.reading.add(diagnostic) }
    return read.root.map { (MockFile($0, file: path), MockFile.Choice(testCase: testCase)) }
  }
}
