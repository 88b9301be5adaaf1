import JSON
import JSONPath

/// The field `ItemReader`. Source of the rules: AWS developer guide, "ItemReader (Map)".
extension DefinitionReader {
  mutating func itemReader(_ fields: Fields) -> ItemReader? {
    guard let value = fields["ItemReader"] else { return nil }
    guard
      let reader = open(
        value, owner: "ItemReader of \(fields.owner)", position: value.position,
        allowed: ["Resource", parametersName, "ReaderConfig"], required: ["Resource", parametersName])
    else { return nil }
    let resource = string(reader, "Resource") ?? ""
    let parameters = template(reader, parametersName, at: "ItemReader/Arguments")
    let isList = resource.hasSuffix(":s3:listObjectsV2")
    if !isList, !resource.hasSuffix(":s3:getObject"), let place = reader["Resource"] {
      mismatchedText(
        place, "Resource", expected: "\"arn:aws:states:::s3:getObject\" or \"arn:aws:states:::s3:listObjectsV2\"")
    }
    let config = reader["ReaderConfig"].flatMap { config in
      open(
        config, owner: "ReaderConfig of \(reader.owner)", position: config.position,
        allowed: [
          "InputType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter", "MaxItems", "MaxItemsPath", "ItemsPointer",
          "ManifestType", "Transformation",
        ])
    }
    guard let parameters else { return nil }
    guard let config else {
      if !isList { require(["ReaderConfig"], in: reader) }
      return ItemReader(source: .listing, parameters: parameters)
    }
    let source = isList ? listSource(config) : objectSource(config)
    var read = ItemReader(source: source ?? .listing, parameters: parameters)
    read.maxItems = number(
      config, "MaxItems", in: 0...100_000_000, isWhole: true, at: "ItemReader/ReaderConfig/MaxItems")
    return read
  }

  private mutating func listSource(_ config: Fields) -> ItemReader.Source? {
    if let manifest = config.member("ManifestType") {
      error(
        .conflictingFields, manifest.keyPosition,
        "\"ManifestType\" of \(config.owner) needs the Resource \"arn:aws:states:::s3:getObject\"",
        hint: "a manifest is an object")
    }
    let transformation: ItemReader.Transformation? = choice(config, "Transformation")
    guard transformation == .loadAndFlatten else {
      for name in ["InputType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter", "ItemsPointer"] {
        noteWithoutEffect(name, in: config, needs: "\"Transformation\": \"LOAD_AND_FLATTEN\"")
      }
      return .listing
    }
    return format(config, among: [.csv, .json, .jsonLines, .parquet]).map { .listedObjects($0) }
  }

  private mutating func objectSource(_ config: Fields) -> ItemReader.Source? {
    let transformation: ItemReader.Transformation? = choice(config, "Transformation")
    if transformation == .loadAndFlatten, let place = config["Transformation"] {
      error(
        .conflictingFields, place.position,
        "\"LOAD_AND_FLATTEN\" of \(config.owner) needs the Resource \"arn:aws:states:::s3:listObjectsV2\"",
        hint: "the items of one object are its contents without it")
    }
    let manifest: ItemReader.ManifestType? = choice(config, "ManifestType")
    switch (manifest, config["InputType"]) {
    case (.athena?, _): return format(config, among: [.csv, .jsonLines, .parquet]).map { .athenaManifest($0) }
    case (.inventory?, let type):
      if let type {
        error(
          .conflictingFields, type.position,
          "\"InputType\" of \(config.owner) may not stand beside \"ManifestType\": \"S3_INVENTORY\"",
          hint: "the files of an inventory are CSV")
      }
      return inventory(config)
    case (nil, let type?) where type.json == .string(ItemReader.InputType.manifest.rawValue):
      return inventory(config)
    case (nil, _): return format(config, among: ItemReader.InputType.allCases).map { .object($0) }
    }
  }

