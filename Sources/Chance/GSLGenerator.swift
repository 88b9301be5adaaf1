@preconcurrency import CGSL

/// GSL's samplers draw from our streams: a generator type whose state is a `RandomStream` that the caller owns.
enum GSLGenerator {
  /// GSL's default handler aborts the process. Touched by every distribution made, hence before any thread draws.
  static let ready: Void = { _ = gsl_set_error_handler_off() }()

  nonisolated(unsafe) private static let kind: UnsafePointer<gsl_rng_type> = {
    let name: StaticString = "headroom"
    let kind = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    kind.initialize(
      to: gsl_rng_type(
        name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), max: .max, min: 0,
        size: MemoryLayout<RandomStream>.size, set: { _, _ in },
        get: { state in UInt(state.unsafelyUnwrapped.assumingMemoryBound(to: RandomStream.self).pointee.next()) },
        get_double: { state in
          state.unsafelyUnwrapped.assumingMemoryBound(to: RandomStream.self).pointee.uniform()
        }))
    return UnsafePointer(kind)
  }()

  /// Nothing is allocated: GSL's handle lives on the stack and points at `stream`.
  @inline(__always)
  static func draw(from stream: inout RandomStream, _ sampler: (UnsafePointer<gsl_rng>) -> Double) -> Double {
    withUnsafeMutablePointer(to: &stream) { state in
      var handle = gsl_rng(type: kind, state: UnsafeMutableRawPointer(state))
      return withUnsafePointer(to: &handle) { sampler($0) }
    }
  }
}
