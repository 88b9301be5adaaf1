import JSON
import JSONPath
import JSONata

extension JSONataExpression {
  /// JSONata's functions with those that Step Functions adds, and without `$eval`, which it excludes. Source: AWS
  /// developer guide, "JSONata functions provided by Step Functions".
  static let library: Library = {
    do throws(JSONataError) {
      return Library(
        adding: [
          try HostFunction("partition", signature: "<an:a>") { (given, _) throws(JSONataError) in
            try call(.partition, given)
          },
          try HostFunction("range", signature: "<nnn:a>") { (given, _) throws(JSONataError) in
            try call(.range, given)
          },
          try HostFunction("hash", signature: "<ss:s>") { (given, _) throws(JSONataError) in
            try call(.hash, given)
          },
          try HostFunction("random", signature: "<n?:n>") { (given, random) throws(JSONataError) in
            guard let seed = given.first ?? nil else { return .double(random()) }
            var entropy = Entropy(seed: UInt64(truncatingIfNeeded: seed.hashSeed))
            return .double(entropy.uniform())
          },
          try HostFunction("uuid", signature: "<:s>") { (_, random) throws(JSONataError) in
            var entropy = Entropy(seed: UInt64(random() * 0x1p53) << 11 ^ UInt64(random() * 0x1p53))
            return .string(entropy.uuid())
          },
          try HostFunction("parse", signature: "<s:x>") { (given, _) throws(JSONataError) in
            guard case .string(let text)? = given.first ?? nil else { return nil }
            do throws(JSONSyntaxError) {
              return try JSON.parse(text)
            } catch {
              throw JSONataError("D3137", value: "the argument of function parse is not valid JSON: \(error.message)")
            }
          },
        ], hiding: ["eval"])
    } catch {
      preconditionFailure("\(error.code): \(error.message)")
    }
  }()

  /// Undefined where an argument is.
  private static func call(_ function: SharedFunction, _ given: [JSON?]) throws(JSONataError) -> JSON? {
    let arguments = given.compactMap(\.self)
    guard arguments.count == given.count else { return nil }
    do throws(SharedFunction.Refusal) {
      return try function.call(arguments)
    } catch {
      throw JSONataError("D3137", value: "\(error.reason) (function \(function.rawValue))")
    }
  }
}

extension JSON {
  fileprivate var hashSeed: Int {
    switch self {
    case .integer(let seed): seed
    case .double(let seed): Int(truncatingIfNeeded: seed.bitPattern)
    case .null, .bool, .string, .array, .object: 0
    }
  }
}
