extension JSON {
  /// Of members with one key the last one counts. `LocatedJSON.parse` keeps them apart.
  public static func parse(_ text: String) throws(JSONSyntaxError) -> JSON { try parse(Array(text.utf8)) }

  public static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSON {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, JSONSyntaxError> in
      var reader = JSONReader(scanner: JSONScanner(buffer))
      do throws(JSONScanner.Failure) {
        let value = try reader.value(depth: 0)
        guard reader.scanner.peek() == nil else { throw reader.scanner.failure("the end of the text") }
        return .success(value)
      } catch {
        return .failure(JSONSyntaxError(error, in: buffer))
      }
    }
    return try result.get()
  }
}

private struct JSONReader {
  var scanner: JSONScanner
  /// Of the last object: the next one often has the same.
  private var keys: JSONKeys?

  init(scanner: JSONScanner) { self.scanner = scanner }

  mutating func value(depth: Int) throws(JSONScanner.Failure) -> JSON {
    switch try scanner.value() {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .beginArray:
      var values: [JSON] = []
      guard try scanner.open(depth: depth, closing: UInt8(ascii: "]")) else { return .array(values) }
      repeat { values.append(try value(depth: depth + 1)) } while try scanner.goesOn(until: UInt8(ascii: "]"))
      return .array(values)
    case .beginObject:
      guard try scanner.open(depth: depth, closing: UInt8(ascii: "}")) else { return .object(JSONObject()) }
      var names: [String] = []
      var values: [JSON] = []
      repeat {
        names.append(try scanner.key())
        values.append(try value(depth: depth + 1))
      } while try scanner.goesOn(until: UInt8(ascii: "}"))
      return .object(object(names, values))
    }
  }

  private mutating func object(_ names: [String], _ values: [JSON]) -> JSONObject {
    if let keys, keys.areWritten(names) { return JSONObject(keys, values: values) }
    let object = JSONObject(lastOfEach: Array(zip(names, values)))
    keys = object.keys
    return object
  }
}

extension JSONObject {
  /// Of members with one key the last one counts, in the place of the first.
  init(lastOfEach members: [Element]) {
    // Comparing a few keys with each other is faster than hashing them.
    if members.count <= 16, Self.areDistinct(members) {
      self.init(uniqueMembers: members)
      return
    }
    var places: [ExactText: Int] = [:]
    var unique: [Element] = []
    for member in members {
      if let place = places[ExactText(member.key)] {
        unique[place].value = member.value
      } else {
        places[ExactText(member.key)] = unique.count
        unique.append(member)
      }
    }
    self.init(uniqueMembers: unique)
  }

  private static func areDistinct(_ members: [Element]) -> Bool {
    for later in members.indices {
      for earlier in 0..<later where members[earlier].key.isWritten(as: members[later].key) { return false }
    }
    return true
  }
}

extension JSONScanner {
  /// After an opening bracket: false, the closing one follows.
  mutating func open(depth: Int, closing: UInt8) throws(Failure) -> Bool {
    guard depth < Self.depthLimit else {
      throw Failure(offset: offset - 1, message: "found more than \(Self.depthLimit) levels of nesting")
    }
    return !take(closing)
  }

  /// After an element: true, another follows.
  mutating func goesOn(until closing: UInt8) throws(Failure) -> Bool {
    if take(closing) { return false }
    guard take(UInt8(ascii: ",")) else {
      throw failure("',' or '\(Character(UnicodeScalar(closing)))'", hint: "is a comma missing before it?")
    }
    if closing == UInt8(ascii: "}"), peek() == closing {
      throw failure("a member's name", hint: "remove the comma before it")
    }
    return true
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
