import Report
import Simulation

/// The single executions that a report shows.
enum KeptExemplars {
  /// Chooses them among those that the run has kept, and simulates again what takes little. A run that stops early is
  /// one of many, and has none simulated.
  static func keep(in result: inout RunResult, of model: inout ReportModel, _ plan: Plan) throws {
    // A whole run that is merged has chosen them.
    guard result.exemplars.isEmpty else { return }
    var chosen = model.chosen(of: result.candidates)
    result.candidates = ExemplarTable()
    let budget = plan.stopsEarly ? 0 : Simulation.Replay.budget(ofRun: model.executionCount)
    let replay = Simulation.Replay(plan) { Interrupt.isRequested }
    try replay.look(at: &chosen, budget: budget)
    result.exemplars = chosen
    model.show(chosen)
  }
}
