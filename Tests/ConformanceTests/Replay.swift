import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport

/// A recorded case, run by the engine with the Tasks' recorded answers.
struct Replay {
  let recorded: RecordedCase

  /// What differs from the recording, the first thing first.
  func differences() -> [Comparison.Difference] {
    var machines: [MachineModel] = []
    for definition in recorded.definitions {
      let (machine, diagnostics) = Self.machine(definition)
      guard let machine else { return Self.refused(diagnostics) }
      machines.append(machine)
    }
    guard !machines.isEmpty else { return Self.refused("nothing") }
    var account = AccountModel(
      region: "us-east-1", accountID: "111111111111", machines: machines, services: [], quotas: .withoutBuckets,
      overheads: .none)
    account.objects = recorded.objects
    let execution = LocalExecution(
      account: account, machine: 0, input: recorded.input,
      name: recorded.json["execution_name"]?.string ?? "recorded", history: true)
    var script = Script(recorded, machines)
    do throws(Interpreter.Endless) {
      let stop: Span? = recorded.isStopped ? .seconds(1) : nil
      let outcome = try execution.run(stoppedAfter: stop) { call in script.reply(to: call) }
      return compare(outcome, isPlayedOut: script.isPlayedOut)
    } catch {
      return Self.refused("an endless loop at state \(error.state)")
    }
  }

  private static func refused(_ what: String) -> [Comparison.Difference] {
    [Comparison.Difference(path: "definition", expected: "accepted", actual: what)]
  }

  static func refused(_ diagnostics: [Diagnostic]) -> [Comparison.Difference] {
    refused(diagnostics.map(\.text).joined(separator: "; "))
  }

  static func machine(_ json: JSON) -> (MachineModel?, [Diagnostic]) {
    let definition = json["definition"] ?? .null
    let text = definition.string ?? definition.text
    let name = json["name"]?.string ?? ""
    let (machine, diagnostics) = StateMachine.parse(Array(text.utf8), file: name)
    let model = machine.map {
      MachineModel(
        name: name, arn: json["arn"]?.string ?? "", kind: json["type"] == "EXPRESS" ? .express : .standard,
        definition: $0, definitionBytes: text.utf8.count)
    }
    return (model, diagnostics)
  }

  private func compare(_ outcome: LocalExecution.Outcome, isPlayedOut: Bool) -> [Comparison.Difference] {
    var comparison = Comparison(recorded)
    comparison.ignoresMetadata = isPlayedOut
    let expected = recorded.expected
    let status = expected["status"]?.string ?? "?"
    // A recording that ends early says nothing about the end, and a log has all in its last event.
    if status != "RUNNING", expected["end_event"] == nil {
      comparison.compare(.string(status), .string(outcome.status.name), at: "status")
      if let output = expected["output"] {
        comparison.compare(output, outcome.output.map { .string($0.text) } ?? "(none)", at: "output")
      }
      comparison.compare(expected["error"] ?? .null, outcome.error.map(JSON.string) ?? .null, at: "error")
      comparison.compare(expected["cause"] ?? .null, outcome.cause.map(JSON.string) ?? .null, at: "cause")
    }
    if status != "RUNNING", let wanted = expected["describe_execution"] {
      // The API gives the text of input and output; the recorder parsed it, as the comparison does.
      let description = outcome.description?.json(textual: true).asAPI ?? "(none)"
      comparison.compare(wanted, description, at: "describe_execution")
    }
    if let wanted = expected["end_event"], let last = outcome.events.last {
      comparison.compare(wanted, Self.logged(last, of: outcome), at: "end_event")
    }
    if expected["events"] != nil { comparison.compareHistory(outcome.events.map(Self.timeless)) }
    return comparison.differences
  }

  private static func timeless(_ event: HistoryEvent) -> JSON {
    guard case .object(var members) = event.json(epoch: Account.epoch) else { return .null }
    members["timestamp"] = nil
    return .object(members)
  }

  /// An event as Step Functions writes it to CloudWatch Logs: other names, and numbers as texts.
  private static func logged(_ event: HistoryEvent, of outcome: LocalExecution.Outcome) -> JSON {
    [
      "details": event.details, "event_timestamp": "timestamp", "execution_arn": .string(outcome.arn),
      "id": .string(String(event.id)), "previous_event_id": .string(String(event.previousEventID)),
      "redrive_count": "0", "type": .string(event.type),
    ]
  }
}
