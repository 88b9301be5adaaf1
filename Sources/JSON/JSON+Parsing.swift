extension JSON {
  /// Of members with one key the last one counts. `LocatedJSON.parse` keeps them apart.
  public static func parse(_ text: String) throws(JSONSyntaxError) -> JSON { try parse(Array(text.utf8)) }

  public static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSON {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, JSONSyntaxError> in
      var scanner = JSONScanner(buffer)
      do throws(JSONScanner.Failure) {
        let value = try JSON(reading: &scanner, depth: 0)
        guard scanner.peek() == nil else { throw scanner.failure("the end of the text") }
        return .success(value)
      } catch {
        return .failure(JSONSyntaxError(error, in: buffer))
      }
    }
    return try result.get()
  }

  private init(reading scanner: inout JSONScanner, depth: Int) throws(JSONScanner.Failure) {
    switch try scanner.value() {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .double(let value): self = .double(value)
    case .string(let value): self = .string(value)
    case .beginArray:
      var values: [JSON] = []
      try scanner.elements(depth: depth, closing: UInt8(ascii: "]")) { (scanner) throws(JSONScanner.Failure) in
        values.append(try JSON(reading: &scanner, depth: depth + 1))
      }
      self = .array(values)
    case .beginObject:
      var members: [JSONObject.Element] = []
      try scanner.elements(depth: depth, closing: UInt8(ascii: "}")) { (scanner) throws(JSONScanner.Failure) in
        let key = try scanner.key()
        members.append((key, try JSON(reading: &scanner, depth: depth + 1)))
      }
      self = .object(JSONObject(uniqueMembers: Self.lastOfEach(members)))
    }
  }

  private static func lastOfEach(_ members: [JSONObject.Element]) -> [JSONObject.Element] {
    if members.count <= 16, areDistinct(members) { return members }
    var places: [String: Int] = [:]
    var unique: [JSONObject.Element] = []
    for member in members {
      if let place = places.updateValue(unique.count, forKey: member.key) {
        places[member.key] = place
        unique[place].value = member.value
      } else {
        unique.append(member)
      }
    }
    return unique
  }

  /// Comparing a few keys with each other is faster than hashing them.
  private static func areDistinct(_ members: [JSONObject.Element]) -> Bool {
    for later in members.indices {
      for earlier in 0..<later where members[earlier].key == members[later].key { return false }
    }
    return true
  }
}

extension JSONScanner {
  /// Reads what stands between an opening bracket, already taken, and `closing`.
  mutating func elements(
    depth: Int, closing: UInt8, _ element: (inout JSONScanner) throws(Failure) -> Void
  ) throws(Failure) {
    guard depth < Self.depthLimit else {
      throw Failure(offset: offset - 1, message: "found more than \(Self.depthLimit) levels of nesting")
    }
    if take(closing) { return }
    while true {
      try element(&self)
      if take(closing) { return }
      guard take(UInt8(ascii: ",")) else {
        throw failure("',' or '\(Character(UnicodeScalar(closing)))'", hint: "is a comma missing before it?")
      }
      if closing == UInt8(ascii: "}"), peek() == closing {
        throw failure("a member's name", hint: "remove the comma before it")
      }
    }
  }

  /// A member's name and its colon.
  mutating func key() throws(Failure) -> String {
    guard peek() == UInt8(ascii: "\"") else {
      throw failure("a member's name in double quotes")
    }
    let key = try string()
    guard take(UInt8(ascii: ":")) else { throw failure("':' after the member's name") }
    return key
  }
}

extension JSONSyntaxError {
  init(_ failure: JSONScanner.Failure, in bytes: UnsafeBufferPointer<UInt8>) {
    self.init(
      position: JSONScanner.position(of: failure.offset, in: bytes), message: failure.message, hint: failure.hint)
  }
}
