import JSON

/// Parallel, inline and distributed Map.
extension Grammar {
  private mutating func parameters(_ state: inout JSONObject, _ scope: Scope, _ pathName: String, _ name: String) {
    guard oneIn(3) else { return }
    if scope.isJSONata {
      state[name] = jsonataTemplate()
    } else {
      state[pathName] = .object(keeping(template(depth: 2)))
    }
  }

  mutating func parallel(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Parallel"]
    state["Branches"] = .array(
      some(1, 3) { .object($0.scope(depth: scope.depth - 1, size: 2)) })
    parameters(&state, scope, "Parameters", "Arguments")
    result(&state, scope)
    flow(&state, scope)
    return state
  }

  mutating func inlineMap(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Map"]
    var processor = self.scope(depth: scope.depth - 1, size: 2)
    let isOld = !scope.isJSONata && oneIn(4)
    if !isOld, oneIn(2) { processor["ProcessorConfig"] = ["Mode": "INLINE"] }
    state[isOld ? "Iterator" : "ItemProcessor"] = .object(processor)
    items(&state, scope)
    selector(&state, scope, isOld: isOld)
    concurrency(&state, scope)
    result(&state, scope)
    flow(&state, scope)
    return state
  }

  private mutating func items(_ state: inout JSONObject, _ scope: Scope) {
    if scope.isJSONata {
      state["Items"] = pick(["{% $states.input.n %}", [1, ["a": 2], "{% 3 %}"], "{% [1..5] %}", jsonataText()])
    } else if !oneIn(5) {
      state["ItemsPath"] = .string(pick(["$.n", "$.n", "$.a", "$.a.n", "$x", "$$.Execution.Input.n", reference()]))
    }
  }

  private mutating func selector(_ state: inout JSONObject, _ scope: Scope, isOld: Bool) {
    guard oneIn(2) else { return }
    if scope.isJSONata {
      state["ItemSelector"] = [
        "v": "{% $states.context.Map.Item.Value %}", "i": "{% $states.context.Map.Item.Index %}",
      ]
    } else {
      var fields = keeping(template(depth: 1))
      fields["v"] = nil
      fields["v.$"] = "$$.Map.Item.Value"
      fields["k.$"] = .string(pick(["$$.Map.Item.Index", "$$.Map.Item.Key", "$$.Map.Item.Source", "$.i"]))
      state[isOld ? "Parameters" : "ItemSelector"] = .object(fields)
    }
  }

  private mutating func concurrency(_ state: inout JSONObject, _ scope: Scope) {
    if !scope.isJSONata, oneIn(5) {
      state["MaxConcurrencyPath"] = .string(pick(["$.i", "$.n[0]"]))
    } else if oneIn(2) {
      state["MaxConcurrency"] = amount(0, 4, scope)
    }
  }

  mutating func distributedMap(_ scope: Scope) -> JSONObject {
    var state: JSONObject = ["Type": "Map"]
    let wasExpress = isExpress
    isExpress = oneIn(2)
    var processor = self.scope(depth: scope.depth - 1, size: 2)
    processor["ProcessorConfig"] = ["Mode": "DISTRIBUTED", "ExecutionType": isExpress ? "EXPRESS" : "STANDARD"]
    isExpress = wasExpress
    state["ItemProcessor"] = .object(processor)
    if oneIn(3) { items(&state, scope) } else { state["ItemReader"] = itemReader(scope) }
    selector(&state, scope, isOld: false)
    concurrency(&state, scope)
    if oneIn(2) { state["ItemBatcher"] = batcher(scope) }
    if oneIn(2) { state["ResultWriter"] = writer(scope) }
    if oneIn(3) { state["Label"] = .string("L\(serial)") }
    switch below(5) {
    case 0: state["ToleratedFailurePercentage"] = amount(0, 100, scope)
    case 1: state["ToleratedFailureCount"] = amount(0, 3, scope)
    case 2 where !scope.isJSONata:
      state[oneIn(2) ? "ToleratedFailureCountPath" : "ToleratedFailurePercentagePath"] = "$.i"
    default: break
    }
    result(&state, scope)
    flow(&state, scope)
    return state
  }

