import Glibc
package import Prelude

/// Arrivals per second over time, from the start of their stream.
package enum RateCurve: Hashable, Sendable {
  case constant(Double)
  /// In a straight line.
  case ramp(from: Double, to: Double, over: Span)
  /// One after the other; nothing comes after the last.
  case steps([Step])
  /// The peak from `from` to `to`, the base before and after.
  case spike(base: Double, peak: Double, from: Span, to: Span)
  /// mean + amplitude · sin(2π (t − phase) / period)
  case sine(mean: Double, amplitude: Double, period: Span, phase: Span)

  package struct Step: Hashable, Sendable {
    package var rate: Double
    package var length: Span

    package init(rate: Double, length: Span) {
      self.rate = rate
      self.length = length
    }
  }

  /// A part of the curve that is a straight line: seconds, and arrivals per second at its ends.
  package struct Line: Hashable, Sendable {
    package var start: Double
    package var end: Double
    package var first: Double
    package var last: Double

    package init(start: Double, end: Double, first: Double, last: Double) {
      self.start = start
      self.end = end
      self.first = first
      self.last = last
    }

    package func rate(at time: Double) -> Double {
      end > start && end.isFinite ? first + (last - first) * (time - start) / (end - start) : first
    }

    var total: Double { first == last ? first * (end - start) : (first + last) / 2 * (end - start) }
  }

  /// The curve as straight lines; of a sine near enough, for its first periods.
  package func lines(until end: Double) -> [Line] {
    let all: [Line] =
      switch self {
      case .sine(_, _, let period, _): sampled(every: period.seconds / 64, until: min(end, 3 * period.seconds))
      default: pieces
      }
    return all.filter { $0.start < end }.map {
      var line = $0
      (line.end, line.last) = (min($0.end, end), $0.rate(at: min($0.end, end)))
      return line
    }
  }

  private func sampled(every step: Double, until end: Double) -> [Line] {
    (0..<max(1, Int((end / step).rounded(.up)))).map { index in
      let (from, to) = (Double(index) * step, Double(index + 1) * step)
      return Line(start: from, end: to, first: rate(at: from), last: rate(at: to))
    }
  }

  /// A sine has none.
  fileprivate var pieces: [Line] {
    switch self {
    case .constant(let rate): return [Line(start: 0, end: .infinity, first: rate, last: rate)]
    case .ramp(let from, let to, let length): return [Line(start: 0, end: length.seconds, first: from, last: to)]
    case .steps(let steps):
      var start = Span.zero
      return steps.map { step in
        defer { start += step.length }
        let end = (start + step.length).seconds
        return Line(start: start.seconds, end: end, first: step.rate, last: step.rate)
      }
    case .spike(let base, let peak, let from, let to):
      return [
        Line(start: 0, end: from.seconds, first: base, last: base),
        Line(start: from.seconds, end: to.seconds, first: peak, last: peak),
        Line(start: to.seconds, end: .infinity, first: base, last: base),
      ]
    case .sine: return []
    }
  }

  package func rate(at time: Double) -> Double {
    if case .sine(let mean, let amplitude, let period, let phase) = self {
      return mean + amplitude * sin(2 * .pi * (time - phase.seconds) / period.seconds)
    }
    return pieces.last { $0.start <= time && time <= $0.end }?.rate(at: time) ?? 0
  }
}

/// How many arrivals a curve comes to by when, and when it comes to so many: its integral, and the inverse of that.
///
/// Arrivals are unit-rate times put through the inverse, so that the k-th one of a changed curve is the k-th of the old
/// one, moved. Source: Law, Simulation Modeling and Analysis, section 8.6.2 (Cinlar's method).
package struct CumulativeRate: Sendable {
  private let curve: RateCurve
  /// With the arrivals before each.
  private let pieces: [(line: RateCurve.Line, before: Double)]

  package init(_ curve: RateCurve) {
    self.curve = curve
    var before = 0.0
    pieces = curve.pieces.map { line in
      defer { before += line.total }
      return (line, before)
    }
  }

  /// Arrivals in the first `seconds`.
  package func total(by seconds: Double) -> Double {
    if case .sine(let mean, let amplitude, let period, let phase) = curve {
      let omega = 2 * Double.pi / period.seconds
      let swing = cos(omega * phase.seconds) - cos(omega * (seconds - phase.seconds))
      return mean * seconds + amplitude / omega * swing
    }
    guard let last = pieces.last(where: { $0.line.start <= seconds }) else { return 0 }
    var line = last.line
    (line.end, line.last) = (min(line.end, seconds), line.rate(at: min(line.end, seconds)))
    return last.before + line.total
  }

  /// Seconds until more than `total` arrivals are there; infinite where there never are.
  package func time(of total: Double) -> Double {
    if case .sine(let mean, _, let period, _) = curve {
      let whole = (total / (mean * period.seconds)).rounded(.down)
      return whole * period.seconds + timeInPeriod(total - whole * mean * period.seconds, mean, period.seconds)
    }
    for (line, before) in pieces where total < before + line.total {
      let rest = total - before
      guard rest > 0 else { return line.start }
      let slope = line.first == line.last ? 0 : (line.last - line.first) / (line.end - line.start)
      return line.start + 2 * rest / (line.first + (line.first * line.first + 2 * slope * rest).squareRoot())
    }
    return .infinity
  }

  /// By Newton's method, within bounds that close in.
  private func timeInPeriod(_ total: Double, _ mean: Double, _ period: Double) -> Double {
    var (low, high) = (0.0, period)
    var time = min(period, max(0, total / mean))
    for _ in 0..<100 {
      let error = self.total(by: time) - total
      if error > 0 { high = time } else { low = time }
      var next = time - error / curve.rate(at: time)
      if !(next > low && next < high) { next = (low + high) / 2 }
      if abs(next - time) < 1e-10 { return next }
      time = next
    }
    return time
  }
}

extension RateCurve {
  /// The most that several flows come to together at any time; the lines of one follow one another.
  package static func peak(of flows: [[Line]]) -> Double {
    if flows.count == 1 { return flows[0].reduce(0) { max($0, $1.first, $1.last) } }
    var edges: [(time: Double, rate: Double, slope: Double)] = []
    for line in flows.joined() where line.end > line.start {
      let slope = (line.last - line.first) / (line.end - line.start)
      edges += [(line.start, line.first, slope), (line.end, -line.last, -slope)]
    }
    edges.sort { $0.time < $1.time }
    var (peak, rate, slope, place) = (0.0, 0.0, 0.0, 0)
    while place < edges.count {
      let time = edges[place].time
      if place > 0 { rate += slope * (time - edges[place - 1].time) }
      peak = max(peak, rate)
      while place < edges.count, edges[place].time == time {
        rate += edges[place].rate
        slope += edges[place].slope
        place += 1
      }
      peak = max(peak, rate)
    }
    return peak
  }
}
