/// What a function accepts, such as `<s-n?:s>`: checks the arguments, fills in the context, wraps single items.
struct Signature: Sendable {
  struct Parameter: Sendable {
    var types: Set<Character>
    var type: String
    var subtype: String?
    private(set) var isOptional = false
    private(set) var isRepeated = false
    /// Takes as little as it can.
    private(set) var isLazy = false
    private(set) var takesContext = false
    /// The reference tests the context by what is written before the `-`, which fits everything after a `?`.
    private(set) var takesAnyContext = false

    init(_ types: Set<Character>, _ type: String) {
      self.types = types
      self.type = type
    }

    /// `?`, `+` or `-`. The reference makes a regular expression of a signature, with these as its quantifiers, `-`
    /// being a second `?`: behind another one that makes it lazy. False where a regular expression may not have it.
    mutating func quantify(_ symbol: Character) -> Bool {
      if symbol == "-" {
        takesContext = true
        takesAnyContext = isOptional
      }
      guard isOptional || isRepeated else {
        isOptional = symbol != "+"
        isRepeated = symbol == "+"
        return true
      }
      if isLazy || symbol == "+" { return false }
      isLazy = true
      return true
    }
  }

  private(set) var parameters: [Parameter] = []
  /// Whether it looks at the items of arrays.
  private(set) var readsItems = false

  /// An error's position is an offset in the signature.
  init(_ text: String) throws(JSONataError) {
    let symbols = Array(text)
    var position = 1
    while position < symbols.count, symbols[position] != ":" {
      let symbol = symbols[position]
      switch symbol {
      case "s", "n", "b", "l", "o": add([symbol, "m"], String(symbol))
      case "a": add(["a", "s", "n", "b", "l", "f", "o", "m"], "a")
      case "f": add(["f"], "f")
      case "j": add(["a", "s", "n", "b", "l", "o", "m"], "j")
      case "x": add(["a", "s", "n", "b", "l", "f", "o", "m"], "x")
      case "-", "?", "+":
        guard let last = parameters.indices.last else { break }
        guard parameters[last].quantify(symbol) else { throw Self.malformed(String(symbol), position) }
      case "(":
        let end = Self.closing(symbols, position, "(", ")")
        let choice = symbols[position + 1..<max(end, position + 1)]
        if choice.contains("<") { throw JSONataError("S0402", position: position, value: String(choice)) }
        add(try Self.types(choice, position + 1), "(" + String(choice) + ")")
        position = end
      case "<":
        guard let last = parameters.last, last.type == "a" || last.type == "f" else {
          throw JSONataError("S0401", position: position, value: parameters.last?.type)
        }
        let end = Self.closing(symbols, position, "<", ">")
        let subtype = String(symbols[position + 1..<max(end, position + 1)])
        modify { $0.subtype = subtype }
        readsItems = true
        position = end
      default: break
      }
      position += 1
    }
  }

  /// One of ours: a slip in it, which would check less than was meant, traps.
  init(own text: String) {
    do throws(JSONataError) {
      try self.init(strict: text)
    } catch {
      preconditionFailure("\(text): \(error.message)")
    }
  }

  /// Refuses signs without a meaning, which the reference passes over in expressions.
  init(strict text: String) throws(JSONataError) {
    if !Self.isComplete(text) { throw JSONataError("S0205", token: text) }
    try self.init(text)
  }

  private static func isComplete(_ text: String) -> Bool {
    guard text.first == "<", text.last == ">", text.count > 2 else { return false }
    var open: [Character] = []
    var last: Character = "<"
    for symbol in text {
      switch symbol {
      case "<", "(": open.append(symbol)
      case ">": if open.popLast() != "<" { return false }
      case ")": if open.popLast() != "(" { return false }
      case ":": if open.last != "<" { return false }
      case "?", "+", "-": if "<(:".contains(last) { return false }
      default: if !"snblaofjx".contains(symbol) { return false }
      }
      last = symbol
    }
    return open.isEmpty
  }

