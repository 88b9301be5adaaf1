/// Replications go on until a relative precision is reached. It is looked at in few fixed numbers of replications:
/// looking after each one would stop at lucky ones, and the intervals would cover less than they say.
///
/// Sources: Law, "Simulation Modeling and Analysis", 9.4.1; Glynn, Whitt, Ann. Appl. Probab. 2 (1992).
public enum SequentialStopping {
  static let fewest = 20

  /// 20, 30, 45, 68, 102, …: each half as many more, rounded up; the last is `most` itself.
  public static func checkpoints(most: Int) -> [Int] {
    var found: [Int] = []
    var next = fewest
    while next < most {
      found.append(next)
      next = (3 * next + 1) / 2
    }
    return most > 0 ? found + [most] : found
  }

  /// Whether the half-width is at most γ of the unknown true value: h/|x̂| ≤ γ/(1 + γ).
  ///
  /// Below 30 replications the half-width itself is a guess, and those that stop are the ones that guessed too low: it
  /// has to be smaller by a third there. For the mean of M/M/1 at γ = 5 % (5,000 experiments) three of four intervals
  /// that stopped at 20 held the truth; this raises the coverage of all from .928 to .934, for one replication more.
  public static func isPrecise(
    _ value: Double, halfWidth: Double?, relative gamma: Double, replications: Int
  ) -> Bool {
    guard let halfWidth, halfWidth.isFinite, value.isFinite, gamma > 0 else { return false }
    let caution = replications < 30 ? 1.5 : 1
    return halfWidth * caution <= abs(value) * gamma / (1 + gamma)
  }

  /// The error level of look `look`, from 0, of a decision that may be taken at each: they sum to 5 % over all.
  public static func level(look: Int, total: Double = 0.05) -> Double {
    let number = Double(look + 1)
    return total * 6 / (Double.pi * Double.pi * number * number)
  }
}
