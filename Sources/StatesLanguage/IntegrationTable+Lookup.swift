extension IntegrationTable {
  /// How surely Step Functions knows a service of the AWS SDK.
  enum Standing: Equatable {
    /// The developer guide lists it.
    case documented
    /// Its SDK exists, but no list of the guide has it.
    case unlisted
    /// AWS has retired it, or is retiring it.
    case retired
  }

  /// How surely Step Functions takes an action of a service that it knows.
  enum Support: Equatable {
    case known
    /// The guide says that it does not.
    case unsupported
    /// It answers by a stream of events, or the SDK for Java lacks it.
    case doubtful
    /// AWS has removed it from the service's API.
    case removed
    case unknown
  }

  /// A service of the AWS SDK. Its line reads `name prefix standing action...`, the standing `k` (documented),
  /// `d` (unlisted) or `r` (retired); actions are sorted and may begin with a mark: `!` unsupported, `?` doubtful, `-`
  /// removed, `+` unlisted, but in use. The prefix `*` stands for a service whose actions are not known.
  struct Service {
    let words: [Substring]

    var name: String { String(words[0]) }
    /// How the names of its errors begin.
    var errorPrefix: String? { words[1] == "*" ? nil : String(words[1]) }
    var standing: Standing { words[2] == "k" ? .documented : words[2] == "d" ? .unlisted : .retired }
    var actions: [String] {
      words.dropFirst(3).filter { !$0.hasPrefix("!") }.map { String($0.first?.isLetter == true ? $0 : $0.dropFirst()) }
    }

    /// Whether Step Functions calls an action, and how surely it knows the service: of an unlisted one an action that
    /// is in use tells that it does.
    func support(of action: String) -> (Support, Standing) {
      if errorPrefix == nil { return (.known, standing) }
      for word in words.dropFirst(3) where word == action || word.dropFirst() == action {
        switch word.first {
        case "!": return (.unsupported, standing)
        case "?": return (.doubtful, standing)
        case "-": return (.removed, standing)
        case "+": return (.known, .documented)
        default: if word == action { return (.known, standing) }
        }
      }
      return (.unknown, standing)
    }
  }

  static func service(_ name: String) -> Service? {
    line(of: name, in: sdk).map { Service(words: $0.split(separator: " ")) }
  }

  /// The actions of an optimized integration, each with its pattern's suffix. `?` marks those that AWS's texts do not
  /// agree on.
  static func optimizedActions(_ service: String) -> [String]? {
    line(of: service, in: optimized).map { $0.split(separator: " ").dropFirst().map(String.init) }
  }

  /// The SDK's name of a service that is known by another.
  static func alias(_ name: String) -> String? {
    line(of: name, in: aliases).flatMap { $0.split(separator: " ").last.map(String.init) }
  }

  /// Whether errors of some service begin so. The name of a service in the SDK is its errors' prefix in lower case.
  static func isErrorPrefix(_ prefix: String) -> Bool { service(prefix.lowercased())?.errorPrefix == prefix }

  /// The first word of every line; for suggestions.
  static func names(in table: StaticString) -> [String] {
    lines(table).map { String($0.prefix { $0 != " " }) }
  }

  private static func lines(_ table: StaticString) -> [Substring] { table.description.split(separator: "\n") }

  /// The line whose first word is `name`, by binary search: nothing else of the table is decoded.
  private static func line(of name: String, in table: StaticString) -> String? {
    let key = Array(name.utf8)
    let bytes = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
    var (lower, upper) = (0, bytes.count)
    while lower < upper {
      var start = lower + (upper - lower) / 2
      while start > lower, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let word = bytes[start..<end].prefix { $0 != UInt8(ascii: " ") }
      if word.elementsEqual(key) { return String(decoding: bytes[start..<end], as: UTF8.self) }
      if word.lexicographicallyPrecedes(key) { lower = min(end + 1, upper) } else { upper = start }
    }
    return nil
  }
}