  /// What a group stands for, which the reference takes for a set of characters: `n-s` is all from `n` to `s`.
  private static func types(_ choice: ArraySlice<Character>, _ position: Int) throws(JSONataError) -> Set<Character> {
    var rest = (String(choice) + "m").unicodeScalars[...]
    var types: Set<Character> = []
    while let first = rest.popFirst() {
      types.insert(Character(first))
      guard rest.first == "-", let last = rest.dropFirst().first else { continue }
      guard first <= last else { throw malformed("\(first)-\(last)", position) }
      for scalar in "snblaofm".unicodeScalars where (first...last).contains(scalar) { types.insert(Character(scalar)) }
      rest = rest.dropFirst(2)
    }
    return types
  }

  /// The reference has no code for what its regular expressions do not take.
  private static func malformed(_ token: String, _ position: Int) -> JSONataError {
    JSONataError("S0205", position: position, token: token)
  }

  private mutating func add(_ types: Set<Character>, _ type: String) {
    parameters.append(Parameter(types, type))
  }

  private mutating func modify(_ change: (inout Parameter) -> Void) {
    if let last = parameters.indices.last { change(&parameters[last]) }
  }

  private static func closing(_ symbols: [Character], _ start: Int, _ open: Character, _ close: Character) -> Int {
    var depth = 1
    var position = start
    while position + 1 < symbols.count {
      position += 1
      if symbols[position] == close {
        depth -= 1
        if depth == 0 { break }
      } else if symbols[position] == open {
        depth += 1
      }
    }
    return position
  }

  static func symbol(_ value: Value) -> Character {
    switch value {
    case .undefined: "m"
    case .null: "l"
    case .bool: "b"
    case .number, .integer: "n"
    case .string: "s"
    case .array: "a"
    case .object: "o"
    case .function: "f"
    }
  }

  /// A call may not compare more types with more parameters than this.
  static let mostComparisons = 1_000_000

  /// As `match`, where every parameter can take all that it would like to, as in most calls; else nil.
  private static func greedyMatch(_ parameters: [Parameter], _ symbols: [Character]) -> [Int]? {
    var counts: [Int] = []
    counts.reserveCapacity(parameters.count)
    var place = 0
    for parameter in parameters {
      if parameter.isLazy { return nil }
      var taken = 0
      while place < symbols.count, parameter.types.contains(symbols[place]), taken == 0 || parameter.isRepeated {
        taken += 1
        place += 1
      }
      if taken == 0, !parameter.isOptional { return nil }
      counts.append(taken)
    }
    return place == symbols.count ? counts : nil
  }

  /// How many of `symbols` each parameter takes, as a regular expression of the types would: greedily, going back.
  ///
  /// What the rest can take is worked out first, from the end on: trying it out takes exponential time.
  private static func match(_ parameters: ArraySlice<Parameter>, _ symbols: [Character], whole: Bool) -> [Int]? {
    let parameters = Array(parameters)
    let width = symbols.count + 1
    // For each parameter and place: whether it and those after it can take the rest, and whether they can where the
    // parameter has taken one already.
    var fits = [Bool](repeating: !whole, count: (parameters.count + 1) * width)
    var goesOn = fits
    fits[parameters.count * width + symbols.count] = true
    for (row, parameter) in parameters.enumerated().reversed() {
      for place in stride(from: symbols.count, through: 0, by: -1) {
        let without = fits[(row + 1) * width + place]
        let takes = place < symbols.count && parameter.types.contains(symbols[place])
        let after =
          takes && (parameter.isRepeated ? goesOn[row * width + place + 1] : fits[(row + 1) * width + place + 1])
        goesOn[row * width + place] = without || parameter.isRepeated && after
        fits[row * width + place] = after || parameter.isOptional && without
      }
    }
    guard fits[0] else { return nil }
    var counts: [Int] = []
    var place = 0
    for (row, parameter) in parameters.enumerated() {
      let most = parameter.isRepeated ? symbols.count - place : min(1, symbols.count - place)
      var taken = 0
      while taken < most, parameter.types.contains(symbols[place + taken]) { taken += 1 }
      if parameter.isLazy {
        let least = min(taken, parameter.isOptional ? 0 : 1)
        taken = (least...taken).first { fits[(row + 1) * width + place + $0] } ?? taken
      }
      while taken > 0, !fits[(row + 1) * width + place + taken] { taken -= 1 }
      counts.append(taken)
      place += taken
    }
    return counts
  }

