import JSON
import JSONPath

extension DefinitionReader {
  mutating func branches(_ fields: Fields) -> [StateIndex]? {
    guard let value = fields["Branches"] else {
      require(["Branches"], in: fields)
      return nil
    }
    guard case .array(let items) = value.content else {
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
        if let start = scope(branch) { starts.append(start) }
      }
    }
    return starts.isEmpty ? nil : starts
  }

  /// Reads a Map; only an inline one runs.
  mutating func map(_ fields: Fields, isForeign: Bool) -> Map? {
    exclude(["ItemProcessor", "Iterator"], in: fields)
    if !isForeign {
      exclude(["ItemSelector", "Parameters"], in: fields)
      exclude(["MaxConcurrency", "MaxConcurrencyPath"], in: fields)
    }
    let start = processor(fields)
    if isForeign { return nil }
    let itemsPath = path(fields, "ItemsPath")
    let selector = template(fields, fields["ItemSelector"] == nil ? "Parameters" : "ItemSelector")
    var concurrency = Seconds.fixed(integer(fields, "MaxConcurrency", in: 0...Int(Int32.max)) ?? 0)
    if let path = path(fields, "MaxConcurrencyPath", isReference: true) { concurrency = .path(path) }
    guard let start else { return nil }
    return Map(itemsPath: itemsPath, itemSelector: selector, start: start, maxConcurrency: concurrency)
  }

  private mutating func processor(_ fields: Fields) -> StateIndex? {
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
    if let config = inner["ProcessorConfig"] { processorConfig(config, owner: inner.owner) }
    return scope(inner)
  }

  private mutating func processorConfig(_ json: LocatedJSON, owner: String) {
    guard
      let config = open(
        json, owner: "ProcessorConfig in \(owner)", position: json.position, allowed: ["Mode", "ExecutionType"])
    else { return }
    var isDistributed = false
    if let mode = config["Mode"] {
      switch mode.content {
      case .string("INLINE"): break
      case .string("DISTRIBUTED"):
        isDistributed = true
        notYet(mode.position, "\"Mode\": \"DISTRIBUTED\" in \(owner)", hint: "\"INLINE\" Maps run")
      default: mismatch(mode, "Mode", expected: "\"INLINE\" or \"DISTRIBUTED\"")
      }
    }
    guard let type = config.member("ExecutionType") else { return }
    switch type.value.content {
    case .string("STANDARD"), .string("EXPRESS"):
      if !isDistributed {
        error(
          type.keyPosition, "\"ExecutionType\" in \(owner) needs \"Mode\": \"DISTRIBUTED\"",
          hint: "the iterations of an inline Map belong to the execution that runs it")
      }
    default: mismatch(type.value, "ExecutionType", expected: "\"STANDARD\" or \"EXPRESS\"")
    }
  }
}
