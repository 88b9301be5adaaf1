/// Where an execution's time went, along its critical path: of parallel branches, the one whose end released the
/// parent.
public enum Part: Int, CaseIterable, Sendable {
  case transitionWait, throttleBackoff, errorBackoff, serviceQueue, service, mapSlot, waitState, overhead
}

/// Nanoseconds by `Part`. The parts of a finished execution sum to its latency.
public struct Parts: Sendable {
  public var nanoseconds = SIMD8<Int64>(repeating: 0)

  public init() {}

  @inlinable public subscript(part: Part) -> Int64 {
    get { nanoseconds[part.rawValue] }
    set { nanoseconds[part.rawValue] = newValue }
  }

  @inlinable public static func += (a: inout Parts, b: Parts) { a.nanoseconds &+= b.nanoseconds }

  @inlinable public var total: Int64 { nanoseconds.wrappedSum() }
}
