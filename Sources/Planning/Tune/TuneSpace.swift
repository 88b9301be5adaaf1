import Chance
import Prelude
import Report
package import Simulation
import StatesLanguage
import Statistics
import StepFunctions

/// What a search may choose: numbers and words of retry policies, each of which goes to one or more places of the
/// scenario and its definitions.
package struct TuneSpace: Sendable {
  enum Choice: Sendable {
    case words([String])
    /// As many decimal places as `places`.
    case numbers(Variation.Scale, places: Int)
  }

  /// A place that takes the value; `suffix` follows it there: `s` of a duration.
  struct Place: Sendable {
    let path: String
    let suffix: String
    /// What it has now; nil: it is not known.
    var today: String?
  }

  struct Dimension: Sendable {
    let name: String
    let choice: Choice
    let places: [Place]
    /// What the scenario has now, where its places agree.
    let today: String?
    /// As AWS documents its default; nil: it has none.
    let documented: String?
  }

  /// `Root."Run Middle"`, `load.0` or `all`, that is wrong.
  package struct Problem: Error {
    package let message: String
    package let hint: String?
  }

  let dimensions: [Dimension]

  static let mostDimensions = SobolSequence.dimensionLimit

  /// `policies`: which retriers; `variations`: what else may be chosen.
  package init(_ plan: Plan, policies: [String], variations: [Variation]) throws(Problem) {
    var all: [Dimension] = []
    for policy in policies { all += try Self.dimensions(policy, plan) }
    for variation in variations { all.append(Self.dimension(variation)) }
    var seen: Set<String> = []
    for place in all.flatMap(\.places) where !seen.insert(place.path).inserted {
      throw Problem(message: "\(place.path) is chosen twice", hint: nil)
    }
    guard !all.isEmpty else {
      throw Problem(message: "there is nothing to choose", hint: "--policy all, or --vary path=a,b,c")
    }
    guard all.count <= Self.mostDimensions else {
      throw Problem(
        message: "there are \(all.count) values to choose, and at most \(Self.mostDimensions) can be",
        hint: "--policy all has all retriers share one policy")
    }
    dimensions = all
  }

  private static func dimension(_ variation: Variation) -> Dimension {
    let choice: Choice =
      switch variation.values {
      case .list(let values): .words(values)
      case .range(let scale): .numbers(scale, places: scale.isWhole ? 0 : 3)
      }
    return Dimension(
      name: variation.path, choice: choice, places: [Place(path: variation.path, suffix: "")], today: nil,
      documented: nil)
  }

  // MARK: Points

  /// The values at a point of the unit cube, as the dimensions have them.
  func values(at shares: [Double]) -> [String] {
    var values = zip(dimensions, shares).map { dimension, share -> String in
      switch dimension.choice {
      case .words(let words): return words[min(words.count - 1, Int(share * Double(words.count)))]
      case .numbers(let scale, let places):
        let value = scale.value(at: share)
        return scale.isWhole ? scale.text(value) : Number.short(value, places) + scale.unit
      }
    }
    // A longest delay below the first one would be another first one.
    for (index, dimension) in dimensions.enumerated() where dimension.name.hasSuffix(Self.longest) {
      let interval = String(dimension.name.dropLast(Self.longest.count)) + Self.first
      guard let other = dimensions.firstIndex(where: { $0.name == interval }), let least = Double(values[other]),
        let value = Double(values[index]), value < least
      else { continue }
      values[index] = values[other]
    }
    return values
  }

  static let first = "IntervalSeconds"
  static let longest = "MaxDelaySeconds"

  /// As many as a Sobol sequence has points, or all combinations of words where they are no more. No two are equal.
  func candidates(_ count: Int, seed: UInt64) -> [[String]] {
    let key = StreamKey(seed: seed, replication: 0, purpose: .search)
    var all: [[String]]
    if let combinations = combinations(most: count) {
      all = combinations
    } else {
      let shifts = dimensions.indices.map { UInt32(key.uniform(entity: UInt64($0), counter: 0) * 0x1p32) }
      all = (SobolSequence.points(count, shifts: shifts) ?? []).map(values)
    }
    var seen: Set<[String]> = []
    return all.filter { seen.insert($0).inserted }
  }

  private func combinations(most: Int) -> [[String]]? {
    var all: [[String]] = [[]]
    for dimension in dimensions {
      guard case .words(let words) = dimension.choice, all.count <= most / words.count else { return nil }
      all = all.flatMap { prefix in words.map { prefix + [$0] } }
    }
    return all
  }

  /// AWS's documented policy; nil where nothing that is chosen has one.
  var documented: [String]? {
    guard dimensions.contains(where: { $0.documented != nil }) else { return nil }
    let values = dimensions.map { $0.documented ?? $0.today }
    return values.contains(nil) ? nil : values.compactMap(\.self)
  }

  var today: [String?] { dimensions.map(\.today) }

  /// Of the places that do not have these values anyway.
  func changes(_ values: [String]) -> [VariedScenario.Change] {
    zip(dimensions, values).flatMap { dimension, value in
      dimension.places.filter { $0.today != value }.map {
        VariedScenario.Change(path: $0.path, value: value + $0.suffix)
      }
    }
  }
}
