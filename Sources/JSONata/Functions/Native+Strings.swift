extension Native {
  static let strings: [Native] = [
    Native("string", "<x-b?:s>", arity: 1) { (call) throws(JSONataError) in
      let pretty = if case .bool(true) = call[1] { true } else { false }
      var value = call[0]
      if let box = value.array, box.has(.outerWrapper), let first = box.items.first { value = first }
      guard let text = try call.evaluator.string(value, pretty: pretty) else { return .undefined }
      return try call.evaluator.check(text: text)
    },
    Native("length", "<s-:n>", arity: 1) { call in
      call.text(0).map { .number(Double($0.unicodeScalars.count)) } ?? .undefined
    },
    Native("substring", "<s-nn?:s>", arity: 3, substring),
    Native("substringBefore", "<s-s:s>", arity: 2) { call in
      guard let text = call.text(0), let mark = call.text(1) else { return call[0] }
      return Texts.find(mark, in: text).map { .string(String(text.unicodeScalars[..<$0.lowerBound])) } ?? call[0]
    },
    Native("substringAfter", "<s-s:s>", arity: 2) { call in
      guard let text = call.text(0), let mark = call.text(1) else { return call[0] }
      return Texts.find(mark, in: text).map { .string(String(text.unicodeScalars[$0.upperBound...])) } ?? call[0]
    },
    Native("lowercase", "<s-:s>", arity: 1) { call in call.text(0).map { .string($0.lowercased()) } ?? .undefined },
    Native("uppercase", "<s-:s>", arity: 1) { call in call.text(0).map { .string($0.uppercased()) } ?? .undefined },
    Native("trim", "<s-:s>", arity: 1) { call in
      guard let text = call.text(0) else { return .undefined }
      let words = text.unicodeScalars.split { " \t\n\r".unicodeScalars.contains($0) }
      return .string(words.map { String($0) }.joined(separator: " "))
    },
    Native("pad", "<s-ns?:s>", arity: 3, pad),
    Native("join", "<a<s>s?:s>", arity: 2) { (call) throws(JSONataError) in
      guard case .array(let box) = call[0] else { return .undefined }
      let separator = call.text(1) ?? ""
      try call.evaluator.charge(items: box.items.count)
      var bytes = 0
      for item in box.items {
        bytes += separator.utf8.count + (item.text?.utf8.count ?? 0)
        if bytes - separator.utf8.count > call.evaluator.limits.text { throw .memoryLimit }
      }
      return try call.evaluator.check(text: box.items.compactMap(\.text).joined(separator: separator))
    },
    Native("contains", "<s-(sf):b>", arity: 2, contains),
    Native("split", "<s-(sf)n?:a<s>>", arity: 3, split),
    Native("match", "<s-f<s:o>n?:a<o>>", arity: 3, match),
    Native("replace", "<s-(sf)(sf)n?:s>", arity: 4, replace),
  ]

  private static func substring(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0), let from = call.number(1) else { return .undefined }
    let scalars = Array(text.unicodeScalars)
    let count = Double(scalars.count)
    var start = from
    if count + start < 0 { start = 0 }
    let end: Double
    if let length = call.number(2) {
      if length <= 0 { return .string("") }
      end = start >= 0 ? start + length : count + start + length
    } else {
      end = count
    }
    return .string(Texts.slice(scalars, start, end))
  }

  private static func pad(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    let width = call.number(1) ?? 0
    var filler = Array((call.text(2) ?? " ").unicodeScalars)
    if filler.isEmpty { filler = [" "] }
    let missing = abs(width) - Double(text.unicodeScalars.count)
    guard missing >= 1 else { return .string(text) }
    if missing > Double(call.evaluator.limits.text) {
      throw .memoryLimit
    }
    let count = Int(missing.rounded(.down))
    try call.evaluator.charge(count >> 4)
    var padding = String.UnicodeScalarView()
    for index in 0..<count { padding.append(filler[index % filler.count]) }
    return try call.evaluator.check(text: width > 0 ? text + String(padding) : String(padding) + text)
  }

  private static func contains(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    if let token = call.text(1) { return .bool(Texts.find(token, in: text) != nil) }
    guard let matcher = call[1].function else { return .undefined }
    return .bool(!(try Patterns.first(matcher, text, call)).isUndefined)
  }

  private static func split(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    let limit = call.number(2)
    if let limit, limit < 0 { throw JSONataError("D3020", value: NumberText.shortest(limit)) }
    let most = limit.flatMap { Int(exactly: min($0, 1e9).rounded(.down)) } ?? Int.max
    var parts: [String] = []
    if let separator = call.text(1) {
      parts = Texts.split(text, separator, most: call.evaluator.limits.sequence)
    } else if let matcher = call[1].function {
      let units = Array(text.utf16)
      var start = 0
      var found = try Patterns.found(try Patterns.first(matcher, text, call))
      while let match = found, parts.count < most {
        parts.append(UTF16Text.string(units[min(start, units.count)..<max(start, min(match.start, units.count))]))
        start = min(match.end, units.count)
        try call.evaluator.check(count: parts.count)
        found = try Patterns.found(try Patterns.next(match, call))
      }
      if parts.count < most { parts.append(UTF16Text.string(units[start...])) }
    }
    try call.evaluator.check(count: parts.count)
    try call.evaluator.charge(parts.count >> 2)
    return .strings(Array(parts.prefix(most)))
  }

  private static func match(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0), let matcher = call[1].function else { return .undefined }
    let limit = call.number(2)
    if let limit, limit < 0 { throw JSONataError("D3040", value: NumberText.shortest(limit)) }
    let result = ArrayBox.sequence()
    var found = try Patterns.found(try Patterns.first(matcher, text, call))
    while let match = found, limit.map({ Double(result.items.count) < $0 }) ?? true {
      let object = ObjectBox()
      object["match"] = .string(match.text)
      object["index"] = .number(Double(match.start))
      object["groups"] = .array(ArrayBox(match.groups))
      result.append(.object(object))
      try call.evaluator.check(count: result.items.count)
      found = try Patterns.found(try Patterns.next(match, call))
    }
    return .array(result)
  }

  private static func replace(_ call: NativeCall) throws(JSONataError) -> Value {
    guard let text = call.text(0) else { return .undefined }
    if call.text(1)?.isEmpty == true { throw JSONataError("D3010") }
    let limit = call.number(3) ?? .infinity
    if limit < 0 { throw JSONataError("D3011", value: NumberText.shortest(limit)) }
    if let pattern = call.text(1) {
      guard let replacement = call.text(2) else { return try replaced(call, text, pattern, limit) }
      return try call.evaluator.check(text: try Texts.replace(pattern, with: replacement, limit, in: text, call))
    }
    guard let matcher = call[1].function else { return .undefined }
    let units = Array(text.utf16)
    var result = ""
    var position = 0
    var count = 0.0
    var found = try Patterns.found(try Patterns.first(matcher, text, call))
    while let match = found, count < limit {
      if match.text.isEmpty { throw JSONataError("D1004", value: call[0].shown) }
      result += UTF16Text.string(units[position..<max(position, min(match.start, units.count))])
      if let function = call[2].function {
        let replacement = try call.evaluator.apply(function, [match.value], .null, call.frame)
        guard let part = replacement.text else { throw JSONataError("D3012", value: replacement.shown) }
        try call.evaluator.charge(part.utf8.count >> 6)
        result += part
      } else {
        let template = call.text(2) ?? ""
        try call.evaluator.charge(template.utf8.count >> 5)
        result += try Patterns.expand(template, match, limit: call.evaluator.limits.text)
      }
      position = min(max(position, match.start + match.text.utf16.count), units.count)
      count += 1
      found = try Patterns.found(try Patterns.next(match, call))
      if result.utf8.count > call.evaluator.limits.text { throw .memoryLimit }
    }
    return try call.evaluator.check(text: result + UTF16Text.string(units[position...]))
  }

  /// A function as replacement of a text gets the text.
  private static func replaced(
    _ call: NativeCall, _ text: String, _ pattern: String, _ limit: Double
  ) throws(JSONataError) -> Value {
    guard let function = call[2].function else { return .string(text) }
    let replacement = try call.evaluator.apply(function, [.string(pattern)], .null, call.frame)
    guard let part = replacement.text else { throw JSONataError("D3012", value: replacement.shown) }
    return try call.evaluator.check(text: try Texts.replace(pattern, with: part, limit, in: text, call))
  }
}

