import Glibc
import Report
import Statistics

/// Laws and quantities as a scenario writes them.
enum LawText {
  /// Six digits, whole nanoseconds: `123.456ms`, `1.5s`.
  static func duration(_ seconds: Double) -> String {
    let nanoseconds = (min(max(0, Double(Number.significant(seconds, 6)) ?? 0), 9e9) * 1e9).rounded()
    if nanoseconds == 0 { return seconds > 0 ? "1ns" : "0s" }
    return nanoseconds < 1e9
      ? Number.short(nanoseconds / 1e6, 6) + "ms" : Number.short(nanoseconds / 1e9, 9) + "s"
  }

  static func number(_ value: Double) -> String { Number.short(value, 9) }

  /// Six digits, without an exponent.
  private static func factor(_ value: Double) -> String { number(Double(Number.significant(value, 6)) ?? value) }

  /// `file`: of the data, where no law fits; nil where there is nothing to say.
  static func text(_ fit: LawFit, file: String) -> String? {
    switch fit.choice {
    case .law(let index): text(fit.candidates[index].law)
    case .constant(let value): duration(value)
    case .empirical: "{ empirical: \(file) }"
    case .nothing: nil
    }
  }

  /// A shift is a way there and back: `loaded` alone adds a time to that of a law.
  static func text(_ law: LatencyLaw) -> String {
    guard law.shift > 0 else { return plain(law) }
    return "{ loaded: { base: \(plain(law)), perCall: 0s, network: \(duration(law.shift / 2)) } }"
  }

  private static func plain(_ law: LatencyLaw) -> String {
    let p = law.parameters
    switch law.family {
    case .exponential: return "{ exponential: { mean: \(duration(p[0])) } }"
    case .lognormal: return lognormal(p[0], p[1])
    case .gamma: return "{ gamma: { mean: \(duration(p[0] * p[1])), shape: \(factor(p[0])) } }"
    case .weibull: return "{ weibull: { scale: \(duration(p[1])), shape: \(factor(p[0])) } }"
    case .pareto: return "{ pareto: { scale: \(duration(p[0])), shape: \(factor(p[1])) } }"
    case .mixture:
      let parts = [(p[0], lognormal(p[1], p[2])), (1 - p[0], lognormal(p[3], p[4]))]
      let words = parts.map { "{ weight: \(factor(100 * $0.0)), law: \($0.1) }" }
      return "{ mixture: [ \(words.joined(separator: ", ")) ] }"
    }
  }

  /// By two percentiles, which people can compare with what they see.
  private static func lognormal(_ mu: Double, _ sigma: Double) -> String {
    let law = LatencyLaw(.lognormal, [mu, sigma])
    return "{ lognormal: { p50: \(duration(exp(mu))), p99: \(duration(law.quantile(0.99))) } }"
  }

  /// At most six decimal places: by the hour where it is rare.
  static func rate(_ perSecond: Double) -> String {
    if perSecond >= 0.01 { return number(Double(Number.significant(perSecond, 4)) ?? perSecond) + "/s" }
    return number(max(0.000001, Double(Number.fixed(perSecond * 3_600, 6)) ?? 0)) + "/h"
  }
}
