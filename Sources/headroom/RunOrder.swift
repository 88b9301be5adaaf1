import ArgumentParser
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage

/// What a run was asked for, as far as it decides a number: with the files that it names, the plan.
struct RunOrder: Equatable, Archived {
  /// As it was given.
  var scenario = ""
  var sets: [String] = []
  var seed: UInt64?
  var replications: Int?
  var maxReplications: Int?
  var judge: Plan.Judging?
  var stopsEarly = false
  /// Nanoseconds, where it was found in the executions.
  var warmup = Span.zero
  var warmupOrigin = Plan.WarmupOrigin.given

  mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&scenario)
    try archive.pass(&sets, of: "")
    try archive.pass(&seed, or: 0)
    for number in [\Self.replications, \Self.maxReplications] {
      try archive.pass(&self[keyPath: number], or: 0) {
        (number: inout Int, archive: inout Archive) throws(Archive.Damage) in
        try archive.pass(&number, in: 1...PlanOverrides.numbers.upperBound)
      }
    }
    try archive.pass(&judge, or: .intervals) {
      (judge: inout Plan.Judging, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&judge)
    }
    try archive.pass(&stopsEarly)
    try archive.pass(&warmup.nanoseconds)
    try archive.pass(&warmupOrigin)
  }

  /// What is given besides the scenario, in words.
  var settings: [String] {
    sets.map { "--set \($0)" } + (seed.map { ["--seed \($0)"] } ?? [])
      + (replications.map { ["--replications \($0)"] } ?? [])
      + (maxReplications.map { ["--max-replications \($0)"] } ?? [])
      + (judge.map { ["--judge \($0.rawValue)"] } ?? []) + (stopsEarly ? ["--stop-early"] : [])
  }

  /// The plan, or what is wrong; `lints`: with what validate warns of.
  func plan(
    from files: inout FileSnapshot, lints: Bool = false, silenced: Set<String> = [], _ output: OutputOptions
  ) throws -> (plan: Plan, diagnostics: [Diagnostic]) {
    var overrides = try PlanOverrides.parse([])
    (overrides.sets, overrides.seed, overrides.replications) = (sets, seed, replications)
    let (read, diagnostics) = try overrides.readPlan(scenario, from: &files, lints: lints, silenced: silenced)
    guard var plan = read else { throw CommandFailure(.invalid, output.shown(diagnostics)) }
    if let judge { plan.judging = judge }
    plan.stopsEarly = stopsEarly
    if let maxReplications { plan.replications = maxReplications }
    if warmupOrigin != .given { (plan.warmup, plan.warmupOrigin) = (warmup, warmupOrigin) }
    return (plan, diagnostics)
  }
}
