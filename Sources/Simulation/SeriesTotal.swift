package import Engine
package import Prelude
import StatesLanguage
package import StepFunctions

/// The time series of all replications added up: as many bins as one has, however many there are. Whole numbers
/// throughout, so that the sums do not depend on the order of adding.
package struct SeriesTotal: Sendable {
  package struct Bin: Sendable {
    package var calls = PerStart(repeating: CallCounts())
    /// Millionths.
    var tokens: Int128 = 0
    package var open = 0
    package var transitions = 0
    /// Nanoseconds.
    package var transitionWait: Int128 = 0

    package var tokensLeft: Double { tokens.double * 1e-6 }
  }
  /// As `TimeSeries.ServiceBin`, of all replications.
  package struct ServiceBin: Sendable {
    package var calls = 0
    /// Nanoseconds.
    package var busy: Int128 = 0
    package var refused = 0
    package var inProgress = 0
    package var queued = 0
    package var coldStarts = 0
  }
  /// Where a replication ends, and how it stays from there on: the bucket refills, and what is open stays open.
  struct End: Sendable {
    var length: Int
    var tokens: Int128
    var open: Int
    /// Empty where nothing is in progress.
    var services: [TimeSeries.ServiceBin]
  }

  /// Whether all bins are as wide as when they were recorded: two that become one have other squares. Those of one
  /// replication say nothing.
  var hasSquares: Bool
  private let bucket: Quotas.Bucket
  let serviceCount: Int
  package internal(set) var replications = 0
  package internal(set) var width: Span
  var bins: [Bin] = []
  /// As `bins`, or none.
  var squares: [SeriesSquares] = []
  var services: [ServiceBin] = []
  var ends: [End] = []
  /// In the order of depths, and in each of the account's machines.
  package internal(set) var levels: [LevelSeries] = []
  /// By state, those of the account's machines one after the other.
  package internal(set) var passages: [Interpreter.Passage]
  /// In which StartExecution's bucket was empty, of the replications in which time passed at all.
  package internal(set) var emptySeconds = 0.0
  package internal(set) var observed = 0

  /// `admissions`: columns after those of the services.
  init(_ account: AccountModel, admissions: Int = 0, width: Span = .seconds(1), isAlone: Bool = false) {
    hasSquares = !isAlone
    bucket = account.quotas[.startExecution]
    serviceCount = account.services.count + admissions
    self.width = width
    let states = account.machines.reduce(0) { $0 + $1.definition.states.count }
    passages = [Interpreter.Passage](repeating: Interpreter.Passage(), count: states)
  }

  mutating func add(_ series: TimeSeries) {
    replications += 1
    add(series.passages)
    guard !series.bins.isEmpty else { return }
    var one = SeriesTotal(of: series, self)
    add(&one)
  }

  mutating func add(_ other: SeriesTotal) {
    replications += other.replications
    add(other.passages)
    var other = other
    add(&other)
  }

  private mutating func add(_ others: [Interpreter.Passage]) {
    for (index, other) in others.enumerated() where passages.indices.contains(index) { passages[index].add(other) }
  }

  /// Of the bins alone.
  private init(of series: TimeSeries, _ total: SeriesTotal) {
    (bucket, serviceCount, width, passages) = (total.bucket, total.serviceCount, series.width, [])
    hasSquares = total.hasSquares
    bins = series.bins.map { bin in
      Bin(
        calls: bin.calls, tokens: Self.millionths(bin.tokensLeft), open: bin.open, transitions: bin.transitions,
        transitionWait: Int128(bin.transitionWait))
    }
    if hasSquares { squares = zip(series.bins, bins).map { SeriesSquares($0, tokens: $1.tokens) } }
    // A series that was made by hand may have none.
    let given = series.services.count == bins.count * serviceCount ? series.services : []
    services = given.map {
      ServiceBin(
        calls: $0.calls, busy: Int128($0.busy), refused: $0.refused, inProgress: $0.inProgress, queued: $0.queued,
        coldStarts: $0.coldStarts)
    }
    services += [ServiceBin](repeating: ServiceBin(), count: bins.count * serviceCount - services.count)
    let last = given.suffix(serviceCount)
    ends = [
      End(
        length: bins.count, tokens: bins[bins.count - 1].tokens, open: bins[bins.count - 1].open,
        services: last.contains { $0.inProgress > 0 || $0.queued > 0 } ? Array(last) : [])
    ]
    levels = series.levels
    emptySeconds = series.emptySeconds
    observed = 1
  }

  /// A burst of them, and the tests', may have bins of any width: the finer one is made as coarse as the other.
  private mutating func add(_ other: inout SeriesTotal) {
    guard other.observed > 0 else { return }
    hasSquares = hasSquares && other.hasSquares && (observed == 0 ? width <= other.width : width == other.width)
    while width < other.width {
      if bins.isEmpty { width = other.width } else { halve() }
    }
    while other.width < width { other.halve() }
    if bins.count < other.bins.count {
      bins += [Bin](repeating: Bin(), count: other.bins.count - bins.count)
      services += [ServiceBin](repeating: ServiceBin(), count: other.services.count - services.count)
    }
    for index in other.bins.indices { bins[index].add(other.bins[index]) }
    if hasSquares {
      squares += [SeriesSquares](repeating: SeriesSquares(), count: bins.count - squares.count)
      for index in other.squares.indices { squares[index].add(other.squares[index]) }
    } else {
      squares = []
      for index in levels.indices { levels[index].spread = LatencySpread() }
    }
    for index in other.services.indices { services[index].add(other.services[index]) }
    ends += other.ends
    for level in other.levels { add(level) }
    emptySeconds += other.emptySeconds
    observed += other.observed
  }

  private mutating func add(_ level: LevelSeries) {
    let place = levels.firstIndex { ($0.depth, $0.machine) >= (level.depth, level.machine) } ?? levels.count
    if place < levels.count, levels[place].depth == level.depth, levels[place].machine == level.machine {
      levels[place].add(level)
    } else {
      levels.insert(level, at: place)
      levels[place].spread = LatencySpread()
    }
    guard hasSquares else { return }
    let isOfOne = level.spread == LatencySpread()
    if isOfOne { levels[place].spread.add(level.sketch) } else { levels[place].spread.add(level.spread) }
  }

  // MARK: Bins

  /// Two bins become one. A replication that ends in the first of them goes on through the second.
  private mutating func halve() {
    if bins.count % 2 == 1 {
      bins.append(Bin())
      services += [ServiceBin](repeating: ServiceBin(), count: serviceCount)
    }
    for index in ends.indices where ends[index].length % 2 == 1 {
      let place = ends[index].length
      ends[index].tokens = refilled(ends[index].tokens, bins: 1)
      bins[place].tokens += ends[index].tokens
      bins[place].open += ends[index].open
      for (service, level) in ends[index].services.enumerated() {
        services[place * serviceCount + service].inProgress += level.inProgress
        services[place * serviceCount + service].queued += level.queued
      }
      ends[index].length += 1
    }
    for index in ends.indices { ends[index].length /= 2 }
    bins = (0..<bins.count / 2).map { bins[2 * $0].followed(by: bins[2 * $0 + 1]) }
    services = (0..<bins.count).flatMap { bin in
      (0..<serviceCount).map { service in
        services[2 * bin * serviceCount + service].followed(by: services[(2 * bin + 1) * serviceCount + service])
      }
    }
    for index in levels.indices { levels[index].halve() }
    width = width + width
  }

  private static func millionths(_ tokens: Double) -> Int128 {
    tokens.isFinite ? Int128(whole: (tokens * 1e6).rounded()) : 0
  }

  private func refilled(_ tokens: Int128, bins: Int) -> Int128 {
    guard case .tokens(let capacity, let refill) = bucket else { return tokens }
    let more = refill.perSecond * width.seconds * Double(bins)
    return max(tokens, min(Int128(capacity) * 1_000_000, tokens + Self.millionths(min(more, Double(capacity)))))
  }

  /// Sums over all replications, those that ended earlier as they stayed. `squares`: as `bins`, or none where they say
  /// nothing.
  package func filled() -> (bins: [Bin], squares: [SeriesSquares], services: [ServiceBin]) {
    var (bins, services) = (bins, services)
    // What comes on top from a bin on.
    var open = [Int](repeating: 0, count: bins.count + 1)
    var tokens = [Int128](repeating: 0, count: bins.count + 1)
    var levels = [(inProgress: Int, queued: Int)](repeating: (0, 0), count: (bins.count + 1) * serviceCount)
    for end in ends {
      open[end.length] += end.open
      for (service, level) in end.services.enumerated() {
        levels[end.length * serviceCount + service].inProgress += level.inProgress
        levels[end.length * serviceCount + service].queued += level.queued
      }
      forEachRefill(after: end, bins.count) { place, now, isFull in
        if isFull { tokens[place] += now } else { bins[place].tokens += now }
      }
    }
    for bin in bins.indices {
      if bin > 0 {
        open[bin] += open[bin - 1]
        tokens[bin] += tokens[bin - 1]
      }
      bins[bin].open += open[bin]
      bins[bin].tokens += tokens[bin]
      for service in 0..<serviceCount {
        let place = bin * serviceCount + service
        if bin > 0 {
          levels[place].inProgress += levels[place - serviceCount].inProgress
          levels[place].queued += levels[place - serviceCount].queued
        }
        services[place].inProgress += levels[place].inProgress
        services[place].queued += levels[place].queued
      }
    }
    return (bins, filledSquares(), services)
  }

  /// The same of the squares.
  private func filledSquares() -> [SeriesSquares] {
    guard hasSquares else { return [] }
    var squares = squares
    // What comes on top from a bin on.
    var more = [(open: Int128, tokens: Int128)](repeating: (0, 0), count: squares.count + 1)
    for end in ends {
      more[end.length].open += SeriesSquares.square(Int128(end.open))
      forEachRefill(after: end, squares.count) { place, now, isFull in
        if isFull {
          more[place].tokens += SeriesSquares.square(now)
        } else {
          squares[place].tokens += SeriesSquares.square(now)
        }
      }
    }
    for bin in squares.indices {
      if bin > 0 {
        more[bin].open += more[bin - 1].open
        more[bin].tokens += more[bin - 1].tokens
      }
      squares[bin].open += more[bin].open
      squares[bin].tokens += more[bin].tokens
    }
    return squares
  }

  /// The tokens after a replication's end, bin by bin; the last are those from there on.
  private func forEachRefill(after end: End, _ count: Int, _ body: (_ place: Int, Int128, _ isFull: Bool) -> Void) {
    var place = end.length
    while place < count {
      let now = refilled(end.tokens, bins: place - end.length + 1)
      if place > end.length, now == refilled(end.tokens, bins: place - end.length) {
        // From here on it is full.
        body(place, now, true)
        return
      }
      body(place, now, false)
      place += 1
    }
  }
}

extension SeriesTotal.Bin {
  fileprivate mutating func add(_ other: Self) {
    for action in APIAction.starts { calls[action] = calls[action] + other.calls[action] }
    tokens += other.tokens
    open += other.open
    transitions += other.transitions
    transitionWait += other.transitionWait
  }

  /// Counts add up, levels are those at the later end.
  fileprivate func followed(by later: Self) -> Self {
    var both = self
    both.add(later)
    (both.tokens, both.open) = (later.tokens, later.open)
    return both
  }
}

extension SeriesTotal.ServiceBin {
  fileprivate mutating func add(_ other: Self) {
    calls += other.calls
    busy += other.busy
    refused += other.refused
    inProgress += other.inProgress
    queued += other.queued
    coldStarts += other.coldStarts
  }

  fileprivate func followed(by later: Self) -> Self {
    var both = self
    both.add(later)
    (both.inProgress, both.queued) = (later.inProgress, later.queued)
    return both
  }
}

extension Interpreter.Passage {
  mutating func add(_ other: Self) {
    entered &+= other.entered
    left &+= other.left
    time &+= other.time
  }
}
