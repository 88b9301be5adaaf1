import Foundation
import Report
import Scenario
import Simulation

extension Experiments {
  /// What is made of recordings, against their simulation: seconds of a processor, the least of several tries.
  static func analysis(_ size: Size) -> [Finding] {
    ["nested-fanout", "steady-poisson"].map { name in
      let path = ScenarioFiles.shipped(name + ".yaml")
      var files = FileSnapshot()
      guard var plan = try? ScenarioReader.read(file: path, from: &files).plan else {
        return Finding("\(path) cannot be read", false)
      }
      plan.replications = size.isTiny ? 1 : plan.replications
      var (simulating, analysing) = (Double.infinity, Double.infinity)
      for _ in 0..<(size.isTiny ? 1 : 5) {
        let start = seconds()
        guard let result = simulated(plan) else { return Finding("\(path) cannot be simulated", false) }
        let end = seconds()
        let model = ReportModel(plan: plan, result: result, version: "")
        let bytes = model.files().reduce(0) { $0 + $1.bytes.count } + model.text(color: false, width: 80).utf8.count
        precondition(bytes > 0)
        simulating = min(simulating, end - start)
        analysing = min(analysing, seconds() - end)
      }
      let share = analysing / (simulating + analysing)
      return Finding(
        "analysis and report of \(name) take \((100 * share).formatted(1)) % of "
          + "\((simulating + analysing).formatted(2)) s (reach 5 %)", share <= 0.05)
    }
  }

  /// With the simulator's memory given back.
  private static func simulated(_ plan: Plan) -> RunResult? {
    var result = RunResult(plan)
    var simulator = Simulator(plan)
    for replication in 0..<plan.replications {
      guard let recording = try? simulator.run(replication: replication) else { return nil }
      result.add(recording)
    }
    return result
  }

  /// Of this program's processors, since it began.
  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
