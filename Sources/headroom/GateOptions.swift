import ArgumentParser
import Simulation

/// What a result is judged by.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What expectations are held against: intervals of the estimates, or the estimates alone (point).",
      valueName: "intervals|point"))
  var judge: Plan.Judging?

  @Option(
    help: ArgumentHelp(
      "What expectations such as Root.latency.p99 <= baseline * 1.05 mean: a scenario, or a folder of results.",
      valueName: "scenario|folder"), completion: .file())
  var baseline: String?

  @Flag(
    help: "Run no more replications once every expectation is decided, after 20, 30, 45, 68, … of them.")
  var stopEarly = false
}

extension Plan.Judging: ExpressibleByArgument {}
