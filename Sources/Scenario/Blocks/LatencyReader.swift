import Chance
import Prelude
import Schema
import StatesLanguage

extension Cursor {
  /// A latency law: a duration, or a mapping with one key that names the distribution.
  func latency() -> Distribution? {
    node.text == nil ? LatencyReader(unit: .seconds).law(self) : duration().flatMap { try? .constant($0) }
  }
}

/// The distributions of latencies, and of plain numbers.
struct LatencyReader {
  enum Unit {
    /// Parameters are durations.
    case seconds
    /// Parameters are numbers.
    case none
  }
  let unit: Unit

  private var laws: Block { unit == .seconds ? ScenarioGrammar.latencyLaw : ScenarioGrammar.numberLaw }

  /// `block`: where other keys may stand beside the law's.
  func law(_ node: Cursor, in block: Block? = nil) -> Distribution? {
    let laws = block ?? self.laws
    guard node.members != nil else {
      node.mismatch(
        expected: "a \(unit == .seconds ? "duration" : "number") or a distribution",
        hint: "distributions: " + laws.kinds.joined(separator: ", "))
      return nil
    }
    guard let law = node.fields(laws)?.kind() else { return nil }
    if law.key == "empirical" { return empirical(law.value) }
    if law.key == "mixture" { return mixture(law.value) }
    guard let parameters = laws[law.key]?.shape.block,
      let fields = law.value.fields(parameters)
    else { return nil }
    return distribution(law.key, fields)
  }

  private func distribution(_ name: String, _ fields: Fields) -> Distribution? {
    switch name {
    case "uniform":
      guard let (from, to) = both(seconds("from", fields), seconds("to", fields)) else { return nil }
      return law(fields) { () throws(DistributionError) in try .uniform(from: from, to: to) }
    case "exponential":
      guard let mean = seconds("mean", fields) else { return nil }
      return law(fields) { () throws(DistributionError) in try .exponential(mean: mean) }
    case "lognormal":
      return lognormal(fields)
    case "gamma":
      guard let (mean, shape) = both(seconds("mean", fields), factor("shape", fields)) else { return nil }
      return law(fields) { () throws(DistributionError) in try .gamma(mean: mean, shape: shape) }
    case "weibull":
      guard let (scale, shape) = both(seconds("scale", fields), factor("shape", fields)) else { return nil }
      return law(fields) { () throws(DistributionError) in try .weibull(scale: scale, shape: shape) }
    default:
      guard let (scale, shape) = both(seconds("scale", fields), factor("shape", fields)) else { return nil }
      return law(fields) { () throws(DistributionError) in try .pareto(scale: scale, shape: shape) }
    }
  }

  /// `[ { weight: 99, law: { … } }, { weight: 1, law: 2s } ]`: weights are shares of their sum.
  private func mixture(_ node: Cursor) -> Distribution? {
    guard let items = node.items, !items.isEmpty else {
      node.mismatch(
        node.items == nil ? .type : .value, expected: "a list of { weight, law }",
        hint: "mixture: [ { weight: 99, law: 20ms }, { weight: 1, law: { exponential: { mean: 2s } } } ]")
      return nil
    }
    let components = items.compactMap { item -> (weight: Double, law: Distribution)? in
      guard let fields = item.fields(ScenarioGrammar.mixed) else { return nil }
      let weight = factor("weight", fields)
      return both(weight, fields.require("law").flatMap { component($0) })
    }
    guard components.count == items.count else { return nil }
    do throws(DistributionError) {
      return try .mixture(components)
    } catch {
      node.error(.value, error.message)
      return nil
    }
  }

  private func component(_ node: Cursor) -> Distribution? {
    if node.node.text == nil { return law(node) }
    let span =
      switch unit {
      case .seconds: node.duration()
      case .none: node.number(in: 0...9e9, expected: "a number from 0 to 9e9").map { Span(seconds: $0) }
      }
    return span.flatMap { try? .constant($0) }
  }

  /// By arithmetic mean and sigma of the logarithm, or by two percentiles.
  private func lognormal(_ fields: Fields) -> Distribution? {
    let byMoments = fields["mean"] != nil || fields["sigma"] != nil
    let byPercentiles = fields["p50"] != nil || fields["p99"] != nil
    guard byMoments != byPercentiles else {
      fields.mapping.error(
        byMoments ? .conflictingFields : .missingField, "expected either { mean, sigma } or { p50, p99 }")
      return nil
    }
    if byMoments {
      guard let (mean, sigma) = both(seconds("mean", fields), factor("sigma", fields)) else { return nil }
      return law(fields) { () throws(DistributionError) in try .lognormal(mean: mean, sigma: sigma) }
    }
    guard let (p50, p99) = both(seconds("p50", fields), seconds("p99", fields)) else { return nil }
    return law(fields) { () throws(DistributionError) in try .lognormal(p50: p50, p99: p99) }
  }

  private func both<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
    guard let a, let b else { return nil }
    return (a, b)
  }

  /// In the unit of the law.
  private func seconds(_ key: String, _ fields: Fields) -> Double? {
    switch unit {
    case .seconds: fields.require(key)?.duration()?.seconds
    case .none: fields.require(key)?.number(in: 0...9e9, expected: "a number from 0 to 9e9")
    }
  }

  private func factor(_ key: String, _ fields: Fields) -> Double? {
    fields.require(key)?.number(in: 0...1e9, expected: "a number, at least 0")
  }

  /// What the distribution refuses is an error at the parameter that it names.
  private func law(
    _ fields: Fields, _ make: () throws(DistributionError) -> Distribution
  ) -> Distribution? {
    do throws(DistributionError) {
      return try make()
    } catch {
      (fields[error.parameter] ?? fields.mapping).error(.value, error.message)
      return nil
    }
  }

  /// A CSV file with one column of seconds; a header line `seconds` may come first.
  private func empirical(_ node: Cursor) -> Distribution? {
    let reading = node.reading
    guard let (bytes, path) = node.contents(), let rows = reading.rows(bytes, path) else { return nil }
    let values = rows.first?.first?.text == "seconds" ? rows.dropFirst() : rows[...]
    var seconds: [Double] = []
    seconds.reserveCapacity(values.count)
    for row in values {
      let field = row[0]
      let place = Place(file: path, position: field.position)
      guard row.count == 1 else {
        reading.error(.syntax, place, "found \(row.count) columns, expected one column of seconds")
        return nil
      }
      guard let value = Quantity.number(field.text), value >= 0 else {
        reading.error(
          .value, place, "found \"\(Node.excerpt(field.text))\", expected a number of seconds, at least 0")
        return nil
      }
      seconds.append(value)
    }
    do throws(DistributionError) {
      return try .empirical(seconds)
    } catch {
      node.error(.value, error.message)
      return nil
    }
  }
}
