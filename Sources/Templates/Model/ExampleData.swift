import JSON
import StatesLanguage

/// Follows a definition's data from its input through the results of its Tasks, and finds what they must look like so
/// that paths lead somewhere and loops end: a scenario that fails at its first path says nothing about load.
struct ExampleData {
  let input: Shape
  /// By what answers the Task, as `serviceKey` names it.
  private(set) var results: [String: Shape] = [:]
  /// Maps that read objects of S3.
  private(set) var readers: [ReadObjects.Reader] = []
  private let serviceKey: (String) -> String?
  /// The input of the machine that a state starts, by the state's name.
  private let childInput: (String) -> Shape?
  /// What is handed on, and what it has to be there.
  private(set) var links: [(from: Shape, to: Shape)] = []
  private var visited: Set<SourcePosition> = []

  /// `serviceKey`: the service of a state, by its name.
  init(
    _ definition: LocatedJSON, input: Shape = Shape(), results: [String: Shape],
    childInput: @escaping (String) -> Shape? = { _ in nil }, serviceKey: @escaping (String) -> String?
  ) {
    self.input = input
    self.childInput = childInput
    self.serviceKey = serviceKey
    self.results = results
    follow(definition, from: input)
  }

  // MARK: States

  private typealias Members = [LocatedJSON.Member]

  /// What comes out of it, by each way on which it ends well.
  @discardableResult
  private mutating func follow(_ machine: LocatedJSON, from input: Shape) -> [Shape] {
    guard let states = machine["States"]?.members, let start = machine["StartAt"]?.string else { return [] }
    var outputs: [Shape] = []
    var open: [(name: String, input: Shape)] = [(start, input)]
    while let (name, input) = open.popLast() {
      guard let state = states.last(where: { $0.key == name }), visited.insert(state.keyPosition).inserted,
        let members = state.value.members
      else { continue }
      let output = pass(state.value, name, input, states)
      if state.value["End"] != nil || state.value["Type"]?.string == "Succeed" { outputs.append(output) }
      var next: [(String, Shape)] = []
      for member in members where member.key == "Next" || member.key == "Default" {
        if let name = member.value.string { next.append((name, output)) }
      }
      for choice in state.value["Choices"]?.elements ?? [] {
        if let name = choice["Next"]?.string { next.append((name, output)) }
      }
      for catcher in state.value["Catch"]?.elements ?? [] {
        if let name = catcher["Next"]?.string { next.append((name, catcher["ResultPath"] == nil ? Shape() : input)) }
      }
      open += next.reversed()
    }
    return outputs
  }

  /// What the state needs of its input, and what it hands on.
  private mutating func pass(_ state: LocatedJSON, _ name: String, _ input: Shape, _ states: Members) -> Shape {
    let effective = state["InputPath"]?.string.map { path($0, input) } ?? input
    let result = result(of: state, name, effective)
    for member in state.members ?? [] {
      switch member.key {
      case "InputPath", "OutputPath", "ResultPath", "Next", "Default", "Catch", "Retry", "Iterator", "ItemProcessor",
        "Branches":
        continue
      case "Choices": ShapeChoice(states, name).apply(member.value, effective)
      case "ResultSelector": use(member.value, result, result)
      case "Output", "Assign": use(member.value, effective, result)
      default: use(member.value, effective, result, key: member.key)
      }
    }
    if let child = childInput(name) { hand(state["Parameters"] ?? state["Arguments"], effective, to: child) }
    followInner(state, effective, result)
    return output(of: state, input, result)
  }

  /// The `Input` of a nested start.
  private mutating func hand(_ request: LocatedJSON?, _ input: Shape, to child: Shape) {
    if let text = request?["Input.$"]?.string, text.hasPrefix("$"), !text.hasPrefix("$$") {
      links.append((path(text, input), child))
    }
    for member in request?["Input"]?.members ?? [] {
      guard let text = member.value.string, member.key.hasSuffix(".$"), text.hasPrefix("$."), !text.hasPrefix("$$")
      else { continue }
      links.append((path(text, input), child.at(.name(String(member.key.dropLast(2))))))
    }
  }

