import Digest
import JSON

/// The intrinsic functions. Source: AWS developer guide, "Intrinsic functions for JSONPath states".
enum Intrinsic: String, Sendable, CaseIterable {
  case array = "States.Array"
  case arrayPartition = "States.ArrayPartition"
  case arrayContains = "States.ArrayContains"
  case arrayRange = "States.ArrayRange"
  case arrayGetItem = "States.ArrayGetItem"
  case arrayLength = "States.ArrayLength"
  case arrayUnique = "States.ArrayUnique"
  case base64Encode = "States.Base64Encode"
  case base64Decode = "States.Base64Decode"
  case hash = "States.Hash"
  case jsonMerge = "States.JsonMerge"
  case stringToJson = "States.StringToJson"
  case jsonToString = "States.JsonToString"
  case mathRandom = "States.MathRandom"
  case mathAdd = "States.MathAdd"
  case stringSplit = "States.StringSplit"
  case uuid = "States.UUID"
  case format = "States.Format"

  /// How deep calls may be nested.
  static let nestingLimit = 10
  /// Characters that the functions of encodings and hashes take.
  static let characterLimit = 10_000
  /// Elements that States.ArrayRange makes.
  static let rangeLimit = 1_000
  /// Bytes of an array that States.ArrayPartition takes.
  static let partitionByteLimit = 262_144

  var arity: ClosedRange<Int> {
    switch self {
    case .uuid: 0...0
    case .arrayLength, .arrayUnique, .base64Encode, .base64Decode, .stringToJson, .jsonToString: 1...1
    case .arrayPartition, .arrayContains, .arrayGetItem, .hash, .mathAdd, .stringSplit: 2...2
    case .mathRandom: 2...3
    case .arrayRange, .jsonMerge: 3...3
    case .array: 0...Int.max
    case .format: 1...Int.max
    }
  }

  /// Why a call fails; the cause names the call around it.
  struct Refusal: Error { var reason: String }

  /// The number of arguments is within `arity`.
  func call(_ arguments: [JSON], _ entropy: inout Entropy) throws(Refusal) -> JSON {
    switch self {
    case .array: return .array(arguments)
    case .arrayPartition: return try Self.partition(arguments[0], arguments[1])
    case .arrayContains: return .bool(try Self.array(arguments[0], "first").contains(arguments[1]))
    case .arrayRange: return try Self.range(arguments[0], arguments[1], arguments[2])
    case .arrayGetItem:
      let values = try Self.array(arguments[0], "first")
      let index = try Self.integer(arguments[1], "second")
      guard values.indices.contains(index) else {
        throw Refusal(reason: "The index \(index) is out of the bounds of an array of length \(values.count)")
      }
      return values[index]
    case .arrayLength: return .integer(try Self.array(arguments[0], "first").count)
    case .arrayUnique: return .array(Self.unique(try Self.array(arguments[0], "first")))
    case .base64Encode: return .string(Base64.encode(Array(try Self.limitedText(arguments[0]).utf8)))
    case .base64Decode:
      guard let bytes = Base64.decode(Array(try Self.limitedText(arguments[0]).utf8)) else {
        throw Refusal(reason: "The first argument is not valid Base64")
      }
      return .string(String(decoding: bytes, as: UTF8.self))
    case .hash: return try Self.hash(arguments[0], arguments[1])
    case .jsonMerge: return try Self.merge(arguments[0], arguments[1], arguments[2])
    case .stringToJson: return try Self.parse(try Self.text(arguments[0], "first"))
    case .jsonToString: return .string(arguments[0].text)
    case .mathRandom: return try Self.random(arguments, &entropy)
    case .mathAdd: return try Self.add(arguments[0], arguments[1])
    case .stringSplit: return try Self.split(arguments[0], arguments[1])
    case .uuid: return .string(entropy.uuid())
    case .format: return .string(try Self.format(try Self.text(arguments[0], "first"), arguments.dropFirst()))
    }
  }

  // MARK: Arguments

  static func array(_ value: JSON, _ place: String) throws(Refusal) -> [JSON] {
    guard case .array(let values) = value else {
      throw Refusal(reason: "The \(place) argument must be an array, but was \(value.kind)")
    }
    return values
  }

  static func text(_ value: JSON, _ place: String) throws(Refusal) -> String {
    guard case .string(let text) = value else {
      throw Refusal(reason: "The \(place) argument must be a string, but was \(value.kind)")
    }
    return text
  }

  /// A whole number; others are rounded, halves upward.
  static func integer(_ value: JSON, _ place: String) throws(Refusal) -> Int {
    switch value {
    case .integer(let number): return number
    case .double(let number):
      let below = number.rounded(.down)
      guard let whole = Int(exactly: number - below >= 0.5 ? below + 1 : below) else {
        throw Refusal(reason: "The \(place) argument is too large for an integer")
      }
      return whole
    case .null, .bool, .string, .array, .object:
      throw Refusal(reason: "The \(place) argument must be a number, but was \(value.kind)")
    }
  }

  static func limitedText(_ value: JSON) throws(Refusal) -> String {
    let text = try text(value, "first")
    guard text.utf16.count <= characterLimit else {
      throw Refusal(reason: "The first argument has more than \(characterLimit) characters")
    }
    return text
  }
}