  func validate(_ arguments: [Value], context: Value) throws(JSONataError) -> [Value] {
    let symbols = arguments.map(Self.symbol)
    if (parameters.count + 1) * (symbols.count + 1) > Self.mostComparisons {
      throw JSONataError("U1001", value: "The signature of the function has too many parameters")
    }
    guard let counts = Self.greedyMatch(parameters, symbols) ?? Self.match(parameters[...], symbols, whole: true) else {
      throw mismatch(arguments, symbols)
    }
    func argument(_ index: Int) -> Value { index < arguments.count ? arguments[index] : .undefined }
    var validated: [Value] = []
    var index = 0
    for (parameter, count) in zip(parameters, counts) {
      if count == 0 {
        if parameter.takesContext {
          guard parameter.takesAnyContext || parameter.types.contains(Self.symbol(context)) else {
            throw numbered(JSONataError("T0411", value: context.shown), index)
          }
          validated.append(context)
        } else {
          // The reference goes on with the argument after it, which leaves nothing for the last parameters.
          validated.append(argument(index))
          index += 1
        }
        continue
      }
      // JSONata 2.0.6, which AWS documents, hands on the first of repeated arguments as often as there are any.
      let first = argument(index)
      for _ in 0..<count {
        validated.append(parameter.type == "a" ? try array(argument(index), parameter, index) : first)
        index += 1
      }
    }
    return validated
  }

  private func array(_ argument: Value, _ parameter: Parameter, _ index: Int) throws(JSONataError) -> Value {
    if case .undefined = argument { return argument }
    var fits = true
    if let subtype = parameter.subtype {
      if case .array(let box) = argument {
        if let first = box.items.first {
          let type = Self.symbol(first)
          fits = type == subtype.first && box.items.allSatisfy { Self.symbol($0) == type }
        }
      } else {
        fits = subtype == String(Self.symbol(argument))
      }
    }
    if !fits {
      throw numbered(JSONataError("T0412", value: argument.shown, second: Self.names[parameter.subtype ?? ""]), index)
    }
    if case .array = argument { return argument }
    return .array(ArrayBox([argument]))
  }

  private static let names = [
    "a": "arrays", "b": "booleans", "f": "functions", "n": "numbers", "o": "objects", "s": "strings",
  ]

  private func numbered(_ error: JSONataError, _ index: Int) -> JSONataError {
    var error = error
    error.index = index + 1
    return error
  }

  /// The first argument that no beginning of the parameters can take.
  private func mismatch(_ arguments: [Value], _ symbols: [Character]) -> JSONataError {
    // The places that the parameters up to one can reach, until there are none.
    var reached: Set<Int> = [0]
    var end = 0
    for parameter in parameters {
      var next: Set<Int> = parameter.isOptional ? reached : []
      for start in reached {
        var place = start
        while place < symbols.count, parameter.types.contains(symbols[place]) {
          place += 1
          if !next.insert(place).inserted || !parameter.isRepeated { break }
        }
      }
      if next.isEmpty { break }
      reached = next
      end += 1
    }
    let good = Self.match(parameters[..<end], symbols, whole: false)?.reduce(0, +) ?? 0
    return numbered(JSONataError("T0410", value: good < arguments.count ? arguments[good].shown : nil), good)
  }
}
