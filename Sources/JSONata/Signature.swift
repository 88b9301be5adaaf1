/// What a function accepts, such as `<s-n?:s>`: checks the arguments, fills in the context, wraps single items.
struct Signature: Sendable {
  struct Parameter: Sendable {
    var types: Set<Character>
    var type: String
    var subtype: String?
    var isOptional = false
    var isRepeated = false
    var takesContext = false
  }

  private(set) var parameters: [Parameter] = []

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
      case "-":
        modify {
          $0.takesContext = true
          $0.isOptional = true
        }
      case "?": modify { $0.isOptional = true }
      case "+": modify { $0.isRepeated = true }
      case "(":
        let end = Self.closing(symbols, position, "(", ")")
        let choice = symbols[position + 1..<max(end, position + 1)]
        if choice.contains("<") { throw JSONataError("S0402", position: position, value: String(choice)) }
        add(Set(choice).union(["m"]), "(" + String(choice) + ")")
        position = end
      case "<":
        guard let last = parameters.last, last.type == "a" || last.type == "f" else {
          throw JSONataError("S0401", position: position, value: parameters.last?.type)
        }
        let end = Self.closing(symbols, position, "<", ">")
        let subtype = String(symbols[position + 1..<max(end, position + 1)])
        modify { $0.subtype = subtype }
        position = end
      default: break
      }
      position += 1
    }
  }

  private mutating func add(_ types: Set<Character>, _ type: String) {
    parameters.append(Parameter(types: types, type: type))
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

  /// How many of `symbols` each parameter takes, as a regular expression of the types would: greedily, going back.
  private static func match(
    _ parameters: ArraySlice<Parameter>, _ symbols: ArraySlice<Character>, whole: Bool
  ) -> [Int]? {
    guard let parameter = parameters.first else { return whole && !symbols.isEmpty ? nil : [] }
    let most = parameter.isRepeated ? symbols.count : min(1, symbols.count)
    var count = 0
    while count < most, parameter.types.contains(symbols[symbols.startIndex + count]) { count += 1 }
    let least = parameter.isOptional ? 0 : 1
    while count >= least {
      if let rest = match(parameters.dropFirst(), symbols.dropFirst(count), whole: whole) { return [count] + rest }
      count -= 1
    }
    return nil
  }

  func validate(_ arguments: [Value], context: Value) throws(JSONataError) -> [Value] {
    let symbols = arguments.map(Self.symbol)
    guard let counts = Self.match(parameters[...], symbols[...], whole: true) else {
      throw mismatch(arguments, symbols)
    }
    var validated: [Value] = []
    var index = 0
    for (parameter, count) in zip(parameters, counts) {
      if count == 0 {
        if parameter.takesContext {
          guard parameter.types.contains(Self.symbol(context)) else {
            throw numbered(JSONataError("T0411", value: context.shown), index)
          }
          validated.append(context)
        } else {
          validated.append(index < arguments.count ? arguments[index] : .undefined)
          index += 1
        }
        continue
      }
      // JSONata 2.0.6, which AWS documents, hands on the first of repeated arguments as often as there are any.
      let first = arguments[index]
      for _ in 0..<count {
        validated.append(parameter.type == "a" ? try array(arguments[index], parameter, index) : first)
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
    var good = 0
    for end in parameters.indices {
      guard let counts = Self.match(parameters[...end], symbols[...], whole: false) else { break }
      good = counts.reduce(0, +)
    }
    return numbered(JSONataError("T0410", value: good < arguments.count ? arguments[good].shown : nil), good)
  }
}