  private mutating func result(of state: LocatedJSON, _ name: String, _ input: Shape) -> Shape {
    switch state["Type"]?.string {
    case "Task":
      guard let key = serviceKey(name) else { return Shape() }
      let shape = results[key] ?? Shape()
      results[key] = shape
      let resource = state["Resource"]?.string ?? ""
      // A function's result is what it returns; its invocation wraps that.
      guard resource.hasSuffix(":lambda:invoke") else { return shape }
      let wrapped = Shape()
      wrapped.set("Payload", shape)
      return wrapped
    case "Pass":
      if let template = state["Parameters"] { return made(by: template, input) }
      return state["Result"] == nil ? input : Shape()
    case "Map", "Parallel": return Shape()
    default: return input
    }
  }

  private func output(of state: LocatedJSON, _ input: Shape, _ result: Shape) -> Shape {
    var output = state["ResultSelector"].map { made(by: $0, result) } ?? result
    if let made = state["Output"] { output = expression(made, input, result) }
    switch state["ResultPath"]?.content {
    case .null?: output = input
    case .string(let text)? where text != "$":
      let steps = Shape.Step.steps(in: Array(text.utf8), from: 1).steps
      if let last = steps.last, case .name(let key) = last { input.at(steps.dropLast()).set(key, output) }
      output = input
    default: break
    }
    return state["OutputPath"]?.string.map { path($0, output) } ?? output
  }

  /// What JSONata that is a path and no more leads to, alone or in an object.
  private func expression(_ value: LocatedJSON, _ input: Shape, _ result: Shape) -> Shape {
    if let members = value.members {
      let object = Shape()
      for member in members { object.set(member.key, expression(member.value, input, result)) }
      return object
    }
    guard let text = value.string, text.hasPrefix("{%"), text.hasSuffix("%}") else { return Shape() }
    let path = String(text.dropFirst(2).dropLast(2)).trimmed
    for (root, shape) in [("$states.input", input), ("$states.result", result)] where path.hasPrefix(root) {
      let (steps, end) = Shape.Step.steps(in: Array(path.utf8), from: root.utf8.count)
      return end == path.utf8.count ? shape.at(steps) : Shape()
    }
    return Shape()
  }

  private mutating func followInner(_ state: LocatedJSON, _ input: Shape, _ result: Shape) {
    for branch in state["Branches"]?.elements ?? [] {
      let outputs = follow(branch, from: state["Parameters"].map { made(by: $0, input) } ?? input)
      for output in outputs { links.append((output, result.at(.element))) }
    }
    guard let inner = state["ItemProcessor"] ?? state["Iterator"] else { return }
    if state["ItemReader"] != nil || state["ResultWriter"] != nil {
      return followReader(inner, state, input)
    }
    let element = items(of: state, input).at(.element)
    for output in follow(inner, from: item(of: state, element, input)) {
      links.append((output, result.at(.element)))
    }
  }

  private func items(of state: LocatedJSON, _ input: Shape) -> Shape {
    if let items = state["Items"] { return expression(items, input, input) }
    return state["ItemsPath"]?.string.map { path($0, input) } ?? input
  }

  private func item(of state: LocatedJSON, _ element: Shape, _ input: Shape) -> Shape {
    (state["ItemSelector"] ?? state["Parameters"]).map { made(by: $0, input, element: element) } ?? element
  }

  /// A distributed Map, whose items may come from an object, one by one or in batches.
  private mutating func followReader(_ inner: LocatedJSON, _ state: LocatedJSON, _ input: Shape) {
    let list = state["ItemReader"] == nil ? items(of: state, input) : Shape()
    let element = list.at(.element)
    readers.append(ReadObjects.Reader(state: state, item: element))
    let items = Shape()
    items.put(element: item(of: state, element, input))
    if state["ItemBatcher"] == nil {
      follow(inner, from: items.at(.element))
    } else {
      let batch = Shape()
      batch.set("Items", items)
      follow(inner, from: batch)
    }
  }

