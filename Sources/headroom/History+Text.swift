import Engine
import JSON
import StepFunctions

extension [HistoryEvent] {
  /// As GetExecutionHistory answers; a line at the end.
  var historyText: String {
    JSON.object(["events": .array(map { $0.json(epoch: Account.epoch) })]).prettyText + "\n"
  }
}
