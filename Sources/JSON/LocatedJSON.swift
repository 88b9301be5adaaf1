/// A JSON value that remembers where it stood: what a reader of definitions needs to say where a mistake is.
public struct LocatedJSON: Sendable {
  public struct Member: Sendable {
    public var key: String
    public var keyPosition: SourcePosition
    /// Where the key's quotes begin in the text, in bytes.
    public var keyOffset: Int
    public var value: LocatedJSON

    public init(key: String, keyPosition: SourcePosition, keyOffset: Int, value: LocatedJSON) {
      self.key = key
      self.keyPosition = keyPosition
      self.keyOffset = keyOffset
      self.value = value
    }
  }
  public enum Content: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case string(String)
    case array([LocatedJSON])
    /// Members with equal keys are all here.
    case object([Member])
  }
  public var position: SourcePosition
  /// Of the JSON text that it was read from; empty where it comes from elsewhere.
  public private(set) var bytes: Range<Int>
  public var content: Content

  /// What another format says at a place.
  public init(position: SourcePosition, content: Content) {
    self.position = position
    self.content = content
    bytes = 0..<0
  }

  public static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> LocatedJSON {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<LocatedJSON, JSONSyntaxError> in
      var scanner = JSONScanner(buffer)
      var places = PositionReader(buffer)
      do throws(JSONScanner.Failure) {
        let value = try LocatedJSON(reading: &scanner, &places, depth: 0)
        guard scanner.peek() == nil else { throw scanner.failure("the end of the text") }
        return .success(value)
      } catch {
        return .failure(JSONSyntaxError(error, in: buffer))
      }
    }
    return try result.get()
  }

  private init(
    reading scanner: inout JSONScanner, _ places: inout PositionReader, depth: Int
  ) throws(JSONScanner.Failure) {
    _ = scanner.peek()
    position = places.position(of: scanner.offset)
    let start = scanner.offset
    bytes = start..<start
    switch try scanner.value() {
    case .null: content = .null
    case .bool(let value): content = .bool(value)
    case .integer(let value): content = .integer(value)
    case .double(let value): content = .double(value)
    case .string(let value): content = .string(value)
    case .beginArray:
      var values: [LocatedJSON] = []
      if try scanner.open(depth: depth, closing: UInt8(ascii: "]")) {
        repeat {
          values.append(try LocatedJSON(reading: &scanner, &places, depth: depth + 1))
        } while try scanner.goesOn(until: UInt8(ascii: "]"))
      }
      content = .array(values)
    case .beginObject:
      var members: [Member] = []
      if try scanner.open(depth: depth, closing: UInt8(ascii: "}")) {
        repeat {
          _ = scanner.peek()
          let keyOffset = scanner.offset
          let keyPosition = places.position(of: keyOffset)
          let key = try scanner.key()
          let value = try LocatedJSON(reading: &scanner, &places, depth: depth + 1)
          members.append(Member(key: key, keyPosition: keyPosition, keyOffset: keyOffset, value: value))
        } while try scanner.goesOn(until: UInt8(ascii: "}"))
      }
      content = .object(members)
    }
    bytes = start..<scanner.offset
  }

  /// The value without its places; of members with equal keys the last one.
  public var json: JSON {
    switch content {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .array(let values): return .array(values.map(\.json))
    case .object(let members):
      return .object(JSONObject(lastOfEach: members.map { ($0.key, $0.value.json) }))
    }
  }
}

/// Turns ascending offsets into positions, reading each byte once.
private struct PositionReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  var current = SourcePosition(line: 1, column: 1)

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func position(of target: Int) -> SourcePosition {
    while offset < min(target, bytes.count) {
      if bytes[offset] == 0x0A {
        current = SourcePosition(line: current.line + 1, column: 1)
      } else if bytes[offset] & 0xC0 != 0x80 {
        current.column += 1
      }
      offset += 1
    }
    return current
  }
}
