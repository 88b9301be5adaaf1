import Engine
import Prelude
import Simulation
import StepFunctions

/// `trace.pftrace`: the executions that are kept, as ui.perfetto.dev shows them.
enum TraceExporter {
  static func files(_ model: ReportModel) -> [ReportFile] {
    let traced = model.traced
    return traced.isEmpty ? [] : [ReportFile("trace.pftrace") { PerfettoTrace.bytes(traced) }]
  }
}

extension ReportModel {
  /// The executions that are kept and drawn.
  package var traced: [TracedExecution] { exemplars.filter { !$0.spans.isEmpty }.map { TracedExecution($0, of: plan) } }
}

extension TracedExecution {
  init(_ exemplar: Exemplar, of plan: Plan) {
    self.init(
      name: exemplar.name, machine: plan.account.machines[exemplar.machine].name, replication: exemplar.replication,
      seed: plan.seed, parts: exemplar.cuts.isEmpty ? exemplar.parts : [], reason: exemplar.title,
      spans: exemplar.spans)
  }
}
