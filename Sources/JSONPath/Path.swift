// JSONPath: paths, reference paths, payload templates and intrinsic functions, as Step Functions accepts them.

public import JSON

/// A JSONPath in the dialect of Step Functions, compiled. Equal paths have equal texts.
///
/// A class, because those who follow it would copy it.
public final class Path: Sendable {
  enum Root: Sendable {
    /// `$`
    case input
    /// `$$`
    case context
    /// `$name`
    case variable(String)
  }

  public let text: String
  /// What the path reads of the context object: a member by its name, or, where it begins otherwise, anything.
  public let contextUse: ContextUse
  /// Whether the path begins elsewhere than at the input.
  public let usesContext: Bool
  let root: Root
  let steps: [PathStep]
  /// The names of a path that has nothing else, as most have: followed without looking at kinds of steps.
  private let names: [String]?

  public convenience init(parsing text: String) throws(PathSyntaxError) {
    var parser = PathParser(text)
    let path = try parser.path()
    let end = parser.offset
    // Published definitions that AWS runs have blanks there.
    while parser.take(" ") {}
    guard parser.next == nil else {
      parser.offset = end
      let hint = parser.next == 0x20 ? "write ['name with blanks'] where a name has blanks" : nil
      throw parser.failure("the end, '.' or '['", hint: hint)
    }
    self.init(text: text, root: path.root, steps: path.steps)
  }

  init(text: String, root: Root, steps: [PathStep]) {
    self.text = text
    self.root = root
    self.steps = steps
    contextUse =
      switch root {
      case .input: .nothing
      case .variable: .variables
      case .context: .path(Self.leadingNames(steps))
      }
    usesContext = if case .input = root { false } else { true }
    let names = steps.compactMap { if case .name(let name) = $0 { name } else { nil } }
    self.names = names.count == steps.count ? names : nil
  }

  private static func leadingNames(_ steps: [PathStep]) -> [String] {
    var names: [String] = []
    for step in steps {
      guard case .name(let name) = step else { break }
      names.append(name)
    }
    return names
  }

  /// The variable that the path begins at.
  public var variable: String? { if case .variable(let name) = root { name } else { nil } }

  /// Whether the path is `$`.
  public var isRoot: Bool { steps.isEmpty && !usesContext }

  /// Whether it leads to a value whatever the input is: to all of it, or to what every context object has.
  public var alwaysLeadsSomewhere: Bool {
    switch root {
    case .input: steps.isEmpty
    case .context: names.map(QueryContext.alwaysHas) ?? false
    case .variable: false
    }
  }

  /// Whether the path can name one place only, by names and indices.
  public var isReference: Bool {
    steps.allSatisfy {
      switch $0 {
      case .name, .index: true
      case .names, .indices, .wildcard, .slice, .descendants, .filter, .function: false
      }
    }
  }

  /// Throws with the text that AWS gives where a definite path leads nowhere.
  public func evaluate(input: JSON, context: QueryContext) throws(QueryFailure) -> JSON {
    if let names, let value = follow(names, input, context) { return value }
    switch root {
    case .input: return try select(in: input)
    case .context: return try select(in: context.object)
    case .variable(let name):
      guard let value = context.variables?[name] else {
        throw .runtime("Invalid path '\(text)' : No results for path: \(text)")
      }
      return try select(in: value)
    }
  }

  private func select(in root: JSON) throws(QueryFailure) -> JSON {
    do throws(PathStep.Miss) {
      return try PathStep.select(steps, in: root, root: root)
    } catch {
      throw .runtime("Invalid path '\(text)' : \(reason(error))")
    }
  }

  /// Nil where nothing is there. A definite path gives its value, any other the array of what it selects.
  public func find(input: JSON, context: QueryContext) -> JSON? {
    if let names { return follow(names, input, context) }
    return switch root {
    case .input: PathStep.find(steps, in: input, root: input)
    case .context: PathStep.find(steps, in: context.object, root: context.object)
    case .variable(let name): context.variables?[name].flatMap { PathStep.find(steps, in: $0, root: $0) }
    }
  }

  /// The size of what it leads to, where that is known without following all kinds of steps; nil: it is not, or nothing
  /// is there.
  func extent(input: JSON, context: QueryContext) -> JSONExtent? {
    guard let names else { return nil }
    if case .context = root { return context.extent(names) }
    return follow(names, input, context)?.extent
  }

  /// The members of the input that it reads; nil: all of it, or a part of one.
  public var inputMembers: [String]? {
    guard case .input = root else { return [] }
    return names.flatMap { $0.count == 1 ? $0 : nil }
  }

  private func follow(_ names: [String], _ input: JSON, _ context: QueryContext) -> JSON? {
    switch root {
    case .input: input.find(names)
    case .context: context.find(names)
    case .variable(let name): context.variables?[name]?.find(names)
    }
  }

  /// The wording of Jayway JsonPath, which AWS passes on.
  private func reason(_ miss: PathStep.Miss) -> String {
    let walked = "$" + steps[..<miss.step].map(\.text).joined()
    let step = steps[miss.step]
    switch (step, miss.value) {
    case (.name, .object) where miss.step + 1 < steps.count: return "Missing property in path \(walked)\(step.text)"
    case (.name, .object), (.index, .array), (.function, _):
      return "No results for path: $\(steps.map(\.text).joined())"
    case (_, .null): return "The path \(walked) is null"
    case (.index, _):
      return "Filter: \(step.text) can only be applied to arrays. Current context is: \(miss.value.text)"
    default:
      return "Expected to find an object with property \(step.text) in path \(walked) but found \(miss.value.kind)"
    }
  }
}

extension Path: Hashable {
  public static func == (a: Path, b: Path) -> Bool { a.text == b.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension JSON {
  /// The name of the value's type, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .double: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
