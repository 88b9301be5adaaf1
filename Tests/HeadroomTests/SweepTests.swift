import Foundation
import JSON
import Testing

@Suite struct SweepCommandTests {
  private static let vary = ["--vary", "load.0.arrivals.poisson=0.2/s..0.9/s", "--points", "12"]

  private static func scratch() throws -> Scratch {
    try Scratch(queue: "replications: 4\nexpect: [ Root.latency.mean < 4s ]")
  }

  /// Cut short after every second line, and by a kill at a random place: the folder is the same in the end.
  @Test func whoIsKilledGoesOn() throws {
    let scratch = try Self.scratch()
    let command = ["sweep", "small.yaml", "--quiet"] + Self.vary
    #expect(try Call(command + ["--jobs", "1", "--out", "whole"], in: scratch).status == 0)
    let names = ["report.html", "sweep.csv", "sweep.journal", "sweep.json"]
    #expect(scratch.contents.filter { $0.hasPrefix("whole/") } == names.map { "whole/" + $0 })
    let whole = try names.map { try scratch.read("whole/" + $0) }
    let journal = whole[2]
    for (jobs, share) in [(2, 0.3), (7, 0.8)] {
      try scratch.makeFolder("cut\(jobs)")
      try scratch.write(
        "cut\(jobs)/sweep.journal", String(journal.prefix(Int(Double(journal.count) * share))))
      #expect(try Call(command + ["--jobs", "\(jobs)", "--out", "cut\(jobs)"], in: scratch).status == 0)
      #expect(try names.map { try scratch.read("cut\(jobs)/" + $0) } == whole)
    }
  }

  @Test func anotherScenarioIsRefused() throws {
    let scratch = try Self.scratch()
    let command = ["sweep", "small.yaml", "--quiet", "--out", "o"] + Self.vary
    #expect(try Call(command, in: scratch).status == 0)
    try scratch.write("o/sweep.journal", String(try scratch.read("o/sweep.journal").prefix(900)))
    let changed = try Call(command + ["--set", "overheads=measured"], in: scratch)
    #expect(changed.status == 3)
    #expect(changed.errors.contains("of 12 points of another sweep are in it"))
    #expect(try Call(command + ["--set", "overheads=measured", "--start-over"], in: scratch).status == 0)
  }

  /// A busier queue is slower: that is what matters, and the best point is the calmest.
  @Test func whatMattersIsFound() throws {
    let scratch = try Self.scratch()
    let call = try Call(["sweep", "small.yaml", "--json", "--quiet", "--out", "o"] + Self.vary, in: scratch)
    let sweep = try JSON.parse(Array(call.output.utf8))
    let influence = try #require(sweep["influences"]?.elements?.first)
    #expect(influence["metric"]?.string == "Root.latency.mean")
    let lower = Double(influence["lower"]?.text ?? "") ?? .nan
    #expect(lower > 0.5)
    let points = try #require(sweep["points"]?.elements)
    #expect(points.count == 12)
    let rates = try points.map { try #require($0["values"]?.elements?.first?.string) }
    let best = try #require(sweep["ranking"]?.elements?.first.flatMap { Int($0.text) })
    let number = { (text: String) in Double(text.dropLast(2)) ?? .nan }
    #expect(number(rates[best]) < 0.35)
    #expect(try scratch.read("o/report.html").contains("Root.latency.mean by poisson"))
    let rows = try scratch.read("o/sweep.csv").split(separator: "\r\n")
    #expect(rows[0] == "point,load.0.arrivals.poisson,metric,mean,lower,upper,n,verdict")
    #expect(rows.count == 1 + 12 * (sweep["metrics"]?.elements?.count ?? 0))
  }

  @Test(arguments: [
    (["--vary", "a=1,2", "--points", "5"], 64, "--points is of ranges"), ([], 64, "something to vary"),
    (["--vary", "load.0.arrivals.poisson=1..3"], 3, "a rate needs a unit"),
    (["--vary", "load.0.arrivals.poisson=1/s,2/s", "--vary", "load.0.arrivals.poisson=1/s,2/s"], 64, "varied twice"),
    (["--vary", "stateMachines.Root.Wrk.Retry=1,2"], 3, "did you mean \"Work\"?"),
    (["--vary", "seed=1,2", "--metric", "Rot.latency.p99"], 3, "did you mean \"Root"),
  ]) func whatIsWrongIsSaid(arguments: [String], status: Int32, words: String) throws {
    let call = try Call(["sweep", "small.yaml", "--out", "o"] + arguments, in: try Self.scratch())
    #expect(call.status == status)
    #expect(call.errors.contains(words), "\(call.errors)")
  }

  @Test func anInterruptedOneKeepsWhatIsFinished() throws {
    let scratch = try Scratch(queue: "replications: 40", seconds: 20_000)
    let command = ["sweep", "small.yaml", "--quiet", "--vary", "load.0.arrivals.poisson=0.2/s..0.9/s"]
    let call = try Call(command + ["--out", "o"], in: scratch, interruptWhenThereIs: "o/sweep.journal")
    #expect(call.status == 105)
    #expect(scratch.contents.contains("o/sweep.journal") && !scratch.contents.contains("o/sweep.csv"))
  }
}
