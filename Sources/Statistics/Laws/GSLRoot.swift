@preconcurrency import CGSL

/// A root by Brent's method, of the GNU Scientific Library.
enum GSLRoot {
  private final class Function {
    let value: (Double) -> Double

    init(_ value: @escaping (Double) -> Double) { self.value = value }
  }

  /// nil where the function has no change of sign in between.
  static func find(_ value: @escaping (Double) -> Double, from low: Double, to high: Double) -> Double? {
    _ = GSLFunctions.ready
    let (atLow, atHigh) = (value(low), value(high))
    guard atLow.isFinite, atHigh.isFinite, (atLow < 0) != (atHigh < 0) else { return nil }
    guard let solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent) else { return nil }
    defer { gsl_root_fsolver_free(solver) }
    let function = Function(value)
    return withExtendedLifetime(function) {
      var callback = gsl_function(
        function: { x, context in
          guard let context else { return .nan }
          return Unmanaged<Function>.fromOpaque(context).takeUnretainedValue().value(x)
        }, params: Unmanaged.passUnretained(function).toOpaque())
      guard gsl_root_fsolver_set(solver, &callback, low, high) == 0 else { return nil }
      for _ in 0..<100 {
        guard gsl_root_fsolver_iterate(solver) == 0 else { return nil }
        let (lower, upper) = (gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver))
        if gsl_root_test_interval(lower, upper, 1e-12, 1e-11) == 0 { break }
      }
      return gsl_root_fsolver_root(solver)
    }
  }
}
