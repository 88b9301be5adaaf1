import Chance
import JSON
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// `arrivals` of a stream, with its `for`.
struct ArrivalsReader {
  let stream: Fields
  let load: LoadReader

  private static let kinds = [
    "burst", "rate", "poisson", "ramp", "steps", "spike", "sine", "schedule", "users", "trace",
  ]
  /// Kinds that may come evenly spaced, or as a Poisson process.
  private static let curves = ["ramp", "steps", "spike", "sine"]
  private static let mostStarts = 1_000_000

  func read(_ node: Cursor) -> LoadStream.Arrivals? {
    guard let fields = node.fields(Self.kinds + ["at", "spacing"]), let kind = fields.kind(of: Self.kinds) else {
      return nil
    }
    if let at = fields.member("at"), kind.key != "burst" {
      fields.conflict(at, "found \"at\" beside \"\(kind.key)\", expected it beside \"start\", or beside \"burst\"")
    }
    if let spacing = fields.member("spacing"), !Self.curves.contains(kind.key) {
      fields.conflict(
        spacing, "found \"spacing\" beside \"\(kind.key)\", expected it beside \(Self.curves.joined(separator: ", "))")
    }
    let spacing = fields["spacing"]?.word(of: LoadStream.Spacing.allCases.map(\.rawValue)) ?? "poisson"
    switch kind.key {
    case "burst": return burst(kind.value, at: fields["at"])
    case "trace": return trace(kind.value)
    case "rate":
      guard let rate = kind.value.positiveRate(), let length = length(kind.key) else { return nil }
      return .constant(rate, duration: length)
    case "poisson":
      guard let rate = kind.value.positiveRate(), let length = length(kind.key) else { return nil }
      return .poisson(perSecond: rate.perSecond, duration: length)
    case "schedule": return schedule(kind.value)
    case "users": return users(kind.value)
    default:
      guard let (curve, length) = curve(kind) else { return nil }
      return .curve(curve, LoadStream.Spacing(rawValue: spacing) ?? .poisson, duration: length)
    }
  }

  private func forbidLength(_ kind: String) {
    if let member = stream.member("for") { stream.conflict(member, "found \"for\", which a \(kind) does not have") }
  }

  private func length(_ kind: String) -> Span? {
    stream.require("for", hint: "for: 15m, how long arrivals by \(kind) go on")?.positiveDuration()
  }

  private func burst(_ node: Cursor, at: Cursor?) -> LoadStream.Arrivals? {
    forbidLength("burst")
    let at = at.map { $0.duration() } ?? .zero
    guard let count = node.integer(in: 1...100_000_000), let at else { return nil }
    return .burst(count: count, at: Instant(nanoseconds: at.nanoseconds))
  }

  // MARK: Curves

  private func curve(_ kind: Cursor.Member) -> (RateCurve, Span)? {
    switch kind.key {
    case "steps": return steps(kind.value)
    case "ramp":
      guard let length = length("ramp"), let fields = kind.value.fields(["from", "to"]),
        let (from, to) = both("from", "to", fields, "{ from: 1/s, to: 9/s }")
      else { return nil }
      return (.ramp(from: from, to: to, over: length), length)
    case "spike":
      guard let length = length("spike"), let spike = spike(kind.value) else { return nil }
      return (spike, length)
    default:
      guard let length = length("sine"), let sine = sine(kind.value) else { return nil }
      return (sine, length)
    }
  }

  /// Two rates, not both zero.
  private func both(_ first: String, _ second: String, _ fields: Fields, _ hint: String) -> (Double, Double)? {
    let a = fields.require(first, hint: hint)?.rate()
    let b = fields.require(second, hint: hint)?.rate()
    guard let a, let b else { return nil }
    guard a.count > 0 || b.count > 0 else {
      fields.mapping.error(.value, "found zero as both rates, expected one above zero")
      return nil
    }
    return (a.perSecond, b.perSecond)
  }

  /// They are over when the last one is; `for` may end them sooner.
  private func steps(_ node: Cursor) -> (RateCurve, Span)? {
    let hint = "steps: [ { rate: 5/s, for: 10m }, { rate: 20/s, for: 2m } ]"
    guard let items = node.items, !items.isEmpty else {
      node.mismatch(node.items == nil ? .type : .value, expected: "a list of steps", hint: hint)
      return nil
    }
    let steps = items.compactMap { item -> RateCurve.Step? in
      guard let fields = item.fields(["rate", "for"]) else { return nil }
      let rate = fields.require("rate", hint: hint)?.rate()
      let length = fields.require("for", hint: hint)?.positiveDuration()
      guard let rate, let length else { return nil }
      return RateCurve.Step(rate: rate.perSecond, length: length)
    }
    guard steps.count == items.count else { return nil }
    guard steps.contains(where: { $0.rate > 0 }) else {
      node.error(.value, "found zero as every rate, expected one above zero")
      return nil
    }
    let all = steps.reduce(Span.zero) { $0 + $1.length }
    guard let node = stream["for"] else { return (.steps(steps), all) }
    guard let length = node.positiveDuration() else { return nil }
    guard length <= all else {
      node.error(
        .value, "found \(node.node.found), but the steps are over after \(all.seconds) s", hint: "leave it out")
      return nil
    }
    return (.steps(steps), length)
  }

