import Testing

/// What stands in place of `${Name}` reaches every command that reads a scenario.
@Suite struct SubstituteTests {
  private static let option = ["--substitute", "Work=arn:aws:lambda:us-east-1:123456789012:function:Work"]

  @Test(arguments: [
    ["run", "small.yaml"], ["ledger", "small.yaml"], ["cost", "small.yaml"], ["forecast", "small.yaml"],
    ["sweep", "small.yaml", "--vary", "seed=1,2"], ["compare", "small.yaml", "--set-candidate", "seed=2"],
    ["capacity", "small.yaml", "--vary", "load.0.arrivals.burst=1..4", "--expect", "Root.latency.max < 1s"],
    ["tune", "small.yaml", "--vary", "seed=1,2", "--minimise", "Root.latency.mean", "--points", "2"],
    ["validate", "small.yaml"],
  ])
  func everyCommandSubstitutes(command: [String]) throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:Work"
    try scratch.write("root.asl.json", Scratch.machine.replacing(arn, with: "${Work}"))
    let without = try Call(command, in: scratch)
    #expect(without.status == 3 && without.errors.contains("\"${Work}\" is not replaced"), "\(without.errors)")
    let with = try Call(command + Self.option, in: scratch)
    #expect(!with.errors.contains("is not replaced"), "\(with.errors)")
    #expect([0, 6].contains(with.status), "\(with.status): \(with.errors)")
  }
}
