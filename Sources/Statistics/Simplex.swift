@preconcurrency import CGSL

/// Nelder and Mead's minimum, by the GNU Scientific Library: a limited number of steps, so that the same numbers take
/// the same way.
enum Simplex {
  private static let mostSteps: Int = 500
  private static let tolerance = 1e-7

  private final class Objective {
    let value: ([Double]) -> Double

    init(_ value: @escaping ([Double]) -> Double) { self.value = value }
  }

  /// nil where the library cannot go on, or the start is impossible. An infinite value is a place where nothing may be.
  static func minimum(
    of value: @escaping ([Double]) -> Double, from start: [Double], steps: [Double]
  ) -> [Double]? {
    _ = GSLFunctions.ready
    let count = start.count
    guard value(start).isFinite,
      let minimizer = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, count)
    else { return nil }
    defer { gsl_multimin_fminimizer_free(minimizer) }
    guard let point = gsl_vector_alloc(count), let widths = gsl_vector_alloc(count) else { return nil }
    defer {
      gsl_vector_free(point)
      gsl_vector_free(widths)
    }
    for index in 0..<count {
      gsl_vector_set(point, index, start[index])
      gsl_vector_set(widths, index, steps[index])
    }
    let objective = Objective(value)
    return withExtendedLifetime(objective) {
      var function = gsl_multimin_function(
        f: { vector, context in
          guard let vector, let context else { return .infinity }
          let objective = Unmanaged<Objective>.fromOpaque(context).takeUnretainedValue()
          let found = objective.value((0..<vector.pointee.size).map { gsl_vector_get(vector, $0) })
          // The library stops at what is no number; this is worse than all else.
          return found.isFinite ? found : 1e300
        }, n: count, params: Unmanaged.passUnretained(objective).toOpaque())
      guard gsl_multimin_fminimizer_set(minimizer, &function, point, widths) == 0 else { return nil }
      for _ in 0..<mostSteps {
        guard gsl_multimin_fminimizer_iterate(minimizer) == 0 else { break }
        if gsl_multimin_fminimizer_size(minimizer) < tolerance { break }
      }
      guard let best = gsl_multimin_fminimizer_x(minimizer) else { return nil }
      return (0..<count).map { gsl_vector_get(best, $0) }
    }
  }
}
