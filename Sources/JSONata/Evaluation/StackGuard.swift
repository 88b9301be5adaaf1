/// Ends a recursion before the native stack does, which differs between threads and builds.
struct StackGuard {
  /// How much more an unoptimised build, which serves tests alone, needs for the same work.
  #if DEBUG
    static let unoptimised = 3
  #else
    static let unoptimised = 1
  #endif

  private let start: UInt
  private let limit: Int

  /// The guard counts from where it is made.
  init(limit: Int) {
    start = Self.pointer()
    self.limit = limit
  }

  private static func pointer() -> UInt {
    var marker: UInt8 = 0
    return withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
  }

  func check(at position: Int?) throws(JSONataError) {
    let here = Self.pointer()
    let distance = here > start ? here - start : start - here
    if distance > UInt(max(0, limit)) { throw JSONataError("U1001", position: position) }
  }
}
