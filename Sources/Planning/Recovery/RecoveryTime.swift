import Prelude
import Simulation
import Statistics

/// When a disturbed run is as its twin again.
enum RecoveryTime {
  /// For so long its backlog has to stay near the twin's: seconds.
  static func calm(p50: Double?) -> Double { max(30, 10 * (p50 ?? 0)) }

  /// Seconds after the disturbance, from which on the backlog lies within max(1, 5 % of the twin's) above the twin's
  /// for `calm`. Censored where no such stretch lies before the horizon.
  static func observation(
    disturbed: BacklogSeries, undisturbed: BacklogSeries, after end: Double, until horizon: Double, calm: Double
  ) -> KaplanMeier.Observation {
    // Series that are longer have wider bins.
    let step = max(disturbed.width.seconds, undisturbed.width.seconds)
    var since: Double?
    var time = (end / step).rounded(.up) * step
    while time <= horizon + 1e-9 {
      let (one, other) = (Double(disturbed.value(at: time + 1e-9)), Double(undisturbed.value(at: time + 1e-9)))
      if one - other <= max(1, 0.05 * other) {
        let first = since ?? time
        since = first
        if time - first >= calm - 1e-9 {
          return KaplanMeier.Observation(time: first - end, isCensored: false)
        }
      } else {
        since = nil
      }
      time += step
    }
    return KaplanMeier.Observation(time: max(0, horizon - calm - end), isCensored: true)
  }
}
