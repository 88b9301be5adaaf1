/// What of the context an expression may read: whoever makes the context object can leave out the rest. Each case may
/// read what those before it may.
public enum ContextUse: Hashable, Sendable {
  case nothing
  /// Variables, and nothing of the context object.
  case variables
  /// These members, each once, in the order of their first use.
  case members([String])
  case anything

  public func joined(with other: ContextUse) -> ContextUse {
    switch (self, other) {
    case (.anything, _), (_, .anything): .anything
    case (.nothing, let use), (let use, .nothing), (.variables, let use), (let use, .variables): use
    case (.members(let some), .members(let more)): .members(some + more.filter { !some.contains($0) })
    }
  }
}
