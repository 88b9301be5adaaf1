import Engine
import Prelude
import StepFunctions

/// One row per bin of equal width, the first from time zero; the width doubles when there are more than `limit` bins,
/// or fewer where there are many machines.
struct TimeSeries: Sendable {
  package struct Bin: Equatable, Sendable {
    var calls = PerStart(repeating: CallCounts())
    /// Of StartExecution, at the end of the bin.
    var tokensLeft = 0.0
    var open = 0
    /// StateTransition tokens, and the nanoseconds that they were waited for.
    var transitions = 0
    var transitionWait: Int64 = 0
    init() {}
  }
  /// Of a service in a bin; those in progress and in line are levels at its end.
  package struct ServiceBin: Equatable, Sendable {
    /// Calls that began, and the nanoseconds that they take.
    var calls = 0
    var busy: Int64 = 0
    /// Calls that were turned away.
    var refused = 0
    var inProgress = 0
    var queued = 0
    var coldStarts = 0
  }
  private static let limit = 4_096

  var width: Span
  var bins: [Bin]
  /// By bin, and in it by service of the account.
  var services: [ServiceBin] = []
  /// In the order of depths, and in each of the account's machines.
  var levels: [LevelSeries] = []
  /// At the end of each bin; empty where nobody asks for it.
  var backlog: [Int] = []
  /// By state, those of the machines one after the other. No series, but added up like one.
  var passages: [Interpreter.Passage] = []

  init(width: Span = .seconds(1), bins: [Bin] = []) {
    self.width = width
    self.bins = bins
  }

  /// What all levels together have room for lies within a few tens of megabytes.
  static func limit(machineCount: Int) -> Int {
    var limit = Self.limit
    while limit > 64, limit * machineCount > 1 << 18 { limit /= 2 }
    return limit
  }

  /// Seconds of bins in which StartExecution refused a call, or had less than one token left at the end.
  var emptySeconds: Double {
    Double(bins.count { $0.calls[.startExecution].throttled > 0 || $0.tokensLeft < 1 }) * width.seconds
  }

  /// Two bins become one: counts add up, levels are those at the later end.
  mutating func halve() {
    var halved: [Bin] = []
    for index in stride(from: 0, to: bins.count, by: 2) {
      var bin = bins[index]
      if index + 1 < bins.count {
        let later = bins[index + 1]
        for action in APIAction.starts { bin.calls[action] = bin.calls[action] + later.calls[action] }
        bin.tokensLeft = later.tokensLeft
        bin.open = later.open
        bin.transitions += later.transitions
        bin.transitionWait &+= later.transitionWait
      }
      halved.append(bin)
    }
    halveServices()
    if !backlog.isEmpty {
      backlog = stride(from: 0, to: bins.count, by: 2).map { backlog[min($0 + 1, bins.count - 1)] }
    }
    bins = halved
    width = width + width
  }

  private mutating func halveServices() {
    let columns = bins.isEmpty ? 0 : services.count / bins.count
    var halved: [ServiceBin] = []
    for bin in stride(from: 0, to: bins.count, by: 2) {
      for column in 0..<columns {
        var one = services[bin * columns + column]
        if bin + 1 < bins.count { one.goesOn(services[(bin + 1) * columns + column]) }
        halved.append(one)
      }
    }
    services = halved
  }

  /// Drops the bins after `end`: nothing happened there but timers that had become stale.
  mutating func trim(to end: Span) {
    let needed = Int(end.nanoseconds / width.nanoseconds) + 1
    guard bins.count > needed else { return }
    services.removeLast((bins.count - needed) * (services.count / bins.count))
    bins.removeLast(bins.count - needed)
  }
}

extension TimeSeries.ServiceBin {
  /// The bin after it becomes a part of it.
  mutating func goesOn(_ later: Self) {
    calls += later.calls
    busy &+= later.busy
    refused += later.refused
    coldStarts += later.coldStarts
    (inProgress, queued) = (later.inProgress, later.queued)
  }
}