  private func spike(_ node: Cursor) -> RateCurve? {
    let hint = "{ base: 20/s, peak: 100/s, from: 15m, to: 17m }"
    guard let fields = node.fields(["base", "peak", "from", "to"]),
      let (base, peak) = both("base", "peak", fields, hint)
    else { return nil }
    let from = fields.require("from", hint: hint)?.duration()
    let to = fields.require("to", hint: hint)?.duration()
    guard let from, let to else { return nil }
    guard from < to else {
      fields["to"]?.error(.value, "found a spike that ends before it begins, expected it later than \"from\"")
      return nil
    }
    return .spike(base: base, peak: peak, from: from, to: to)
  }

  private func sine(_ node: Cursor) -> RateCurve? {
    let hint = "{ mean: 40/s, amplitude: 20/s, period: 24h, phase: 6h }"
    guard let fields = node.fields(["mean", "amplitude", "period", "phase"]) else { return nil }
    let mean = fields.require("mean", hint: hint)?.positiveRate()
    let amplitude = fields.require("amplitude", hint: hint)?.rate()
    let period = fields.require("period", hint: hint)?.positiveDuration()
    let phase = fields["phase"].map { $0.duration() } ?? .zero
    guard let mean, let amplitude, let period, let phase else { return nil }
    guard amplitude.perSecond <= mean.perSecond else {
      fields["amplitude"]?.error(.value, "found more than the mean, which would make rates below zero")
      return nil
    }
    return .sine(mean: mean.perSecond, amplitude: amplitude.perSecond, period: period, phase: phase)
  }

  // MARK: Others

  private func users(_ node: Cursor) -> LoadStream.Arrivals? {
    let hint = "users: { count: 50, think: { exponential: { mean: 10s } } }"
    let length = length("users")
    if node.node.text != nil {
      guard let count = node.integer(in: 1...1_000_000), let length else { return nil }
      return .users(count: count, think: .zero, duration: length)
    }
    guard let fields = node.fields(["count", "think"]) else { return nil }
    let count = fields.require("count", hint: hint)?.integer(in: 1...1_000_000)
    let think = fields.require("think", hint: hint)?.latency()
    guard let count, let think, let length else { return nil }
    return .users(count: count, think: think, duration: length)
  }

  private func schedule(_ node: Cursor) -> LoadStream.Arrivals? {
    guard let text = node.text(), let length = length("schedule") else { return nil }
    let start = (stream["at"]?.node.text).flatMap { try? Quantity.duration($0) } ?? .zero
    let schedule: CronSchedule
    do throws(CronSchedule.Problem) {
      schedule = try CronSchedule(text)
    } catch {
      node.error(.value, error.message, hint: error.hint)
      return nil
    }
    let begin = (Account.epoch + start.nanoseconds + 999_999_999) / 1_000_000_000
    let seconds = (length.nanoseconds + 999_999_999) / 1_000_000_000
    guard let times = schedule.times(from: begin, for: seconds, limit: Self.mostStarts) else {
      node.error(.size, "found more than \(Self.mostStarts) starts within \"for\", expected fewer")
      return nil
    }
    guard !times.isEmpty else {
      node.error(
        .value, "found \"\(Node.excerpt(text))\", which starts nothing within \"for\"",
        hint: "virtual time begins on Wednesday, 2025-01-01, at 00:00 UTC")
      return nil
    }
    var table = Timetable(times.map { Timetable.Row(at: .zero + .seconds(Int($0))) })
    table.schedule = text
    return .timetable(table)
  }

  /// A file, or `{ file, scale, times, every }`.
  private func trace(_ node: Cursor) -> LoadStream.Arrivals? {
    forbidLength("trace")
    guard node.node.text == nil else { return load.trace(node).map { .timetable($0) } }
    guard let fields = node.fields(["file", "scale", "times", "every"]),
      let file = fields.require("file", hint: "trace: { file: monday.csv, scale: 10, times: 5, every: 1h }"),
      var table = load.trace(file)
    else { return nil }
    if let node = fields["scale"] {
      guard let scale = node.number(in: 1e-6...1e6, expected: "a number above 0: how many times as fast") else {
        return nil
      }
      table.scale = scale
    }
    guard let node = fields["times"] else {
      if let every = fields.member("every") { fields.conflict(every, "found \"every\" without \"times\"") }
      return .timetable(table)
    }
    guard let times = node.integer(in: 1...1_000_000) else { return nil }
    return repeated(table, times, fields).map { .timetable($0) }
  }

  /// Unless the scenario says how often, the next round comes after the last row by the mean gap between rows.
  private func repeated(_ table: Timetable, _ times: Int, _ fields: Fields) -> Timetable? {
    var table = table
    let last = table.time(table.rows.count - 1) - .zero
    if let node = fields["every"] {
      guard let every = node.positiveDuration() else { return nil }
      guard every >= last else {
        node.error(.value, "found \(node.node.found), which is before the last arrival, at \(last.seconds) s")
        return nil
      }
      table.every = every
    } else {
      let rows = Double(max(1, table.rows.count - 1))
      let span = (table.time(table.rows.count - 1) - table.time(0)).seconds
      table.every = last + Span(seconds: span / rows)
    }
    table.times = times
    return table
  }
}
