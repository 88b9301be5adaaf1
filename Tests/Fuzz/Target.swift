import Foundation
import JSON
import JSONPath
import JSONata
import Scenario
import StatesLanguage

/// The code under test. It may refuse a text in words; it may not trap, and its answers agree with themselves.
struct Target {
  let payloads: [JSON]
  let context: QueryContext
  let folder: String
  private let machine: StateMachine?
  /// What mock files answer to.
  let mocked: StateMachine?
  let recorded: RecordedRun

  init(folder: String) {
    self.folder = folder
    recorded = RecordedRun(folder: folder)
    payloads = Corpus.payloads.compactMap { try? JSON.parse($0) }
    let object: JSON = [
      "Execution": ["Id": "arn:aws:states:us-east-1:1:execution:M:e", "Input": payloads[0], "Name": "e"],
      "Map": ["Item": ["Index": 3, "Value": payloads[1]]], "State": ["Name": "S", "RetryCount": 0],
      "Task": ["Token": "token"],
    ]
    context = QueryContext(object, variables: ["x": payloads[0], "v": 1])
    machine = StateMachine.parse(Array(Corpus.forks.utf8), file: "forks").machine
    mocked = StateMachine.parse(Array(Corpus.mocked.utf8), file: "mocked").machine
    for (name, text) in Corpus.files { try? text.write(toFile: folder + name, atomically: false, encoding: .utf8) }
    let readable = Corpus.definitions.allSatisfy { StateMachine.parse(Array($0.utf8), file: "f").machine != nil }
    require(mocked != nil, "the machine of the mock files is fine")
    require(readable && Corpus.scenarios.allSatisfy { plan(of: Array($0.utf8)).isValid }, "the originals are fine")
  }

  func definition(_ bytes: [UInt8], _ random: inout Random) {
    let (machine, diagnostics) = StateMachine.parse(bytes, file: "f")
    require(diagnostics.contains { $0.severity == .error } == (machine == nil), "a machine or errors")
    check(diagnostics, of: bytes)
    require(isJSON(AWSValidation(diagnostics).response), "AWS's answer can be written and read")
    if machine != nil, let printed = try? JSON.parse(bytes).utf8Text {
      require(StateMachine.parse(printed, file: "f").machine != nil, "what is accepted is accepted as it is printed")
    }
    register(bytes, isRunnable: machine != nil, &random)
    guard let machine else { return }
    let expresses = StateMachine.validate(bytes, file: "f", isExpress: true)
    require(
      (expresses.machine == nil) == expresses.diagnostics.contains { $0.severity == .error },
      "an Express machine or errors")
    if let source = try? LocatedJSON.parse(bytes) {
      check(machine.lint(DefinitionSource(source), file: "f"), of: bytes)
    }
    require(AWSValidation(diagnostics).isValid, "AWS takes what can be run")
    LocalRun(machine, isExpress: expresses.machine != nil && random.oneIn(4), random: random).run(random.pick(payloads))
  }

  func path(_ text: String, _ random: inout Random) {
    let input = random.pick(payloads)
    var entropy = Entropy(seed: random.next())
    do {
      let expression = try PayloadTemplate.Expression(parsing: text)
      let value = try? expression.evaluate(input: input, context: context, entropy: &entropy, field: "f.$")
      require(value.map(isJSON) ?? true, "a value can be written and read")
    } catch {
      require((0...text.utf8.count).contains(error.offset) && !error.message.isEmpty, "a place in the text")
    }
    if let path = try? Path(parsing: text) {
      let found = path.find(input: input, context: context)
      let value = try? path.evaluate(input: input, context: context)
      require(found == value, "find and evaluate agree")
      require((try? Path(parsing: path.text)) == path, "what a path is written as is that path")
    }
    if let reference = try? ReferencePath(parsing: text) {
      let placed = try? reference.place(random.pick(payloads), in: input)
      require(placed.map(isJSON) ?? true, "a value with another in it can be written and read")
    }
  }

