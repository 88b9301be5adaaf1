import JSON
import JSONPath
import Prelude
import StatesLanguage

/// The items of a Map, and what its iterations or child executions are given of them.
extension Evaluator {
  /// ItemsPath, applied to the input, or Items.
  mutating func items(of map: Map, _ slot: StrandID, input: JSON, in records: inout Records) throws(QueryFailure)
    -> [JSON]
  {
    let selected: JSON
    var name = "$"
    switch map.items {
    case .input:
      selected = input
      if case .array = input {
      } else if records.state(slot).pointee.source.language == .jsonata {
        throw .evaluation("Map state input must be an array but was: \(input.text)", at: nil)
      }
    case .path(let path):
      selected = try evaluate(path, slot, input: input, in: &records)
      // AWS's text leaves out that the path leads into the context object (recorded).
      name = path.text.hasPrefix("$$") ? String(path.text.dropFirst()) : path.text
    case .template(let template):
      var scope = scope(slot, for: template.contextUse, input: input, in: &records)
      selected = try template.evaluate(in: &scope, expecting: .array)
    }
    guard case .array(let items) = selected else {
      throw .runtime("Reference path \"\(name)\" must point to array.")
    }
    return items
  }

  mutating func concurrency(
    _ map: Map, _ slot: StrandID, input: JSON, allowed: Int, in records: inout Records
  ) throws(QueryFailure) -> UInt32 {
    let asked = try askedConcurrency(map, slot, input: input, in: &records)
    return UInt32(clamping: asked == 0 ? allowed : min(asked, allowed))
  }

  /// As the definition has it; 0 means as many as AWS allows.
  mutating func askedConcurrency(_ map: Map, _ slot: StrandID, input: JSON, in records: inout Records)
    throws(QueryFailure) -> Int
  {
    switch map.maxConcurrency {
    case .fixed(let count): return count
    case .expression(let expression): return try wholeNumber(expression, slot, in: &records)
    case .path(let path):
      let value = try evaluate(path, slot, input: input, in: &records)
      // Text that is a number will do (recorded).
      guard let count = value.wholeNumber, count >= 0 else {
        throw QueryFailure(
          error: "States.Runtime",
          cause:
            "The MaxConcurrencyPath field refers to value \"\(value.unquoted)\" which is not a valid integer: "
            + path.text
        )
      }
      return count
    }
  }

  mutating func tolerated(
    _ source: NumberSource?, _ slot: StrandID, input: JSON, isPercentage: Bool, in records: inout Records
  ) throws(QueryFailure) -> Double? {
    let field = isPercentage ? "ToleratedFailurePercentagePath" : "ToleratedFailureCountPath"
    guard let number = try number(source, slot, input: input, field: field, isWhole: !isPercentage, in: &records) else {
      return nil
    }
    if isPercentage, !(0...100).contains(number) {
      throw .runtime("ToleratedFailurePercentage must be between 0 and 100.")
    }
    if number < 0 { throw .runtime("ToleratedFailureCount cannot be negative.") }
    return number
  }

  /// How many items a Map Run reads, and how large its batches are. What is no number fails the state before its Map
  /// Run (recorded on AWS for MaxItemsPath, likely for the others).
  mutating func sizes(of map: DistributedMap, _ slot: StrandID, input: JSON, in records: inout Records)
    throws(QueryFailure) -> MapRun.Sizes
  {
    MapRun.Sizes(
      items: try number(map.reader?.maxItems, slot, input: input, field: "MaxItemsPath", in: &records),
      batchItems: try number(map.batcher?.maxItems, slot, input: input, field: "MaxItemsPerBatchPath", in: &records),
      batchBytes: try number(
        map.batcher?.maxBytes, slot, input: input, field: "MaxInputBytesPerBatchPath", in: &records))
  }

  /// A number, or text that is one, a whole one not beyond what 32 bits can count. `field`: the one with its path.
  private mutating func number(
    _ source: NumberSource?, _ slot: StrandID, input: JSON, field: String, isWhole: Bool = true,
    in records: inout Records
  ) throws(QueryFailure) -> Double? {
    switch source {
    case nil: return nil
    case .fixed(let number): return number
    case .expression(let expression):
      if isWhole {
        let mayBeNegative = MapRun.Sizes.fields.contains(field)
        return Double(
          min(try wholeNumber(expression, slot, mayBeNegative: mayBeNegative, in: &records), Int(Int32.max)))
      }
      return try evaluate(expression, slot, expecting: .number, in: &records).number
    case .path(let path):
      let value = try evaluate(path, slot, input: input, in: &records)
      let number = value.number ?? .nan
      let limit = isWhole ? Double(Int32.max) : Double(Float.greatestFiniteMagnitude)
      guard abs(number) <= limit, !isWhole || number == number.rounded() else {
        throw .runtime(
          "The \(field) field refers to value \"\(value.unquoted)\" which is not a valid "
            + "\(isWhole ? "integer" : "float"): \(path.text)")
      }
      return number
    }
  }

  /// ItemSelector, applied to every item. `source`: what the context object says of where the items come from, which an
  /// inline Map leaves unsaid.
  mutating func shaped(
    _ items: [JSON], from source: ItemSource?, by selector: Template, _ slot: StrandID, input: JSON,
    in records: inout Records
  ) throws(QueryFailure) -> [JSON] {
    var scope = scope(slot, for: .anything, input: input, in: &records)
    let drawn = records.attemptKey(slot)
    let around = contextObject(slot, for: .anything, in: &records)
    var shaped: [JSON] = []
    shaped.reserveCapacity(items.count)
    for (place, item) in items.enumerated() {
      let context = around.with(.init(index: place, value: item, source: source?.name(at: place)))
      scope.context = QueryContext(.deferred(context), variables: scope.variables)
      scope.entropy = Entropy(seed: Interpreter.mix(drawn, UInt64(place) &+ 1))
      switch selector {
      case .jsonPath(let template):
        var entropy = scope.entropy.at(place: template.place)
        shaped.append(try template.evaluate(input: input, context: scope.context, entropy: &entropy))
      case .jsonata(let template): shaped.append(try template.evaluate(in: &scope))
      }
    }
    return shaped
  }

  /// Source: AWS developer guide, "ItemBatcher": a batch is full by its items or by its bytes, whichever comes first.
  mutating func batches(
    of items: [JSON], by batcher: ItemBatcher, _ sizes: MapRun.Sizes, _ slot: StrandID, input: JSON,
    in records: inout Records
  ) throws(QueryFailure) -> (inputs: [JSON], sizes: [Int]) {
    let (mostItems, mostBytes) = try sizes.batchLimits()
    let shared: JSON? =
      if let template = batcher.input { try evaluate(template, slot, input: input, in: &records) } else { nil }
    let fixedBytes = Self.batch([], shared).byteCount
    var batches: [[JSON]] = []
    var bytes = 0
    for item in items {
      let size = item.byteCount
      // A comma stands before every item but the first.
      if let last = batches.last, Double(last.count) < mostItems, Double(bytes + 1 + size) <= mostBytes {
        batches[batches.count - 1].append(item)
        bytes += 1 + size
      } else {
        batches.append([item])
        bytes = fixedBytes + size
      }
    }
    return (batches.map { Self.batch($0, shared) }, batches.map(\.count))
  }

  /// The input of a child that gets several items; its members are in this order (recorded).
  private static func batch(_ items: [JSON], _ shared: JSON?) -> JSON {
    let items = JSON.array(items)
    return if let shared { ["BatchInput": shared, "Items": items] } else { ["Items": items] }
  }
}
