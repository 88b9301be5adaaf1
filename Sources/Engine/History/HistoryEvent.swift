// Engine: executions as pure state machines. A stimulus and `now` go in, effects come out; no clock, no chance, no I/O.

public import JSON
public import Prelude

/// One event of an execution's history, as GetExecutionHistory gives it.
public struct HistoryEvent: Sendable {
  public var id: Int
  public var previousEventID: Int
  public var timestamp: Instant
  /// AWS's name: `TaskStateEntered`.
  public var type: String
  /// AWS's key of the details object (`stateEnteredEventDetails`); nil where the type has none.
  public var detailsKey: String?
  public var details: JSON

  public init(
    id: Int, previousEventID: Int, timestamp: Instant, type: String, detailsKey: String?, details: JSON
  ) {
    self.id = id
    self.previousEventID = previousEventID
    self.timestamp = timestamp
    self.type = type
    self.detailsKey = detailsKey
    self.details = details
  }
}

extension HistoryEvent {
  /// The event as GetExecutionHistory gives it; the time in seconds since 1970.
  public func json(epoch: Int64) -> JSON {
    let (sum, overflow) = epoch.addingReportingOverflow(timestamp.nanoseconds)
    var object: JSONObject = [
      "timestamp": .double(Double((overflow ? .max : sum) / 1_000_000) / 1_000),
      "type": .string(type),
      "id": .integer(id),
      "previousEventId": .integer(previousEventID),
    ]
    if let detailsKey { object[detailsKey] = details }
    return .object(object)
  }
}
