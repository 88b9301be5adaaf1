package import Chance
import Engine
package import JSON
package import JSONata
import Prelude
import StepFunctions

/// What the executions of a stream get as their input: the same for all, or made for each.
package enum LoadInput: Sendable {
  case constant(JSON)
  case template(InputTemplate)

  /// Some of those that executions get, by size.
  package func samples(seed: UInt64) -> [JSON] {
    switch self {
    case .constant(let value): return [value]
    case .template(let template):
      let made = (0..<InputTemplate.sampleCount).map { (try? template.sample($0, seed: seed)) ?? .null }
      return made.sorted { $0.byteCount < $1.byteCount }
    }
  }

  /// The one that stands for the others where one is tried: it is neither large nor small.
  package func typical(seed: UInt64) -> JSON {
    let samples = samples(seed: seed)
    return samples[samples.count / 2]
  }

  /// What tells two of them apart.
  package var text: String {
    switch self {
    case .constant(let value): value.text
    case .template(let template): template.source
    }
  }
}

/// JSON with draws in it. Each draw has numbers of its own, keyed by the execution and by where it stands in the
/// template, so that one more draws nothing that another would have drawn.
package struct InputTemplate: Sendable {
  /// As the scenario writes it, as JSON.
  var source: String
  var root: Part

  package init(source: String, root: Part) {
    self.source = source
    self.root = root
  }

  package indirect enum Part: Sendable {
    case literal(JSON)
    case object([(name: String, value: Part)])
    case array([Part])
    /// The arrival's number in its stream, from the given one on.
    case index(from: Int)
    /// Seconds of virtual time of the arrival.
    case time
    /// With so many decimals; nil: as many as it has.
    case number(Distribution, decimals: Int?, site: UInt64)
    case whole(WholeLaw, site: UInt64)
    /// One of them, each as often as its weight says.
    case choice([(weight: Double, value: Part)], site: UInt64)
    /// A list.
    case repetition(times: WholeLaw, of: Part, site: UInt64)
    /// One after the other, and from the first again; or any.
    case row([JSON], isRandom: Bool, site: UInt64)
    case expression(Expression, site: UInt64)
  }

  func value(_ draws: InputDraws) throws(JSONataError) -> JSON { try root.value(draws) }

  /// So many stand for all.
  package static let sampleCount = 25

  /// One of those that executions get, of no stream.
  package func sample(_ index: Int, seed: UInt64) throws(JSONataError) -> JSON {
    let streams = StreamKey(seed: seed, replication: 0, purpose: .input)
    return try value(InputDraws(streams, key: UInt64(index), index: index, member: 0, at: .zero))
  }
}

/// Whom an input is made for.
struct InputDraws: Sendable {
  private let streams: StreamKey
  private var key: UInt64
  fileprivate let index: Int
  /// Of the batch that came with one arrival.
  fileprivate let member: Int
  /// Of the list that a `$repeat` makes; 0 outside of one.
  fileprivate var item = 0
  fileprivate let at: Instant

  init(_ streams: StreamKey, key: UInt64, index: Int, member: Int, at: Instant) {
    self.streams = streams
    self.key = key
    self.index = index
    self.member = member
    self.at = at
  }

  fileprivate func stream(_ site: UInt64) -> RandomStream { streams.stream(entity: Interpreter.mix(key, site)) }

  fileprivate func item(_ number: Int, site: UInt64) -> InputDraws {
    var draws = self
    draws.key = Interpreter.mix(Interpreter.mix(key, site), UInt64(number) &+ 1)
    draws.item = number
    return draws
  }
}

extension InputTemplate.Part {
  fileprivate func value(_ draws: InputDraws) throws(JSONataError) -> JSON {
    switch self {
    case .literal(let value): return value
    case .object(let members):
      var object = JSONObject()
      object.reserveCapacity(members.count)
      for (name, part) in members { object[name] = try part.value(draws) }
      return .object(object)
    case .array(let parts):
      var values: [JSON] = []
      values.reserveCapacity(parts.count)
      for part in parts { values.append(try part.value(draws)) }
      return .array(values)
    case .index(let first): return .integer(draws.index + first)
    case .time: return .double((draws.at - .zero).seconds)
    case .number(let law, let decimals, let site):
      var stream = draws.stream(site)
      return Self.number(law.number(&stream), decimals: decimals)
    case .whole(let law, let site):
      var stream = draws.stream(site)
      return .integer(law.sample(&stream))
    case .choice(let choices, let site):
      var stream = draws.stream(site)
      return try Self.chosen(choices, stream.uniform()).value(draws)
    case .repetition(let times, let part, let site):
      var stream = draws.stream(site)
      let count = times.sample(&stream)
      var values: [JSON] = []
      values.reserveCapacity(count)
      for item in 0..<count { values.append(try part.value(draws.item(item, site: site))) }
      return .array(values)
    case .row(let rows, let isRandom, let site):
      var stream = draws.stream(site)
      let index = isRandom ? Int(stream.uniform() * Double(rows.count)) : (draws.index + draws.member) % rows.count
      return rows[index]
    case .expression(let expression, let site): return try Self.evaluate(expression, draws, site)
    }
  }

  private static func number(_ value: Double, decimals: Int?) -> JSON {
    guard let decimals else { return .double(value) }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    return .double((value * scale).rounded() / scale)
  }

  private static func chosen(_ choices: [(weight: Double, value: Self)], _ uniform: Double) -> Self {
    var rest = uniform * choices.reduce(0) { $0 + $1.weight }
    for choice in choices.dropLast() {
      if rest < choice.weight { return choice.value }
      rest -= choice.weight
    }
    return choices[choices.count - 1].value
  }

  private static func evaluate(
    _ expression: Expression, _ draws: InputDraws, _ site: UInt64
  ) throws(JSONataError) -> JSON {
    let bindings: [String: JSON] = [
      "index": .integer(draws.index), "member": .integer(draws.member), "item": .integer(draws.item),
      "time": .double((draws.at - .zero).seconds),
    ]
    let stream = DrawnNumbers(draws.stream(site))
    let millis = (Account.epoch + draws.at.nanoseconds) / 1_000_000
    return try expression.evaluate(nil, bindings: bindings, now: millis) { stream.next() } ?? .null
  }
}

/// For an expression that asks for them by a closure.
private final class DrawnNumbers {
  private var stream: RandomStream

  init(_ stream: RandomStream) { self.stream = stream }

  func next() -> Double { stream.uniform() }
}
