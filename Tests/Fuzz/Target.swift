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
  private let folder: String
  private let machine: StateMachine?

  init(folder: String) {
    self.folder = folder
    payloads = Corpus.payloads.compactMap { try? JSON.parse($0) }
    let object: JSON = [
      "Execution": ["Id": "arn:aws:states:us-east-1:1:execution:M:e", "Input": payloads[0], "Name": "e"],
      "Map": ["Item": ["Index": 3, "Value": payloads[1]]], "State": ["Name": "S", "RetryCount": 0],
      "Task": ["Token": "token"],
    ]
    context = QueryContext(object, variables: ["x": payloads[0], "v": 1])
    machine = StateMachine.parse(Array(Corpus.forks.utf8), file: "forks").machine
    for (name, text) in Corpus.files { try? text.write(toFile: folder + name, atomically: false, encoding: .utf8) }
    let readable = Corpus.definitions.allSatisfy { StateMachine.parse(Array($0.utf8), file: "f").machine != nil }
    require(readable && Corpus.scenarios.allSatisfy { plan(of: Array($0.utf8)).isValid }, "the originals are fine")
  }

  func definition(_ bytes: [UInt8], _ random: inout Random) {
    let (machine, diagnostics) = StateMachine.parse(bytes, file: "f")
    check(diagnostics, of: bytes, failed: machine == nil)
    guard let machine else { return }
    let input = random.pick(payloads)
    LocalRun(machine, random: random).run(input)
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
    }
    if let reference = try? ReferencePath(parsing: text) { _ = try? reference.place(random.pick(payloads), in: input) }
  }

  func template(_ bytes: [UInt8], _ random: inout Random) {
    guard let source = try? LocatedJSON.parse(bytes) else { return }
    let (template, errors) = PayloadTemplate.compile(source)
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

  private func check(_ diagnostics: [Diagnostic], of bytes: [UInt8], failed: Bool) {
    require(diagnostics.contains { $0.severity == .error } == failed, "a machine or errors")
    let lines = bytes.count { $0 == 10 } + 1
    for diagnostic in diagnostics {
      require((1...lines).contains(diagnostic.position.line), "the line exists")
      require(diagnostic.position.column >= 1 && !diagnostic.message.isEmpty, "a column and words")
    }
  }

  /// Numbers are finite, for one thing.
  private func isJSON(_ value: JSON) -> Bool { (try? JSON.parse(value.utf8Text)) != nil }
}

/// Ends the process with the law's name, in optimised code too.
func require(_ holds: Bool, _ law: String) {
  if !holds { fatalError("broken law: \(law)") }
}
