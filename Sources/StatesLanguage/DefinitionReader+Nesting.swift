import JSON
import JSONPath

extension DefinitionReader {
  mutating func branches(_ fields: Fields, of state: StateIndex, in outer: Scope) -> [StateIndex]? {
    guard let value = fields["Branches"] else {
      require(["Branches"], in: fields)
      return nil
    }
    guard let items = value.elements else {
      mismatch(value, "Branches", expected: "an array of objects")
      return nil
    }
    if items.isEmpty { empty(value, "\"Branches\" of \(fields.owner)") }
    var starts: [StateIndex] = []
    for (offset, item) in items.enumerated() {
      let branch = open(
        item, owner: "branch \(offset) of \(fields.owner)", position: item.position,
        allowed: ["StartAt", "States", "Comment"], required: ["StartAt", "States"])
      if let branch {
        _ = string(branch, "Comment")
        if let start = scope(branch, of: state, in: outer) { starts.append(start) }
      }
    }
    return starts.isEmpty ? nil : starts
  }

  /// What `ItemProcessor` or `Iterator` says.
  private enum Processor {
    /// The first state of an iteration.
    case inline(StateIndex)
    case distributed(StateMachine, isExpress: Bool)
  }

  mutating func map(_ fields: Fields, of state: StateIndex, in outer: Scope) -> Map? {
    exclude(["ItemProcessor", "Iterator"], in: fields)
    exclude(["ItemSelector", "Parameters"], in: fields)
    exclude(["MaxConcurrency", "MaxConcurrencyPath"], in: fields)
    let processor = processor(fields, of: state, in: outer)
    let items = items(fields)
    let selector = template(fields, fields["ItemSelector"] == nil ? "Parameters" : "ItemSelector")
    var concurrency = Seconds.fixed(0)
    if let expression = expression(fields, "MaxConcurrency") {
      concurrency = .expression(expression)
    } else if let count = integer(fields, "MaxConcurrency", in: 0...Int(Int32.max)) {
      concurrency = .fixed(count)
    }
    if let path = path(fields, "MaxConcurrencyPath", isReference: true) { concurrency = .path(path) }
    switch processor {
    case nil: return nil
    case .inline(let start):
      readInlineThresholds(fields)
      return Map(items: items, itemSelector: selector, start: start, maxConcurrency: concurrency)
    case .distributed(let machine, let isExpress):
      var map = Map(items: items, itemSelector: selector, start: nil, maxConcurrency: concurrency)
      map.distributed = distributed(fields, machine, isExpress: isExpress)
      return map
    }
  }

  private mutating func items(_ fields: Fields) -> ItemSource {
    if let path = path(fields, "ItemsPath") { return .path(path) }
    guard let value = fields["Items"], let template = jsonata(fields, "Items") else { return .input }
    if template.expression == nil, case .array = value.content {
    } else if template.expression == nil {
      mismatch(value, "Items", expected: "an array or a JSONata expression")
    }
    return .template(template)
  }

  private mutating func processor(_ fields: Fields, of state: StateIndex, in outer: Scope) -> Processor? {
    let name = fields["ItemProcessor"] == nil && fields["Iterator"] != nil ? "Iterator" : "ItemProcessor"
    guard let value = fields[name] else {
      require([name], in: fields)
      return nil
    }
    let allowed = ["StartAt", "States", "Comment", "ProcessorConfig"]
    guard
      let inner = open(
        value, owner: "\(name) of \(fields.owner)", position: value.position, allowed: allowed,
        required: ["StartAt", "States"])
    else { return nil }
    _ = string(inner, "Comment")
    let config = inner["ProcessorConfig"].map { processorConfig($0, owner: inner.owner) }
    guard let config, config.isDistributed else { return scope(inner, of: state, in: outer).map { .inline($0) } }
    return separate(inner).map { .distributed($0, isExpress: config.isExpress) }
  }

  /// A processor whose states are numbered by themselves. Their names are those of the whole machine all the same.
  private mutating func separate(_ fields: Fields) -> StateMachine? {
    let outer = states
    states = []
    defer { states = outer }
    guard let start = scope(fields, in: nil) else { return nil }
    let read = states.compactMap(\.self)
    return read.count == states.count ? StateMachine(states: read, start: start) : nil
  }

  private mutating func processorConfig(
    _ json: LocatedJSON, owner: String
  ) -> (isDistributed: Bool, isExpress: Bool) {
    guard
      let config = open(
        json, owner: "ProcessorConfig in \(owner)", position: json.position, allowed: ["Mode", "ExecutionType"])
    else { return (false, false) }
    var isDistributed = false
    if let mode = config["Mode"] {
      switch mode.content {
      case .string("INLINE"): break
      case .string("DISTRIBUTED"): isDistributed = true
      default: mismatchedText(mode, "Mode", expected: "\"INLINE\" or \"DISTRIBUTED\"")
      }
    }
    guard let type = config.member("ExecutionType") else {
      if isDistributed { require(["ExecutionType"], in: config) }
      return (isDistributed, false)
    }
    switch type.value.content {
    case .string("STANDARD"), .string("EXPRESS"):
      if !isDistributed {
        error(
          .conflictingFields, type.keyPosition, "\"ExecutionType\" in \(owner) needs \"Mode\": \"DISTRIBUTED\"",
          hint: "the iterations of an inline Map belong to the execution that runs it")
      }
    default: mismatchedText(type.value, "ExecutionType", expected: "\"STANDARD\" or \"EXPRESS\"")
    }
    let isExpress = if case .string("EXPRESS") = type.value.content { true } else { false }
    return (isDistributed, isExpress)
  }
}
