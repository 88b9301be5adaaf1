import Chance
import Prelude
import Report
import Statistics

/// Which runs a sweep consists of: all combinations of the values that are listed, each with the points of one Sobol
/// sequence over all ranges.
package struct SweepDesign: Sendable {
  package struct Point: Sendable, Equatable {
    /// One for each variation, as the scenario has it.
    let values: [String]
    /// The same as numbers, where they are some.
    let inputs: [Double]
  }

  let variations: [Variation]
  package let points: [Point]
  /// Whose values are words, and not numbers: their inputs are their places in the list.
  let isNominal: [Bool]

  static let pointLimit = 100_000

  /// `points`: of the sequence; where there is no range, it has nothing to say.
  init(_ variations: [Variation], points: Int, seed: UInt64) throws(Variation.Problem) {
    self.variations = variations
    var seen: Set<String> = []
    for variation in variations where !seen.insert(variation.path).inserted {
      throw Variation.Problem(message: "--vary \(variation.path): it is varied twice", hint: nil)
    }
    let lists = variations.map { variation -> [String]? in
      if case .list(let values) = variation.values { values } else { nil }
    }
    let scales = variations.map { variation -> Variation.Scale? in
      if case .range(let scale) = variation.values { scale } else { nil }
    }
    let shares = try Self.shares(scales.count { $0 != nil }, points, seed)
    let combinations = try Self.combinations(lists, most: Self.pointLimit / shares.count)
    let numbers = lists.map { $0.map { $0.map(Self.number) } }
    isNominal = numbers.map { $0.map { $0.contains(nil) } ?? false }
    var all: [Point] = []
    for combination in combinations {
      for share in shares {
        var (values, inputs, range) = ([String](), [Double](), 0)
        for index in variations.indices {
          if let scale = scales[index] {
            let text = Self.text(scale, at: share[range])
            range += 1
            values.append(text)
            inputs.append(Self.number(text) ?? scale.value(at: share[range - 1]))
          } else {
            let place = combination[index]
            values.append(lists[index]?[place] ?? "")
            inputs.append(isNominal[index] ? Double(place) : numbers[index]?[place] ?? Double(place))
          }
        }
        all.append(Point(values: values, inputs: inputs))
      }
    }
    self.points = all
  }

  /// Four digits are enough for a person, and for a design.
  private static func text(_ scale: Variation.Scale, at share: Double) -> String {
    let value = scale.value(at: share)
    if scale.isWhole { return scale.text(value) }
    let rounded = Double(Number.significant(value, 4)) ?? value
    return scale.text(min(scale.high, max(scale.low, rounded)))
  }

  /// Whether it has a sequence of points, and not only lists.
  var hasRanges: Bool {
    variations.contains { if case .range = $0.values { true } else { false } }
  }

  func changes(at point: Int) -> [VariedScenario.Change] {
    zip(variations, points[point].values).map { VariedScenario.Change(path: $0.path, value: $1) }
  }

  /// Where in the cube of the ranges, point by point.
  private static func shares(_ dimensions: Int, _ points: Int, _ seed: UInt64) throws(Variation.Problem) -> [[Double]] {
    guard dimensions > 0 else { return [[]] }
    let key = StreamKey(seed: seed, replication: 0, purpose: .design)
    let shifts = (0..<dimensions).map { dimension in
      UInt32(key.uniform(entity: UInt64(dimension), counter: 0) * 0x1p32)
    }
    guard let points = SobolSequence.points(points, shifts: shifts) else {
      throw Variation.Problem(
        message: "a sweep has at most \(SobolSequence.dimensionLimit) ranges, not \(dimensions)", hint: nil)
    }
    return points
  }

  /// A place in each list, the last of which changes fastest.
  private static func combinations(_ lists: [[String]?], most: Int) throws(Variation.Problem) -> [[Int]] {
    var all: [[Int]] = [[]]
    for list in lists {
      let count = list?.count ?? 1
      guard all.count <= most / count else {
        throw Variation.Problem(message: "the sweep has more than \(pointLimit) points", hint: nil)
      }
      all = all.flatMap { prefix in (0..<count).map { prefix + [$0] } }
    }
    return all
  }

  /// Of a quantity in its base unit: seconds, per second, bytes. nil: it is a word.
  static func number(_ text: String) -> Double? {
    guard let (decimal, unit) = DecimalText.split(text), let scale = units[unit], let value = Double(decimal.text)
    else { return Double(text).flatMap { $0.isFinite ? $0 : nil } }
    return value * scale
  }

  private static let units: [String: Double] = [
    "": 1, "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600, "/s": 1, "/m": 1 / 60, "/h": 1 / 3_600,
    "B": 1, "KiB": 1_024, "MiB": 1_048_576, "GiB": 1_073_741_824, "%": 0.01,
  ]
}
