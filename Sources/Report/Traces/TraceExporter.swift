import Engine
import Prelude
import Simulation
import StepFunctions

/// `trace.pftrace`: the executions that are kept, as ui.perfetto.dev shows them.
enum TraceExporter {
  static func files(_ model: ReportModel) -> [ReportFile] {
    let traced = model.exemplars.filter { !$0.spans.isEmpty }.map { TracedExecution($0, of: model.plan) }
    return traced.isEmpty ? [] : [ReportFile("trace.pftrace") { PerfettoTrace.bytes(traced) }]
  }
}

extension TracedExecution {
  init(_ exemplar: Exemplar, of plan: Plan) {
    self.init(
      name: exemplar.name, machine: plan.account.machines[exemplar.machine].name, replication: exemplar.replication,
      seed: plan.seed, parts: exemplar.parts, reason: exemplar.kinds.map(\.title).joined(separator: ", "),
      spans: exemplar.spans)
  }
}

extension Exemplar.Kind {
  fileprivate var title: String { self == .p999 ? "p99.9" : rawValue }
}
