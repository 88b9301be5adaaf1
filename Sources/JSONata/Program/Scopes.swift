/// The scopes around the expression that is being resolved.
struct Scopes {
  private struct Scope {
    var slots: [String: Int]
    /// The first slots, which have a value before anything in the scope is evaluated.
    var parameterCount: Int
    var hasFrame: Bool
  }

  /// Those of blocks and lambdas, the innermost last.
  private var inner: [Scope] = []
  private(set) var globals = Globals()
  private let library: Library
  private let isOpen: Bool

  init(library: Library, isOpen: Bool) {
    self.library = library
    self.isOpen = isOpen
  }

  /// Answers the names of the scope's frame; nil where it needs none.
  mutating func enter(parameters: [String] = [], _ parts: [Syntax]) -> [String]? {
    var names = parameters
    var slots: [String: Int] = [:]
    // Of two parameters of one name the last one counts.
    for (slot, name) in parameters.enumerated() { slots[name] = slot }
    for name in Self.boundNames(in: parts) where slots[name] == nil {
      slots[name] = names.count
      names.append(name)
    }
    // A text that is not yet known may bind names in any scope.
    let hasFrame = isOpen || !names.isEmpty
    inner.append(Scope(slots: slots, parameterCount: parameters.count, hasFrame: hasFrame))
    return hasFrame ? names : nil
  }

  mutating func leave() { inner.removeLast() }

  /// What `:=` binds right in a scope of these parts, and not in one further in.
  private static func boundNames(in parts: [Syntax]) -> [String] {
    var names: [String] = []
    var rest = Array(parts.reversed())
    while let syntax = rest.popLast() {
      if case .binding(let name, _) = syntax.form { names.append(name) }
      if !syntax.form.isScope { rest += syntax.form.parts.reversed() }
    }
    return names
  }

  mutating func variable(_ name: String) -> Variable {
    let native = library.natives[name]
    if isOpen { return Variable(name, places: nil, global: nil, native: native) }
    var places: [Variable.Place] = []
    var hops = 0
    for scope in inner.reversed() where scope.hasFrame {
      if let slot = scope.slots[name] {
        places.append(Variable.Place(hops: hops, slot: slot))
        if slot < scope.parameterCount { return Variable(name, places: places, global: nil, native: native) }
      }
      hops += 1
    }
    return Variable(name, places: places, global: globals.place(of: name), native: native)
  }

  /// Where `:=` puts the name's value in the innermost frame; nil in an open program.
  mutating func slot(binding name: String) -> Int? {
    if isOpen { return nil }
    guard let scope = inner.last else { return globals.place(of: name) }
    return scope.slots[name]
  }
}
