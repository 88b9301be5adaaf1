// Engine: executions as pure state machines. A stimulus and `now` go in, effects come out; no clock, no chance, no I/O.

package import JSON
package import Prelude

/// One event of an execution's history, as GetExecutionHistory gives it.
package struct HistoryEvent: Sendable {
  package var id: Int
  package var previousEventID: Int
  package var timestamp: Instant
  /// AWS's name: `TaskStateEntered`.
  package var type: String
  /// AWS's key of the details object (`stateEnteredEventDetails`); nil where the type has none.
  package var detailsKey: String?
  package var details: JSON

  package init(
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
