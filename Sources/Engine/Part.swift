/// Where an execution's time went, along its critical path: of parallel branches, the one whose end released the parent.
package enum Part: Int, CaseIterable, Sendable {
  case transitionWait, throttleBackoff, errorBackoff, serviceQueue, service, mapSlot, waitState, overhead
}

/// Nanoseconds by `Part`. The parts of a finished execution sum to its latency.
package struct Parts: Sendable {
  package var nanoseconds = SIMD8<Int64>(repeating: 0)

  package init() {}

  @inlinable package subscript(part: Part) -> Int64 {
    get { nanoseconds[part.rawValue] }
    set { nanoseconds[part.rawValue] = newValue }
  }

  @inlinable package static func += (a: inout Parts, b: Parts) { a.nanoseconds &+= b.nanoseconds }

  @inlinable package var total: Int64 { nanoseconds.wrappedSum() }
}
