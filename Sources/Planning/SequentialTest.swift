import Report
import Statistics

/// Looks at more and more replications until what is expected of them is decided. Look j errs with probability
/// α·6/(π²(j + 1)²) at most, and all of them with α.
struct SequentialTest: Sendable {
  struct Look: Sendable {
    let replications: Int
    let evidence: LoadEvidence
  }

  /// What so many replications say, at a confidence.
  package typealias Response = (_ replications: Int, _ confidence: Double) async throws -> LoadEvidence

  /// α.
  let level: Double
  let looks: [Int]

  init(level: Double, mostReplications: Int) {
    self.level = level
    looks = Self.looks(most: mostReplications)
  }

  /// Replications after which it looks: 20, 30, 45, 68, 102, 153, 230. A last look a few replications later would cost
  /// a level and tell nothing new.
  private static func looks(most: Int) -> [Int] {
    let all = SequentialStopping.checkpoints(most: most)
    return all.count > 1 && most < (3 * all[all.count - 2] + 1) / 2 ? Array(all.dropLast()) : all
  }

  /// At least one, the last of which decides, or gives up.
  func run(_ response: Response) async throws -> [Look] {
    var done: [Look] = []
    for (index, count) in looks.enumerated() {
      let evidence = try await response(count, 1 - SequentialStopping.level(look: index, total: level))
      done.append(Look(replications: count, evidence: evidence))
      if evidence.isFinal || isFutile(evidence, count) { break }
    }
    return done
  }

  /// Nothing near the number that may be run would decide it. To give up decides nothing, and so cannot err.
  private func isFutile(_ evidence: LoadEvidence, _ count: Int) -> Bool {
    guard count >= 45, let needed = evidence.replicationsNeeded, let most = looks.last else { return false }
    return needed > 3 * most
  }
}
