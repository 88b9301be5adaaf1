/// The observer of one execution who keeps its history.
public final class HistoryKeeper {
  private let key: UInt64
  /// So far, those from before a redrive included.
  public private(set) var events: [HistoryEvent] = []

  /// `key`: of the execution.
  public init(of key: UInt64) { self.key = key }

  public func see(_ sighting: Probe.Sighting) {
    if sighting.key == key, case .event(let event) = sighting.observation { events.append(event) }
  }
}
