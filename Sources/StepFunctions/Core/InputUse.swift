import Engine
import JSONPath
import StatesLanguage

/// Which machines read the input of their executions. An input that nobody reads is not kept, and most often not even
/// made: of a million open executions it would be a tenth of the memory.
struct InputUse {
  private var isRead: [Bool]

  /// In doubt it is read. `describesChildren`: the descriptions of children that fail are, and have it.
  init(_ core: inout AccountCore, _ services: [ServiceModel], describesChildren: Bool) {
    isRead = core.model.machines.map { _ in true }
    let records = (isObserved: core.interpreter.records.isObserved, keeps: core.interpreter.records.keepsFailurePoints)
    if records.isObserved || records.keeps || describesChildren || !core.model.aliases.isEmpty { return }
    for machine in isRead.indices where core.model.machines[machine].kind != .express {
      isRead[machine] = Self.firstStateReads(machine, services, &core)
    }
    for index in 0..<core.interpreter.records.program.stateCount {
      let use = core.interpreter.records.program.states[index].source.contextUse
      if use.contains(.executionInput) {
        isRead[Int(core.interpreter.records.program.states[index].machine)] = true
      }
      noteDescription(index, &core)
    }
  }

  subscript(machine: Int32) -> Bool { machine < 0 || isRead[Int(machine)] }

  /// Later states read what it hands on.
  private static func firstStateReads(
    _ machine: Int, _ services: [ServiceModel], _ core: inout AccountCore
  ) -> Bool {
    let start = Int(core.interpreter.records.program.machines[machine].start)
    let site = core.sites + start
    guard !core.interpreter.records.program.states[start].readsInput, site.pointee.call == .service,
      site.pointee.target >= 0, !site.pointee.isChecked, !site.pointee.mayFail
    else { return true }
    return services[Int(site.pointee.target)].readsRequest
  }

  /// A Task that waits for a child may read all of its description.
  private mutating func noteDescription(_ index: Int, _ core: inout AccountCore) {
    let site = core.sites + index
    let isTold =
      switch site.pointee.call {
      case .startSyncExecution: true
      case .startSync:
        core.interpreter.records.program.states[index].childExcerpt == nil
          && !core.interpreter.records.program.states[index].ignoresResult
      case .none, .service, .activity, .start, .startForToken, .sendSuccess, .sendFailure, .sendHeartbeat,
        .describe, .list:
        false
      }
    guard isTold else { return }
    if site.pointee.target >= 0 {
      isRead[Int(site.pointee.target)] = true
    } else {
      for machine in isRead.indices { isRead[machine] = true }
    }
  }
}