/// Texts as JavaScript sees them: no two different spellings are equal.
enum Texts {
  static func slice(_ scalars: [Unicode.Scalar], _ start: Double, _ end: Double) -> String {
    func place(_ index: Double) -> Int {
      let whole = index.rounded(.towardZero)
      return Int(min(max(whole < 0 ? whole + Double(scalars.count) : whole, 0), Double(scalars.count)))
    }
    guard !start.isNaN, !end.isNaN, place(start) < place(end) else { return "" }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[place(start)..<place(end)])
    return String(view)
  }

  static func find(
    _ mark: String, in text: String, from start: String.Index? = nil
  ) -> Range<String.Index>? {
    let bytes = text.utf8
    let pattern = Array(mark.utf8)
    var index = start ?? bytes.startIndex
    guard let first = pattern.first else { return index..<index }
    while let place = bytes[index...].firstIndex(of: first) {
      if bytes[place...].starts(with: pattern),
        let end = bytes.index(
          place, offsetBy: pattern.count, limitedBy: bytes.endIndex)
      {
        return place..<end
      }
      index = bytes.index(after: place)
    }
    return nil
  }

  /// One part more than `most` ends it.
  static func split(_ text: String, _ separator: String, most: Int) -> [String] {
    if separator.isEmpty { return text.unicodeScalars.prefix(most + 1).map { String($0) } }
    var parts: [String] = []
    var start = text.startIndex
    while let range = find(separator, in: text, from: start) {
      parts.append(String(text.unicodeScalars[start..<range.lowerBound]))
      start = range.upperBound
      if parts.count > most { return parts }
    }
    parts.append(String(text.unicodeScalars[start...]))
    return parts
  }

  static func replace(
    _ pattern: String, with replacement: String, _ limit: Double, in text: String, _ call: NativeCall
  ) throws(JSONataError) -> String {
    var result = ""
    var start = text.startIndex
    var count = 0.0
    while count < limit, let range = find(pattern, in: text, from: start) {
      result += String(text.unicodeScalars[start..<range.lowerBound]) + replacement
      start = range.upperBound
      count += 1
      if result.utf8.count > call.evaluator.limits.text { throw .memoryLimit }
    }
    return result + String(text.unicodeScalars[start...])
  }
}
