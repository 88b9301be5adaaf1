import JSON

extension Native {
  static let others: [Native] = [
    Native("error", "<s?:x>", arity: 1) { (call) throws(JSONataError) in
      throw JSONataError("D3137", value: call.text(0) ?? "$error() function evaluated")
    },
    Native("assert", "<bs?:x>", arity: 2) { (call) throws(JSONataError) in
      if case .bool(true) = call[0] { return .undefined }
      throw JSONataError("D3141", value: call.text(1) ?? "$assert() statement failed")
    },
    Native("eval", "<sx?:x>", arity: 2, seesScope: true, eval),
    Native("base64encode", "<s-:s>", arity: 1) { (call) throws(JSONataError) in
      guard let text = call.text(0) else { return .undefined }
      // The reference takes each unit for a byte.
      return try call.evaluator.check(text: Encoding.base64(text.utf16.map { UInt8(truncatingIfNeeded: $0) }))
    },
    Native("base64decode", "<s-:s>", arity: 1) { (call) throws(JSONataError) in
      guard let text = call.text(0) else { return .undefined }
      try call.evaluator.charge(text.utf8.count >> 5)
      var scalars = String.UnicodeScalarView()
      for byte in Encoding.bytes(base64: text) { scalars.append(Unicode.Scalar(byte)) }
      return .string(String(scalars))
    },
    Native("encodeUrlComponent", "<s-:s>", arity: 1) { (call) throws(JSONataError) in
      try Encoding.encode(call, "encodeUrlComponent", keeping: "-_.!~*'()")
    },
    Native("encodeUrl", "<s-:s>", arity: 1) { (call) throws(JSONataError) in
      try Encoding.encode(call, "encodeUrl", keeping: "-_.!~*'();/?:@&=+$,#")
    },
    Native("decodeUrlComponent", "<s-:s>", arity: 1) { (call) throws(JSONataError) in
      try Encoding.decode(call, "decodeUrlComponent", leaving: "")
    },
    Native("decodeUrl", "<s-:s>", arity: 1) { (call) throws(JSONataError) in
      try Encoding.decode(call, "decodeUrl", leaving: ";/?:@&=+$,#")
    },
  ]

  private static func eval(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    var input = call.input
    if !call[1].isUndefined {
      input = call[1]
      if let box = input.array, !box.has(.sequence) {
        input = .array(ArrayBox([input], [.sequence, .outerWrapper]))
      }
    }
    let program: Program
    do throws(JSONataError) {
      let syntax = try Parser.parse(Array(text.utf16))
      program = try Program(syntax, library: call.evaluator.library, isInner: true)
    } catch {
      throw JSONataError("D3120", value: error.message)
    }
    do throws(JSONataError) {
      return try call.evaluator.evaluate(program.root, input, call.frame)
    } catch {
      if error.code == "U1001" { throw error }
      throw JSONataError("D3121", value: error.message)
    }
  }
}

enum Encoding {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let left = bytes.count - index
      let word =
        UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
        | (left > 2 ? UInt32(bytes[index + 2]) : 0)
      for place in 0..<4 {
        text.append(place <= left ? alphabet[Int(word >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
      index += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The value of each byte; those of file names and addresses are two letters' other spelling.
  private static let digits: [UInt32?] = {
    var digits = [UInt32?](repeating: nil, count: 256)
    for (value, letter) in alphabet.enumerated() { digits[Int(letter)] = UInt32(value) }
    digits[Int(UInt8(ascii: "-"))] = 62
    digits[Int(UInt8(ascii: "_"))] = 63
    return digits
  }()

  /// Other characters are passed over, as JavaScript's hosts do.
  static func bytes(base64 text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var word: UInt32 = 0
    var bits = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "=") { break }
      guard let digit = digits[Int(byte)] else { continue }
      word = (word << 6 | digit) & 0xFFFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
      }
    }
    return bytes
  }

  static func encode(_ call: NativeCall, _ name: String, keeping kept: String) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    if UTF16Text.hasLoneSurrogate(text) { throw JSONataError("D3140", token: name, value: call[0].shown) }
    try call.evaluator.charge(text.utf8.count >> 5)
    let digits = Array("0123456789ABCDEF".utf8)
    let kept = Set(kept.utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let isLetter = (0x61...0x7A).contains(byte | 0x20) && byte < 0x80
      if isLetter || (0x30...0x39).contains(byte) || kept.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return try call.evaluator.check(text: String(decoding: bytes, as: UTF8.self))
  }

  static func decode(_ call: NativeCall, _ name: String, leaving left: String) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    try call.evaluator.charge(text.utf8.count >> 5)
    let left = Set(left.utf8)
    let source = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < source.count {
      guard source[index] == UInt8(ascii: "%") else {
        bytes.append(source[index])
        index += 1
        continue
      }
      func digit(_ offset: Int) -> Int? {
        index + offset < source.count
          ? Character(Unicode.Scalar(source[index + offset])).hexDigitValue : nil
      }
      guard let high = digit(1), let low = digit(2) else {
        throw JSONataError("D3140", token: name, value: call[0].shown)
      }
      let byte = UInt8(high * 16 + low)
      if left.contains(byte) { bytes += source[index..<index + 3] } else { bytes.append(byte) }
      index += 3
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw JSONataError("D3140", token: name, value: call[0].shown)
    }
    return .string(decoded)
  }
}
