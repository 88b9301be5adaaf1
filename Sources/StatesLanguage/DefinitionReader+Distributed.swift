import JSON
import JSONPath

/// The fields that only a Map in distributed mode may have.
extension DefinitionReader {
  static let distributedFields = [
    "ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath", "ToleratedFailureCount", "ToleratedFailureCountPath",
  ]

  /// The fields of a distributed Map whose item processor was read.
  mutating func distributed(_ fields: Fields, _ processor: StateMachine, isExpress: Bool) -> DistributedMap {
    var map = DistributedMap(processor: processor, isExpress: isExpress)
    map.label = string(fields, "Label")
    if isExpress { for problem in processor.problems(asExpress: file) { diagnostics.append(problem) } }
    map.reader = itemReader(fields)
    map.batcher = itemBatcher(fields)
    map.writer = resultWriter(fields)
    map.toleratedCount = number(fields, "ToleratedFailureCount", in: 0...Double(Int32.max), isWhole: true)
    map.toleratedPercentage = number(fields, "ToleratedFailurePercentage", in: 0...100, isWhole: false)
    return map
  }

  /// What JSONata's thresholds of failure say in an inline Map, where they have no effect.
  mutating func readInlineThresholds(_ fields: Fields) {
    guard stateLanguage == .jsonata else { return }
    for member in fields.members where member.key.hasPrefix("ToleratedFailure") {
      let isCount = member.key == "ToleratedFailureCount"
      _ = number(fields, member.key, in: 0...(isCount ? Double(Int32.max) : 100), isWhole: isCount)
    }
  }

  /// A number under `name`, or a path under `namePath`. `place`: how a failure names the field.
  mutating func number(
    _ fields: Fields, _ name: String, in range: ClosedRange<Double>, isWhole: Bool, at place: String? = nil
  ) -> NumberSource? {
    exclude([name, name + "Path"], in: fields)
    if let expression = expression(fields, name, at: place) { return .expression(expression) }
    if let path = path(fields, name + "Path", isReference: true) { return .path(path) }
    guard let value = fields[name] else { return nil }
    let number: Double
    switch value.content {
    case .integer(let whole): number = Double(whole)
    case .double(let fraction) where !isWhole: number = fraction
    default: number = .nan
    }
    guard range.contains(number) else {
      let kind = isWhole ? "a whole number" : "a number"
      mismatch(
        value, name, expected: "\(kind) from \(Int(range.lowerBound)) to \(Int(range.upperBound))",
        as: number.isNaN ? .type : .value)
      return nil
    }
    return .fixed(number)
  }

  var parametersName: String { stateLanguage.parametersName }

  // MARK: ItemBatcher, ResultWriter

  private mutating func itemBatcher(_ fields: Fields) -> ItemBatcher? {
    guard let value = fields["ItemBatcher"] else { return nil }
    guard
      let batch = open(
        value, owner: "ItemBatcher of \(fields.owner)", position: value.position,
        allowed: [
          "MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath",
          "BatchInput",
        ])
    else { return nil }
    var batcher = ItemBatcher()
    batcher.maxItems = number(
      batch, "MaxItemsPerBatch", in: 1...100_000_000, isWhole: true, at: "ItemBatcher/MaxItemsPerBatch")
    batcher.maxBytes = number(
      batch, "MaxInputBytesPerBatch", in: 1...Double(Defaults.payloadBytes), isWhole: true,
      at: "ItemBatcher/MaxInputBytesPerBatch")
    batcher.input = template(batch, "BatchInput", at: "ItemBatcher/BatchInput")
    if batcher.maxItems == nil, batcher.maxBytes == nil {
      error(
        .missingField, value.position,
        "\(batch.owner) needs \"MaxItemsPerBatch\" or \"MaxInputBytesPerBatch\", or both",
        hint: "each may also be read from the input: \"MaxItemsPerBatchPath\"")
    }
    return batcher
  }

  private mutating func resultWriter(_ fields: Fields) -> ResultWriter? {
    guard let value = fields["ResultWriter"] else { return nil }
    guard
      let writer = open(
        value, owner: "ResultWriter of \(fields.owner)", position: value.position,
        allowed: ["Resource", parametersName, "WriterConfig"])
    else { return nil }
    if let resource = string(writer, "Resource"), !resource.hasSuffix(":s3:putObject"), let place = writer["Resource"] {
      mismatchedText(place, "Resource", expected: "\"arn:aws:states:::s3:putObject\"")
    }
    if writer["Resource"] != nil || writer[parametersName] != nil {
      require(["Resource", parametersName], in: writer)
    } else if writer["WriterConfig"] == nil {
      error(
        .missingField, value.position,
        "\(writer.owner) needs \"Resource\" and \"\(parametersName)\", or \"WriterConfig\", or all three",
        hint: "without it the children's outputs are the state's output")
    }
    var result = ResultWriter(parameters: template(writer, parametersName, at: "ResultWriter/Arguments"))
    guard let place = writer["WriterConfig"],
      let config = open(
        place, owner: "WriterConfig of \(writer.owner)", position: place.position,
        allowed: ["Transformation", "OutputType"])
    else { return result }
    if let transformation: ResultWriter.Transformation = choice(config, "Transformation") {
      result.transformation = transformation
    }
    if let type: ResultWriter.OutputType = choice(config, "OutputType") { result.outputType = type }
    return result
  }

  /// A field that has one of a few words.
  mutating func choice<Word>(_ fields: Fields, _ name: String) -> Word?
  where Word: RawRepresentable<String> & CaseIterable {
    guard let value = fields[name] else { return nil }
    if let text = value.string, let word = Word(rawValue: text) { return word }
    mismatchedText(value, name, expected: alternatives(Word.allCases.map(\.rawValue)))
    return nil
  }
}
