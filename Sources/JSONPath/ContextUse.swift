/// What of the context object an expression may read: whoever makes that object can leave out the rest.
public enum ContextUse: Hashable, Sendable {
  case nothing
  /// These members, each once, in the order of their first use.
  case members([String])
  case anything

  func joined(with other: ContextUse) -> ContextUse {
    switch (self, other) {
    case (.anything, _), (_, .anything): .anything
    case (.nothing, let use), (let use, .nothing): use
    case (.members(let some), .members(let more)): .members(some + more.filter { !some.contains($0) })
    }
  }
}
