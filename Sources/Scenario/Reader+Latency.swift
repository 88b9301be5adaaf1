import Chance
import Prelude

extension Reader {
  private static let laws: [(name: String, parameters: [String])] = [
    ("uniform", ["from", "to"]), ("exponential", ["mean"]), ("lognormal", ["mean", "sigma", "p50", "p99"]),
    ("gamma", ["mean", "shape"]), ("weibull", ["scale", "shape"]), ("pareto", ["scale", "shape"]), ("empirical", []),
  ]

  /// A latency law: a duration, or a mapping with one key that names the distribution.
  mutating func latency(_ node: Node, _ what: String) -> Distribution? {
    if node.text != nil { return duration(node, what).flatMap { try? .constant($0) } }
    let names = Reader.laws.map(\.name)
    guard node.members != nil else {
      error(
        node.place, "\(what): found \(node.found), expected a duration or a distribution",
        hint: "distributions: " + names.joined(separator: ", "))
      return nil
    }
    guard let outer = fields(node, of: what, known: names), let law = kind(outer, of: names) else { return nil }
    let path = outer.path(law.key)
    if law.key == "empirical" { return empirical(law.value, path) }
    guard let parameters = Reader.laws.first(where: { $0.name == law.key })?.parameters,
      let inner = fields(law.value, of: path, known: parameters)
    else { return nil }
    return distribution(law.key, inner)
  }

  private mutating func distribution(_ name: String, _ fields: Fields) -> Distribution? {
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

  /// By arithmetic mean and sigma of the logarithm, or by two percentiles.
  private mutating func lognormal(_ fields: Fields) -> Distribution? {
    let byMoments = fields["mean"] != nil || fields["sigma"] != nil
    let byPercentiles = fields["p50"] != nil || fields["p99"] != nil
    guard byMoments != byPercentiles else {
      error(fields.place, "\(fields.what): expected either { mean, sigma } or { p50, p99 }")
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

  private mutating func seconds(_ key: String, _ fields: Fields) -> Double? {
    guard let node = require(fields, key) else { return nil }
    return duration(node, fields.path(key))?.seconds
  }

  private mutating func factor(_ key: String, _ fields: Fields) -> Double? {
    guard let node = require(fields, key) else { return nil }
    return number(node, fields.path(key), in: 0...1e9, expected: "a number, at least 0")
  }

  /// What the distribution refuses is an error at the parameter that it names.
  private mutating func law(
    _ fields: Fields, _ make: () throws(DistributionError) -> Distribution
  ) -> Distribution? {
    do throws(DistributionError) {
      return try make()
    } catch {
      let node = fields[error.parameter]
      let path = node == nil ? fields.what : fields.path(error.parameter)
      self.error(node?.place ?? fields.place, "\(path): \(error.message)")
      return nil
    }
  }

  /// A CSV file with one column of seconds; a header line `seconds` may come first.
  private mutating func empirical(_ node: Node, _ what: String) -> Distribution? {
    guard let (bytes, path) = contents(node, what), let rows = rows(bytes, path) else { return nil }
    let values = rows.first?.first?.text == "seconds" ? rows.dropFirst() : rows[...]
    var seconds: [Double] = []
    seconds.reserveCapacity(values.count)
    for row in values {
      let field = row[0]
      let place = Place(file: path, position: field.position)
      guard row.count == 1 else {
        error(place, "found \(row.count) columns, expected one column of seconds")
        return nil
      }
      guard let value = Quantity.number(field.text), value >= 0 else {
        error(place, "found \"\(Node.excerpt(field.text))\", expected a number of seconds, at least 0")
        return nil
      }
      seconds.append(value)
    }
    do throws(DistributionError) {
      return try .empirical(seconds)
    } catch {
      self.error(node.place, "\(what): \(error.message)")
      return nil
    }
  }

  mutating func rows(_ bytes: [UInt8], _ path: String) -> [[CSV.Field]]? {
    do throws(CSV.Problem) {
      return try CSV.parse(bytes)
    } catch {
      self.error(Place(file: path, position: error.position), error.message)
      return nil
    }
  }
}
