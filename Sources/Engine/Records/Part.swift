/// Where an execution's time went, along its critical path: of parallel branches, the one whose end released the
/// parent.
public enum Part: Int, CaseIterable, Sendable {
  case transitionWait, throttleBackoff, errorBackoff, serviceQueue, service, callback, mapSlot, waitState, overhead

  /// As files call it: an interface.
  public var name: String {
    switch self {
    case .transitionWait: "transitionWait"
    case .throttleBackoff: "throttleBackoff"
    case .errorBackoff: "errorBackoff"
    case .serviceQueue: "serviceQueue"
    case .service: "service"
    case .callback: "callback"
    case .mapSlot: "mapSlot"
    case .waitState: "waitState"
    case .overhead: "overhead"
    }
  }
}

/// Nanoseconds by `Part`. The parts of a finished execution sum to its latency.
///
/// Hot: an inline array, because a SIMD vector goes through memory as a whole when one element of it changes.
public struct Parts: Sendable {
  @inlinable public static var count: Int { 9 }
  /// By `Part.rawValue`.
  public var nanoseconds: InlineArray<9, Int64>

  @inlinable @inline(__always)
  public init() { nanoseconds = InlineArray(repeating: 0) }

  @inlinable @inline(__always)
  public subscript(part: Part) -> Int64 {
    get { nanoseconds[unchecked: part.rawValue] }
    set { nanoseconds[unchecked: part.rawValue] = newValue }
  }

  @inlinable public static func += (a: inout Parts, b: Parts) {
    for part in 0..<count { a.nanoseconds[unchecked: part] &+= b.nanoseconds[unchecked: part] }
  }

  @inlinable public var total: Int64 {
    var total: Int64 = 0
    for part in 0..<Self.count { total &+= nanoseconds[unchecked: part] }
    return total
  }
}