  func template(_ bytes: [UInt8], _ random: inout Random) {
    guard let source = try? LocatedJSON.parse(bytes) else { return }
    let (template, errors) = PayloadTemplate.compile(source, field: "Parameters")
    require((template == nil) == !errors.isEmpty, "a template or errors")
    guard let template else { return }
    var entropy = Entropy(seed: random.next())
    let input = random.pick(payloads)
    guard let value = try? template.evaluate(input: input, context: context, entropy: &entropy) else { return }
    require(isJSON(value), "a value can be written and read")
    require(
      template.usesEntropy || template.usesContext || template.constant == nil || template.constant == value,
      "constants stay")
  }

  func payload(_ bytes: [UInt8], _ random: inout Random) {
    let located = try? LocatedJSON.parse(bytes)
    guard let value = try? JSON.parse(bytes) else { return require(located == nil, "both readers refuse") }
    require(located?.json == value, "both readers agree")
    let text = value.utf8Text
    require(text.count == value.byteCount, "bytes are counted as they are written")
    require((try? JSON.parse(text)) == value, "what is written reads back")
    require((try? JSON.parse(value.prettyText)) == value, "what is written prettily reads back")
    require(value.description == value.text, "a value is described by its text")
    if case .object(var members) = value, let first = members.first {
      members.removeValue(forKey: first.key)
      require(members[first.key] == nil, "what is removed is gone")
      members[first.key] = value
      members[members[members.count / 2].key] = [value, .object(members)]
      require(isJSON(.object(members)) && isJSON(["a": .object(members)]), "what was changed can be written and read")
      require(value.utf8Text == text && value.byteCount == text.count, "a copy is changed alone")
    }
    let pretty = value.prettyText
    require((try? JSON.parse(pretty))?.prettyText == pretty, "what is printed prettily prints as it did")
    if let machine, random.oneIn(64) { LocalRun(machine, random: random).run(value) }
  }

  func expression(_ text: String, _ random: inout Random) {
    let expression: JSONata.Expression
    do {
      expression = try JSONata.Expression(parsing: text)
    } catch {
      return require(
        !error.message.isEmpty && (0...text.utf16.count).contains(error.position ?? 0), "a place in the text")
    }
    let isReference = expression.reference != nil
    require(!isReference || expression.names.count == 1 && expression.inputUse == nil, "a reference is of one variable")
    for name in expression.names { require(expression.use(of: name) != .nothing, "a variable that occurs is used") }
    let limits = Limits(depth: 200, steps: 20_000, sequence: 10_000, text: 1_000_000)
    let input = random.pick(payloads)
    let value = try? expression.evaluate(input, limits: limits, now: 1_700_000_000_000) { 0.5 }
    if let value { require(isJSON(value), "a value can be written and read") }
    if random.oneIn(4) { inState(text, input, &random) }
  }

  func scenario(_ bytes: [UInt8]) {
    let (isValid, diagnostics) = plan(of: bytes)
    require(diagnostics.contains { $0.severity == .error } != isValid, "a plan or errors")
    for diagnostic in diagnostics { require(!diagnostic.message.isEmpty && diagnostic.position.line > 0, "a place") }
  }

  /// Paths begin in the folder of the files: what a mutation names instead is not there.
  private func plan(of bytes: [UInt8]) -> (isValid: Bool, diagnostics: [Diagnostic]) {
    let (plan, diagnostics) = ScenarioReader.read(bytes: bytes, file: folder + "s.yaml")
    return (plan != nil, diagnostics)
  }

  func check(_ diagnostics: [Diagnostic], of bytes: [UInt8]) {
    let lines = bytes.count { $0 == 10 } + 1
    for diagnostic in diagnostics {
      require((1...lines).contains(diagnostic.position.line), "the line exists")
      require(diagnostic.position.column >= 1 && !diagnostic.message.isEmpty, "a column and words")
      require(!diagnostic.text.isEmpty, "a problem can be said")
    }
  }

  /// Numbers are finite, for one thing. Its size is that of its text, whatever it was made of.
  func isJSON(_ value: JSON) -> Bool {
    let text = value.utf8Text
    require(value.byteCount == text.count && value.byteCount == text.count, "a size is that of the text")
    return (try? JSON.parse(text)) != nil
  }
}

/// Ends the process with the law's name, in optimised code too.
func require(_ holds: Bool, _ law: @autoclosure () -> String) {
  if holds { return }
  FileHandle.standardError.write(Data("broken law: \(law())\n".utf8))
  abort()
}