  private mutating func inventory(_ config: Fields) -> ItemReader.Source {
    for name in ["CSVHeaderLocation", "CSVHeaders"] {
      if let member = config.member(name) {
        notYet(member.keyPosition, "\"\(name)\" of an inventory", hint: "the manifest has the headers")
      }
    }
    noteWithoutEffect("ItemsPointer", in: config, needs: "\"InputType\": \"JSON\"")
    return .inventory(delimiter: delimiter(config))
  }

  private mutating func format(_ config: Fields, among types: [ItemReader.InputType]) -> ItemReader.Format? {
    guard let value = config["InputType"] else {
      require(["InputType"], in: config)
      return nil
    }
    guard let type: ItemReader.InputType = choice(config, "InputType") else { return nil }
    guard types.contains(type) else {
      mismatchedText(value, "InputType", expected: alternatives(types.map(\.rawValue)))
      return nil
    }
    if type != .json { noteWithoutEffect("ItemsPointer", in: config, needs: "\"InputType\": \"JSON\"") }
    if type != .csv {
      for name in ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"] {
        noteWithoutEffect(name, in: config, needs: "\"InputType\": \"CSV\"")
      }
    }
    switch type {
    case .json: return .json(pointer: pointer(config))
    case .jsonLines: return .jsonLines
    case .csv: return csv(config)
    case .parquet:
      notYet(
        value.position, "\"InputType\" \(value.described)",
        hint: "JSON, JSONL and CSV are read, and the inventories, manifests and lists of S3 that name such objects")
      return nil
    case .manifest: return nil
    }
  }

  private mutating func noteWithoutEffect(_ name: String, in config: Fields, needs field: String) {
    guard let member = config.member(name) else { return }
    written.idle.append(DefinitionText.Idle(member: member, owner: config.owner, needs: field))
  }

  /// The names of a JSON pointer (RFC 6901).
  private mutating func pointer(_ config: Fields) -> [String] {
    guard let value = config["ItemsPointer"], let text = string(config, "ItemsPointer"), text != "" else { return [] }
    guard text.hasPrefix("/") else {
      mismatchedText(value, "ItemsPointer", expected: "a JSON pointer, which begins with \"/\"")
      return []
    }
    return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { name in
      // In this order: "~01" stands for "~1".
      name.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
        .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
    }
  }

  // MARK: CSV

  private mutating func delimiter(_ config: Fields) -> UInt8 {
    let known = ["COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "SPACE": " ", "TAB": "\t"]
    guard let name = string(config, "CSVDelimiter"), let value = config["CSVDelimiter"] else {
      return UInt8(ascii: ",")
    }
    if let byte = known[name]?.utf8.first { return byte }
    mismatchedText(value, "CSVDelimiter", expected: alternatives(known.keys.sorted()))
    return UInt8(ascii: ",")
  }

  private mutating func csv(_ config: Fields) -> ItemReader.Format? {
    let delimiter = delimiter(config)
    guard let location = config["CSVHeaderLocation"] else {
      require(["CSVHeaderLocation"], in: config)
      return nil
    }
    switch location.content {
    case .string("FIRST_ROW"): return .csv(delimiter: delimiter, headers: nil)
    case .string("GIVEN"): return csvHeaders(config).map { .csv(delimiter: delimiter, headers: $0) }
    default:
      mismatchedText(location, "CSVHeaderLocation", expected: "\"FIRST_ROW\" or \"GIVEN\"")
      return nil
    }
  }

  private mutating func csvHeaders(_ config: Fields) -> [String]? {
    guard let value = config["CSVHeaders"] else {
      require(["CSVHeaders"], in: config)
      return nil
    }
    var headers: [String] = []
    guard let items = value.elements else {
      mismatch(value, "CSVHeaders", expected: "an array of strings")
      return nil
    }
    for item in items {
      if let header = item.string {
        headers.append(header)
      } else {
        mismatch(item, "CSVHeaders", expected: "an array of strings")
      }
    }
    return headers
  }
}