  private mutating func itemReader(_ scope: Scope) -> JSON {
    let isList = oneIn(5)
    var config = JSONObject()
    let type = pick(["CSV", "JSON", "JSONL", "MANIFEST"])
    let key: String
    switch type {
    case "CSV": key = pick(["items.csv", "wide.csv", "items.json"])
    case "JSON": key = pick(["items.json", "list.json", "lines.jsonl"])
    case "JSONL": key = pick(["lines.jsonl", "list.json"])
    default: key = pick(["manifest.json", "bad-manifest.json"])
    }
    if !isList {
      config["InputType"] = .string(type)
      if type == "CSV" {
        config["CSVHeaderLocation"] = oneIn(2) ? "FIRST_ROW" : "GIVEN"
        if config["CSVHeaderLocation"] == "GIVEN" { config["CSVHeaders"] = ["a", "b"] }
        if oneIn(3) { config["CSVDelimiter"] = .string(pick(["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"])) }
      }
      if type == "JSON", oneIn(2) { config["ItemsPointer"] = .string(pick(["/a", "/n", "/a/0/b", "/o", "/x~1y"])) }
      if type == "MANIFEST", oneIn(3) {
        config["ManifestType"] = oneIn(12) ? "ATHENA_DATA" : "S3_INVENTORY"
      }
    }
    if oneIn(3) { config["MaxItems"] = amount(1, 5, scope) }
    if !scope.isJSONata, config["MaxItems"] == nil, oneIn(6) { config["MaxItemsPath"] = "$.i" }
    if oneIn(40) { config[pick(["Transformation", "X"])] = "NONE" }
    if oneIn(60) { config["InputType"] = "PARQUET" }
    var parameters: JSONObject = ["Bucket": .string(oneIn(10) ? "none" : "b")]
    parameters[isList ? "Prefix" : "Key"] = .string(isList ? pick(["", "i", "none"]) : oneIn(10) ? "none" : key)
    var reader: JSONObject = [
      "Resource": .string("arn:aws:states:::s3:\(isList ? "listObjectsV2" : "getObject")"),
      scope.isJSONata ? "Arguments" : "Parameters": .object(parameters),
    ]
    if !isList || !config.isEmpty { reader["ReaderConfig"] = .object(config) }
    return .object(reader)
  }

  private mutating func batcher(_ scope: Scope) -> JSON {
    var batcher = JSONObject()
    if !oneIn(3) { batcher["MaxItemsPerBatch"] = amount(1, 3, scope) }
    if batcher.isEmpty || oneIn(3) { batcher["MaxInputBytesPerBatch"] = amount(20, 300, scope) }
    if !scope.isJSONata, oneIn(6) {
      batcher = oneIn(2) ? ["MaxItemsPerBatchPath": "$.i"] : ["MaxInputBytesPerBatchPath": "$.i"]
    }
    if oneIn(2) { batcher["BatchInput"] = scope.isJSONata ? jsonataTemplate() : .object(["b.$": "$", "c": 1]) }
    return .object(batcher)
  }

  private mutating func writer(_ scope: Scope) -> JSON {
    var writer = JSONObject()
    if !oneIn(4) {
      writer["Resource"] = "arn:aws:states:::s3:putObject"
      writer[scope.isJSONata ? "Arguments" : "Parameters"] = [
        "Bucket": .string(oneIn(8) ? "none" : "b"), "Prefix": "p",
      ]
    }
    if writer.isEmpty || oneIn(2) {
      writer["WriterConfig"] = [
        "Transformation": .string(pick(["NONE", "COMPACT", "FLATTEN"])),
        "OutputType": .string(pick(["JSON", "JSONL"])),
      ]
    }
    return .object(writer)
  }
}
