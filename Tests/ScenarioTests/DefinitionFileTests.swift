import JSON
import StatesLanguage
import StepFunctions
import Testing

@testable import Scenario
@testable import Simulation

/// Definitions in every form that people have them in: what is read is the same, and problems are at their places.
@Suite struct DefinitionFileTests {
  private static func problems(
    _ text: String, file: String = "f.asl.json", _ names: [String: String] = [:]
  ) -> [String] {
    var substitutions = Substitutions()
    for (name, value) in names { substitutions[name] = value }
    let read = DefinitionFile(Array(text.utf8), file: file, substitutions: substitutions)
    return read.machine(file: file).diagnostics.map(\.text)
  }

  private static let yaml = """
    # a comment
    StartAt: Pause
    States:
      Pause:
        Type: Wait
        Seconds: ${Seconds}
        Next: Done
      Done: { Type: Succeed }
    """

  @Test func yamlIsAsJSON() throws {
    var substitutions = Substitutions()
    substitutions["Seconds"] = "5"
    let read = DefinitionFile(Array(Self.yaml.utf8), file: "f.asl.yaml", substitutions: substitutions)
    let json: JSON = [
      "StartAt": "Pause",
      "States": ["Pause": ["Type": "Wait", "Seconds": 5, "Next": "Done"], "Done": ["Type": "Succeed"]],
    ]
    #expect(read.root?.json.text == json.text)
    #expect(read.machine(file: "f").machine?.states.count == 2)
  }

  struct Case: Sendable {
    let text: String
    let file: String
    let problems: [String]
  }

  @Test(arguments: [
    Case(
      text: yaml.replacing("${Seconds}", with: "-1"), file: "f.asl.yaml",
      problems: [
        #"f.asl.yaml:6:14: error: "Seconds" must be a whole number from 0 to 99999999, found the number -1 "#
          + "[read.value]"
      ]),
    Case(
      text: yaml, file: "f.asl.yaml",
      problems: [
        """
        f.asl.yaml:6:14: error: "${Seconds}" is not replaced, and decides a number [read.placeholder]
            hint: substitutions: { "Seconds": value } in the scenario, or --substitute Seconds=value
        """
      ]),
    Case(
      text: yaml.replacing("Done: {", with: "Done: [").replacing("${Seconds}", with: "5"), file: "f.asl.yaml",
      problems: [
        "f.asl.yaml:8:25: error: YAML: did not find expected ',' or ']' while parsing a flow sequence that begins "
          + "at 8:9 [read.syntax]"
      ]),
    Case(
      text: #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Ask}","Parameters":{"a":"${x}"},"End":true}}}"#,
      file: "f.asl.json",
      problems: [
        """
        f.asl.json:1:57: error: "${Ask}" is not replaced, and decides what is called [read.placeholder]
            hint: substitutions: { "Ask": value } in the scenario, or --substitute Ask=value
        """
      ]),
    Case(
      text: "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Wait\",\n\"Seconds\":${S},\n\"Next\":\"${N}\"}}}",
      file: "f.asl.json",
      problems: [
        #"f.asl.json:2:11: error: "${S}" is not replaced, and decides what stands here [read.placeholder]"#,
        """
        f.asl.json:3:9: error: "${N}" is not replaced, and decides what stands here [read.placeholder]
            hint: substitutions: { "S": value } in the scenario, or --substitute S=value
        """,
      ]),
  ])
  func problemsAreAtTheirPlaces(_ row: Case) {
    #expect(Self.problems(row.text, file: row.file) == row.problems)
  }

  /// Behind a value that is longer or shorter than its placeholder, columns are those of the file.
  @Test func placesAreThoseOfTheFile() {
    let text = #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${S},"Bad":1,"End":true}}}"#
    let found = Self.problems(text, ["S": "1234567"])
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("f.asl.json:1:60: error: unknown field \"Bad\"") == true, "\(found)")
  }

  /// The answer of DescribeStateMachine: the definition is a text in it, on one line.
  @Test func aDescribedMachineIsRead() throws {
    let states = #"{ \"A\": { \"Type\": \"Pass\", \"Bad\": 1, \"End\": true } }"#
    let definition = #"{\n  \"StartAt\": \"\u0041\",\n  \"States\": "# + states + " }"
    let text = #"{ "name": "Flow", "type": "EXPRESS", "definition": ""# + definition + #"" }"#
    let read = DefinitionFile(Array(text.utf8), file: "f.json")
    #expect(read.isExpress)
    #expect(read.root?.json["StartAt"]?.string == "A")
    let column = (text.firstRange(of: #"\"Bad\""#)?.lowerBound).map { text.distance(from: text.startIndex, to: $0) + 1 }
    let found = read.machine(file: "f.json").diagnostics
    #expect(found.map(\.position) == [SourcePosition(line: 1, column: try #require(column))])
  }

  @Test func jsonataIsNoPlaceholder() {
    let output = "{% ${ account: $sum(x) } & '${!literal}' %}"
    let text = #"{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed","Output":"\#(output)"}}}"#
    #expect(Self.problems(text).filter { $0.contains("placeholder") } == [])
  }

  @Test func aValueIsSetInYAMLToo() throws {
    var read = DefinitionFile(Array(Self.yaml.replacing("${Seconds}", with: "5").utf8), file: "f.asl.yaml")
    try read.apply(DefinitionEdit(path: ["Pause", "Seconds"], value: 7))
    try read.apply(DefinitionEdit(path: ["TimeoutSeconds"], value: 60))
    #expect(read.root?.json["States"]?["Pause"]?["Seconds"]?.text == "7")
    #expect(read.root?.json["TimeoutSeconds"]?.text == "60")
    #expect(throws: DefinitionEdit.Problem.self) { try read.apply(DefinitionEdit(path: ["Puase"], value: 7)) }
  }

  /// A scenario's machines are known by their names, and what it substitutes reaches the definition.
  @Test func aNestedStartFindsItsMachine() throws {
    let root = """
      {"StartAt":"Run","States":{"Run":{"Type":"Task","Resource":"arn:${AWS::Partition}:states:::${Action}",
      "Parameters":{"StateMachineArn":"${Child}"},"End":true}}}
      """
    let folder = try Folder([
      "parent.asl.json": root, "child.asl.yaml": "StartAt: A\nStates: { A: { Type: Succeed } }",
    ])
    let scenario = """
      region: us-east-1
      substitutions: { Action: "states:startExecution.sync:2" }
      stateMachines: { Parent: { definition: parent.asl.json }, Child: { definition: child.asl.yaml } }
      load: [ { start: Parent, arrivals: { burst: 1 } } ]
      """
    let read = folder.read(scenario)
    #expect(read.diagnostics.filter { $0.severity == .error } == [])
    #expect(read.plan?.account.machines.count == 2)
  }
}
