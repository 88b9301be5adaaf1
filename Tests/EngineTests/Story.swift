// EngineTests: executions as stories in virtual time: what becomes of a definition and its Tasks' answers, and when.
// Those of `LoneEngine` are the engine's own; those of `Story` go through `LocalExecution`: they test the account too.

import Chance
import Engine
import JSON
import Prelude
import StatesLanguage
import StepFunctions
import TestSupport

/// One execution and how it went.
struct Story {
  static let function = ARNs.function("F")

  let outcome: LocalExecution.Outcome

  /// `children`: machines that the first one may start. Where `tasks` gives nil, they and `services` answer.
  init(
    _ definition: String, children: [String: String] = [:], express: Set<String> = [], services: [ServiceModel] = [],
    input: JSON = [:], quotas: Quotas = Story.quotas(), stoppedAfter: Span? = nil, redrives: Int = 0,
    history: Bool = true,
    tasks: @escaping (TaskCall) -> TaskReply? = { _ in nil }
  ) throws {
    let account = try Self.account(
      definition, children: children, express: express, services: services, quotas: quotas)
    let execution = LocalExecution(account: account, machine: 0, input: input, name: "story", history: history)
    outcome = try execution.run(stoppedAfter: stoppedAfter, redrives: redrives, tasks: tasks)
  }

  static func account(
    _ definition: String, children: [String: String] = [:], express: Set<String> = [], services: [ServiceModel] = [],
    quotas: Quotas
  ) throws -> AccountModel {
    var machines: [MachineModel] = []
    for (name, text) in [("Parent", definition)] + children.sorted(by: { $0.key < $1.key }) {
      machines.append(try MachineModel(name, express.contains(name) ? .express : .standard, text))
    }
    return AccountModel(
      region: "us-east-1", machines: machines, services: services, quotas: quotas, overheads: .none)
  }

  /// No account around the execution, only AWS's limits on it.
  static func quotas(historyEvents: Int? = 25_000, statesPerInstant: Int? = nil) -> Quotas {
    var quotas = Quotas.withoutBuckets
    quotas.historyEvents = historyEvents
    quotas.statesPerInstant = statesPerInstant
    return quotas
  }

  /// A machine that consists of these states, the first of them named.
  static func states(_ start: String, _ states: String, rest: String = "") -> String {
    "{\"StartAt\": \"\(start)\", \"States\": {\(states)}\(rest)}"
  }

  /// A Task that calls a function, with more fields; it ends the execution unless they have `Next`.
  static func task(_ name: String, _ fields: String = "") -> String {
    let end = fields.contains("\"Next\": \"") && !fields.contains("Catch") ? "" : ", \"End\": true"
    return
      "\"\(name)\": {\"Type\": \"Task\", \"Resource\": \"\(function)\"\(end)\(fields.isEmpty ? "" : ", ")\(fields)}"
  }

  static func service(_ latency: Span) throws -> ServiceModel {
    ServiceModel(name: function, latency: try .constant(latency))
  }

  // MARK: What happened

  var types: [String] { outcome.events.map(\.type) }

  /// When events of this type happened, in seconds.
  func seconds(_ type: String) -> [Double] {
    outcome.events.filter { $0.type == type }.map { Double($0.timestamp.nanoseconds) / 1e9 }
  }

  /// What happened, and after which event: `TaskFailed 6`.
  var chain: [String] { outcome.events.map { "\($0.type) \($0.previousEventID)" } }

  func events(_ type: String) -> [HistoryEvent] { outcome.events.filter { $0.type == type } }

  var duration: Double { Double(outcome.duration.nanoseconds) / 1e9 }
}

extension TaskReply {
  static func error(_ name: String) -> TaskReply { .failure(error: name, cause: nil) }
}
