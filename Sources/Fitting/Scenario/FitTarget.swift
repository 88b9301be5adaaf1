import Foundation
import JSON
package import Planning
import Prelude
package import Scenario
import Simulation
import StatesLanguage
import StepFunctions

/// What the fits go into: a scenario that is there, one that is made of definitions, or none.
package struct FitTarget: Sendable {
  /// A definition that a scenario is to be made of.
  package struct Definition: Sendable {
    let name: String
    let path: String
    let states: Set<String>

    package init(name: String, path: String, states: Set<String>) {
      self.name = name
      self.path = path
      self.states = states
    }
  }

  private enum Kind {
    case none
    case scenario(VariedScenario)
    case definitions([Definition])
  }

  private let kind: Kind
  /// Of the answer; it names the folder too.
  package let name: String

  package init(scenario: VariedScenario) {
    kind = .scenario(scenario)
    name = scenario.plan.name
  }

  package init(definitions: [Definition], name: String) {
    kind = definitions.isEmpty ? .none : .definitions(definitions)
    self.name = name
  }

  // MARK: Names

  /// The states of each machine.
  package var machines: [(name: String, states: Set<String>)] {
    switch kind {
    case .none: []
    case .definitions(let definitions): definitions.map { ($0.name, $0.states) }
    case .scenario(let varied):
      varied.plan.account.machines.filter { $0.owner == nil }.map { machine in
        (machine.name, Set(machine.definition.everyState.map(\.name)))
      }
    }
  }

  package var isScenario: Bool { if case .scenario = kind { true } else { false } }

  /// A scenario can be made, and run.
  package var canRun: Bool { if case .none = kind { false } else { true } }

  /// Of the scenario's service that answers a call, where that is one of its own, and no pattern.
  package var serviceName: @Sendable (Observations.CallSite) -> String? {
    guard case .scenario(let varied) = kind else { return { _ in nil } }
    let account = varied.plan.account
    let machines = Set(account.machines.map(\.name))
    var (ofStates, ofTasks): ([String: String], [String: String]) = ([:], [:])
    for task in account.answeredTasks {
      guard let name = account.serviceName(of: task) else { continue }
      switch ServiceKey(name, machines: machines) {
      case .pattern, .rest: continue
      case .state: ofStates[Self.place(task.machine, task.state)] = name
      case .name: ofTasks[Self.place(task.machine, task.state)] = name
      }
    }
    let functions = account.services.compactMap { service in
      FunctionReference(service.name).map { (service.name, $0.name) }
    }
    let (states, tasks) = (ofStates, ofTasks)
    return { site in
      let place = Self.place(site.machine ?? "", site.state ?? "")
      if let name = states[place] { return name }
      // The same function of another account, or by its name: versions of a machine may call others from one state.
      if let called = FunctionReference(site.resource), let known = functions.first(where: { $0.1 == called.name }) {
        return known.0
      }
      return tasks[place]
    }
  }

  private static func place(_ machine: String, _ state: String) -> String { "\(machine)\u{0}\(state)" }

  /// What a scenario says of a service on purpose, and a fit does not replace.
  package struct Own: Sendable {
    /// Fields.
    var kept: Set<String> = []
    /// Errors that come of its limits, or of what its calls do to others: by chance they would come twice.
    var refusals: Set<String> = []
  }

  package var own: [String: Own] {
    guard case .scenario(let varied) = kind else { return [:] }
    return varied.plan.account.services.reduce(into: [:]) { found, service in
      var own = Own()
      if case .refuse(_, let error) = service.concurrency { own.refusals.insert(error) }
      if let function = service.function { own.refusals.insert(function.error) }
      if case .limited(let limit) = service.rate, case .refuse(let error) = limit.excess {
        own.refusals.insert(error ?? "ThrottlingException")
      }
      if service.latencyExpression != nil || service.loaded != nil { own.kept.insert("latency") }
      if service.errorExpression != nil || service.shared != nil { own.kept.insert("errors") }
      // Literals are placeholders as `init` writes them, or what somebody knew of one call.
      switch service.result {
      case .constant, .list: break
      case .echo, .expression: own.kept.insert("result")
      }
      if service.shared != nil { own.kept.insert("result") }
      found[service.name] = own
    }
  }

  // MARK: Texts

  /// The scenario with the fits in it; nil: there is none. `folder`: where a new one will lie, with its slash.
  package func text(
    _ fits: FitScenario, _ found: Observations, in folder: String
  ) throws(ScenarioEdit.Problem) -> String? {
    switch kind {
    case .none: return nil
    case .scenario(let varied):
      let edit = ScenarioEdit(services: fits.services, blocks: fits.blocks)
      return String(decoding: try edit.applied(to: varied.bytes), as: UTF8.self)
    case .definitions(let definitions): return Self.made(definitions, fits, found, folder, name)
    }
  }

  private static func made(
    _ definitions: [Definition], _ fits: FitScenario, _ found: Observations, _ folder: String, _ name: String
  ) -> String {
    let arn = found.executions.lazy.compactMap(\.arn).compactMap { ARN($0) }.first { !$0.region.isEmpty }
    var lines = [
      "name: \(YAMLPath.text(name))", "region: \(arn?.region ?? ARN.exampleRegion)",
      "account: \"\(arn?.account ?? ARN.exampleAccount)\"", "stateMachines:",
    ]
    for definition in definitions {
      let path = YAMLPath.text(RelativePath.text(from: folder, to: definition.path))
      let isExpress = found.executions.contains { $0.machine == definition.name && $0.isExpress }
      lines.append(
        "  \(JSON.string(definition.name).text): { definition: \(path)\(isExpress ? ", type: EXPRESS" : "") }")
    }
    lines.append("services:")
    lines += fits.services.flatMap(ScenarioEdit.lines(of:))
    lines += ["  # what was not recorded: an assumption", "  \"*\": { latency: 100ms }"]
    for block in fits.blocks { lines += ["\(block.key):"] + block.lines }
    if !fits.blocks.contains(where: { $0.key == "load" }) {
      let start = JSON.string(definitions[0].name).text
      lines += ["# no start was recorded: an assumption", "load: [ { start: \(start), arrivals: { burst: 1 } } ]"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The scenario of a text that is not written yet, nor are the files that it names.
  package func varied(
    _ text: String, at path: String, _ files: [FitScenario.DataFile], in folder: String, replications: Int,
    seed: UInt64?
  ) throws -> VariedScenario {
    var snapshot = FileSnapshot()
    snapshot.assume(Array(text.utf8), of: path)
    for file in files { snapshot.assume(Array(file.text.utf8), of: folder + file.name) }
    return try VariedScenario(file: path, seed: seed, replications: replications, files: snapshot)
  }
}

/// Paths as a scenario has them: relative to its folder.
package enum RelativePath {
  /// `folder` is empty, or ends in a slash.
  package static func text(from folder: String, to path: String) -> String {
    let from = parts(folder.isEmpty ? "." : folder)
    let to = parts(path)
    let shared = zip(from, to).prefix { $0 == $1 }.count
    return ([String](repeating: "..", count: from.count - shared) + to[shared...]).joined(separator: "/")
  }

  private static func parts(_ path: String) -> [String] {
    URL(fileURLWithPath: path).standardizedFileURL.path.split(separator: "/").map(String.init)
  }
}
