import Engine

/// The observer of all executions of a replication: it keeps the history of each until it is over.
final class HistoriesKeeper {
  private let tell: (Probe.Subject, [HistoryEvent]) -> Void
  private var open: [UInt64: (subject: Probe.Subject, events: [HistoryEvent])] = [:]

  init(_ tell: @escaping (Probe.Subject, [HistoryEvent]) -> Void) { self.tell = tell }

  lazy var probe: Probe = Probe(
    watching: { [unowned self] subject in
      open[subject.key] = (subject, open[subject.key]?.events ?? [])
      return true
    },
    ended: { [unowned self] subject in
      // One that is redriven goes on, and its history with it.
      if let kept = open[subject.key], subject.status == .succeeded {
        tell(subject, kept.events)
        open[subject.key] = nil
      }
    },
    { [unowned self] sighting in
      if case .event(let event) = sighting.observation { open[sighting.key]?.events.append(event) }
    })

  /// In the order of their keys, which is the same in each run.
  func finish() {
    for (_, kept) in open.sorted(by: { $0.key < $1.key }) { tell(kept.subject, kept.events) }
    open = [:]
  }
}
