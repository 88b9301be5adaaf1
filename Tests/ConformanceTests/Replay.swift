import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions

/// A recorded case, run by the engine with the Tasks' recorded answers.
struct Replay {
  let recorded: RecordedCase

  /// What differs from the recording, the first thing first.
  func differences() -> [Comparison.Difference] {
    func refused(_ what: String) -> [Comparison.Difference] {
      [Comparison.Difference(path: "definition", expected: "accepted", actual: what)]
    }
    var machines: [MachineModel] = []
    for definition in recorded.definitions {
      let (machine, diagnostics) = Self.machine(definition)
      guard let machine else { return refused(diagnostics.map(\.text).joined(separator: "; ")) }
      machines.append(machine)
    }
    guard !machines.isEmpty else { return refused("nothing") }
    var account = AccountModel(
      region: "us-east-1", accountID: "111111111111", machines: machines, services: [], quotas: .none, overheads: .none)
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
      return refused("an endless loop at state \(error.state)")
    }
  }

  private static func machine(_ json: JSON) -> (MachineModel?, [Diagnostic]) {
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
    // A recording that ends early says nothing about the end.
    if status != "RUNNING" {
      comparison.compare(.string(status), .string(outcome.status), at: "status")
      if let output = expected["output"] {
        comparison.compare(output, outcome.output.map { .string($0.text) } ?? "(none)", at: "output")
      }
      comparison.compare(expected["error"] ?? .null, outcome.error.map(JSON.string) ?? .null, at: "error")
      comparison.compare(expected["cause"] ?? .null, outcome.cause.map(JSON.string) ?? .null, at: "cause")
    }
    guard expected["events"] != nil else { return comparison.differences }
    comparison.compareHistory(
      outcome.events.map { event in
        guard case .object(var members) = event.json(epoch: Account.epoch) else { return .null }
        members["timestamp"] = nil
        return .object(members)
      })
    return comparison.differences
  }
}

extension Quotas {
  /// AWS's limits on an execution, and no account around it.
  static let none = Quotas(
    startExecution: .unlimited, startExpressExecution: .unlimited, stateTransition: .unlimited,
    stopExecution: .unlimited)
}
