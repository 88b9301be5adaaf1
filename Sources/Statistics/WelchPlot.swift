@preconcurrency import CGSL

/// The smoothed series by which a person judges the warm-up. Source: Welch, in Lavenberg (ed.), "Computer Performance
/// Modeling Handbook" (1983), 6.5.
public enum WelchPlot {
  /// The window on either side of a value.
  static func window(_ count: Int) -> Int { max(5, count / 50) }

  /// The moving average, with a window that shrinks at the ends; empty where GSL has no memory for it.
  public static func smoothed(_ series: [Double]) -> [Double] {
    _ = GSLFunctions.ready
    guard !series.isEmpty else { return [] }
    let reach = window(series.count)
    guard let workspace = gsl_movstat_alloc2(reach, reach) else { return [] }
    defer { gsl_movstat_free(workspace) }
    var (source, result) = (series, series)
    let status = source.withUnsafeMutableBufferPointer { source in
      result.withUnsafeMutableBufferPointer { result in
        var x = gsl_vector_view_array(source.baseAddress, source.count)
        var y = gsl_vector_view_array(result.baseAddress, result.count)
        return gsl_movstat_mean(GSL_MOVSTAT_END_TRUNCATE, &x.vector, &y.vector, workspace)
      }
    }
    return status == 0 ? result : []
  }
}
