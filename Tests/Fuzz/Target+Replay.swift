import Engine
import JSON
import Prelude
import Report
import Simulation
import Tracing

extension Target {
  /// Whoever is found in a run is found when it is watched, and does the same; its spans lie within one another.
  func replay(_ plan: Plan) {
    let replay = Replay(plan)
    for choice in [Replay.Choice.worst, .failed] {
      do throws(SimulationError) {
        let search = try replay.search(choice, in: 0..<plan.replications)
        if let found = search.found { try watch(found, replay) }
      } catch {
        require(false, "what was run can be run again: \(error.message)")
      }
    }
  }

  private func watch(_ found: Replay.Found, _ replay: Replay) throws(SimulationError) {
    let reader = SpanReader(of: found.key)
    let keeper = HistoryKeeper(of: found.key)
    let end = try replay.watch(found, and: { reader.watches($0) }) { sighting in
      keeper.see(sighting)
      reader.see(sighting)
    }
    require(keeper.events.first?.type == "ExecutionStarted", "who was found is seen from its start")
    let spans = reader.finish(at: end)
    guard let root = spans.first else { return require(false, "who was found has a span") }
    // A nested one begins for its caller with the first call, and for itself when that is admitted.
    if found.depth == 0 { require(root.duration == found.latency, "it takes as long as it did") }
    for span in spans {
      guard let parent = span.parent.map({ spans[$0] }) else { continue }
      require(parent.start <= span.start && span.end <= parent.end, "a span lies in its parent")
    }
    let traced = TracedExecution(
      name: found.name, machine: root.name, replication: found.replication, seed: 1, parts: found.parts, reason: "",
      spans: spans)
    require(!PerfettoTrace.bytes([traced]).isEmpty, "spans have a trace")
    let text = OpenTelemetryTrace.text([traced], epoch: 0, version: "1")
    require((try? JSON.parse(text)) != nil, "OpenTelemetry's text is JSON")
    for width in [20, 80] { require(!SpanText.text(spans, color: false, width: width).isEmpty, "spans have words") }
  }
}
