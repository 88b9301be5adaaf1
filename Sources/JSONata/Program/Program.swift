/// An expression that is ready to run: paths have steps, `%` knows its step, variables and functions have been found.
struct Program: Sendable {
  let root: Node
  /// What the outermost frame has a place for.
  let globals: Globals
  /// Whether names are looked up while it runs, frame by frame: where frames are made of what is found (`@`, `#`, `%`)
  /// or of what a text brings that is not yet known (`$eval`).
  let isOpen: Bool
  /// The names after a dollar sign, of variables and functions alike.
  let names: Set<String>
  /// The names that it gives values to itself: by `:=`, as parameters, by `@` and `#`.
  let ownNames: Set<String>

  /// For `$eval`, whose text runs in the frames of another program, `isInner`.
  init(_ syntax: Syntax, library: Library, isInner: Bool = false) throws(JSONataError) {
    isOpen = isInner || Resolver.isOpen(syntax, library)
    var resolver = Resolver(library: library, isOpen: isOpen, labels: [])
    var root = try resolver.resolve(syntax)
    if !resolver.ancestors.isEmpty {
      // A label may change until all is resolved.
      resolver = Resolver(library: library, isOpen: isOpen, labels: resolver.ancestors.map(\.label))
      root = try resolver.resolve(syntax)
    }
    self.root = root
    globals = resolver.scopes.globals
    names = resolver.names
    ownNames = resolver.ownNames
  }
}

/// The names that a program reads or gives values to in its outermost frame, by their places.
struct Globals: Sendable {
  private(set) var names: [String] = []
  private(set) var places: [String: Int] = [:]

  mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}

/// Where a name has its value.
final class Variable: Sendable {
  /// In the frame so many frames out.
  struct Place: Sendable {
    let hops: Int
    let slot: Int
  }

  let name: String
  /// The innermost first. One without a value lets the next one count: in `($x := 1; ($y := $x; $x := 2))` the inner
  /// `$x` has none yet. nil in an open program.
  let places: [Place]?
  /// In the outermost frame; nil where one of the places always has a value.
  let global: Int?
  /// What it is without any value.
  let native: Native?

  init(_ name: String, places: [Place]?, global: Int?, native: Native?) {
    self.name = name
    self.places = places
    self.global = global
    self.native = native
  }
}