  /// What a payload template makes: its members lead on to what their paths find.
  private func made(by template: LocatedJSON, _ input: Shape, element: Shape? = nil) -> Shape {
    let made = Shape()
    for member in template.members ?? [] {
      guard let text = member.value.string, member.key.hasSuffix(".$") else {
        if member.value.members != nil { made.set(member.key, self.made(by: member.value, input, element: element)) }
        continue
      }
      let (item, context) = ("$$.Map.Item.Value", "$$.Execution.Input")
      let roots: [(text: String, shape: Shape)] = [(item, element ?? Shape()), (context, self.input), ("$", input)]
      guard let root = roots.first(where: { text.hasPrefix($0.text) }), root.text != "$" || !text.hasPrefix("$$") else {
        continue
      }
      let steps = Shape.Step.steps(in: Array(text.utf8), from: root.text.utf8.count).steps
      made.set(String(member.key.dropLast(2)), root.shape.at(steps))
    }
    return made
  }

  // MARK: Paths

  private func path(_ text: String, _ shape: Shape) -> Shape {
    if text.hasPrefix("$$") { return Shape() }
    return shape.at(Shape.Step.steps(in: Array(text.utf8), from: 1).steps)
  }

  /// All paths within a value.
  private func use(_ value: LocatedJSON, _ input: Shape, _ result: Shape, key: String = "") {
    switch value.content {
    case .array(let values): for element in values { use(element, input, result, key: key) }
    case .object(let members): for member in members { use(member.value, input, result, key: member.key) }
    case .string(let text): use(text, input, result, key)
    case .null, .bool, .integer, .double: break
    }
  }

  private func use(_ text: String, _ input: Shape, _ result: Shape, _ key: String) {
    let bytes = Array(text.utf8)
    let isPath = key.hasSuffix(".$") || key.hasSuffix("Path") || key == "Variable"
    guard isPath || text.hasPrefix("{%") else { return }
    let roots: [(text: String, shape: Shape)] = [
      ("$$.Execution.Input", self.input), ("$states.context.Execution.Input", self.input), ("$states.input", input),
      ("$states.result", result), ("$", input),
    ]
    var place = 0
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "$"),
        let root = roots.first(where: { bytes[place...].starts(with: $0.text.utf8) }),
        root.text != "$" || isPath
      else {
        place += 1
        continue
      }
      let start = place + root.text.utf8.count
      let (steps, end) = Shape.Step.steps(in: bytes, from: start)
      // `$$.State` and `$name` are of nobody's input.
      if root.text == "$", start < bytes.count, !".[".utf8.contains(bytes[start]) {
        place = max(end, start + 1)
        if bytes[place - 1] == UInt8(ascii: "$") { place = Shape.Step.steps(in: bytes, from: place).end }
        continue
      }
      let shape = root.shape.at(steps)
      shape.use()
      if let hint = Self.hint(key, text, place) { hint(shape) }
      place = max(end, place + 1)
    }
  }

  /// What a value must be for what takes it.
  private static func hint(_ key: String, _ text: String, _ place: Int) -> ((Shape) -> Void)? {
    switch key {
    case "ItemsPath", "Items": return { _ = $0.at(.element) }
    // The input of an execution, and of most functions.
    case "Input.$", "Input", "Payload.$", "Payload": return { $0.beObject() }
    case "SecondsPath", "Seconds", "HeartbeatSecondsPath": return { $0.be(1) }
    case "TimeoutSecondsPath", "TimeoutSeconds": return { $0.be(300) }
    case "TimestampPath", "Timestamp": return { $0.be("2025-01-01T00:00:10Z") }
    case "MaxConcurrencyPath", "MaxConcurrency": return { $0.be(10) }
    default: break
    }
    let before = String(decoding: Array(text.utf8)[..<place], as: UTF8.self)
    if before.contains("States.Math") || before.contains("States.ArrayRange") { return { $0.be(1) } }
    if before.contains("States.StringToJson") { return { $0.be("{}") } }
    if ["States.ArrayLength(", "States.ArrayUnique(", "States.ArrayPartition("].contains(where: before.hasSuffix) {
      return { _ = $0.at(.element) }
    }
    if before.contains("States.JsonMerge") { return { $0.be([:]) } }
    return nil
  }
}

extension LocatedJSON {
  subscript(_ key: String) -> LocatedJSON? { members?.last { $0.key == key }?.value }
}
