import Foundation
import JSON
import Prelude
import Scenario
import Simulation

extension Experiments {
  private static let collapse = ScenarioFiles.shipped("collapse.yaml")
  private static let backoff = ScenarioFiles.shipped("collapse-backoff.yaml")

  /// A service that a spike slows down, and what comes of it: `collapse` as it is shipped, with the known answers of
  /// the model that it is after; and a burst through a bucket, which is over when it must be.
  static func recovery(_ size: Size) -> [Finding] {
    let count = size(40)
    let (down, back) = (goodput(collapse, count), goodput(backoff, count))
    return [
      Finding("without backoff below 20 a second in", down.count { $0 < 20 }, of: count, in: 0.5...0.9),
      Finding("with backoff above 35 a second in", back.count { $0 > 35 }, of: count, in: 0.95...1),
      kind(collapse, "metastable", size), kind(backoff, "stable", size),
      tipping("Poisson,", [], 62...71, size),
      tipping("evenly spaced,", ["load.0.arrivals.spacing=even", "load.0.for=2m"], 65.5...68, size), burst(size),
    ]
  }

  /// Of the executions wanted from 70 to 80 s, how many succeed, a second.
  private static func goodput(_ file: String, _ replications: Int) -> [Double] {
    let window = Window(from: .zero + .seconds(70), to: .zero + .seconds(80))
    return concurrently(replications) { replication in
      var files = FileSnapshot()
      guard var plan = try? ScenarioReader.read(file: file, from: &files).plan else { return .nan }
      plan.windows = [window]
      let recording = try? simulate(plan, replication: replication).within(window)
      return (recording?.machines.first).map { Double($0.succeeded) / 10 } ?? .nan
    }
  }

  private static func answer(_ file: String, _ arguments: [String], _ size: Size, replications: Int = 80) -> JSON {
    let count = size.isTiny ? 2 : replications
    return CommandLineTool.json(["recover", file, "--replications", String(count)] + arguments).json
  }

  private static func kind(_ file: String, _ expected: String, _ size: Size) -> Finding {
    let found = answer(file, ["--set", "load.0.for=2m"], size)["cells"]?.elements?.first?.text("cell") ?? "?"
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    return Finding("recover calls \(name) \(found) (reach \(expected))", found == expected)
  }
}

extension Experiments {
  /// L = λ/(1 − .01λ) calls in progress, 1 + .01 L seconds each: from λ = 66.7/s on a call takes longer than the three
  /// seconds that callers wait. Chance tips it over before, and the network, which is no part of that, earlier still.
  private static func tipping(
    _ what: String, _ sets: [String], _ reach: ClosedRange<Double>, _ size: Size
  ) -> Finding {
    let range = size.isTiny ? "load.0.arrivals.spike.base=50/s,80/s" : "load.0.arrivals.spike.base=50/s..80/s"
    let network = "services.Backend.latency.loaded.network=0s"
    let found = answer(
      collapse, ["--vary", range] + ([network] + sets).flatMap { ["--set", $0] }, size, replications: 40)
    let boundaries = (found["boundaries"]?.elements ?? []).filter { $0.text("above") == "overloaded" }
    let loads = boundaries.flatMap { boundary in
      ["last", "first"].compactMap { boundary.text($0).flatMap { Double($0.dropLast(2)) } }
    }
    let text = loads.map { $0.formatted(1) }.joined(separator: " and ")
    return Finding(
      "\(what) overloaded between \(text) a second (reach \(reach.lowerBound) to \(reach.upperBound))",
      !loads.isEmpty && loads.allSatisfy { reach.contains($0) })
  }

  /// (N − B) / r: 1,000 that come at once, through a bucket of 100 with 10 a second.
  private static func burst(_ size: Size) -> Finding {
    let found = answer(
      ScenarioFiles.own("client-bucket.yaml"), ["--disturbance", "load.1"], size, replications: 20)
    let median = found["cells"]?.elements?.first?.number("medianSeconds") ?? .nan
    return Finding(
      "a burst of 1,000 through a bucket of 100 and 10/s is over after \(median.formatted(0)) s (reach 89 to 91)",
      (89...91).contains(median))
  }
}
