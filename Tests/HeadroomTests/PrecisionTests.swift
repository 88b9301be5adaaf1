import Foundation
import JSON
import Testing

/// Runs that go on until they are precise enough, and that find their warm-up.
@Suite struct PrecisionTests {
  private func scratch(_ more: String) throws -> Scratch { try Scratch(queue: more) }

  private func summary(_ scratch: Scratch) throws -> JSON {
    try JSON.parse(scratch.read("Reports/small/summary.json"))
  }

  @Test func theSameReplicationsAreRunForAnyNumberOfJobs() throws {
    let files = try [1, 2, 7].map { jobs in
      let scratch = try scratch("precision: { Root.latency.mean: 8% }")
      let call = try Call(["run", "small.yaml", "--jobs", String(jobs)], in: scratch)
      #expect(call.status == 0, "\(call.errors)")
      #expect(call.output.contains("Precise enough after "))
      return try scratch.read("Reports/small/summary.json")
    }
    #expect(Set(files).count == 1)
    let looks: [JSON] = [20, 30, 45, 68, 102, 153]
    #expect(looks.contains(try #require(JSON.parse(files[0])["replications"])))
  }

  @Test func whatIsNotReachedIsReportedAndUndecided() throws {
    let scratch = try scratch("precision: { Root.latency.mean: 0.1% }")
    let call = try Call(["run", "small.yaml", "--max-replications", "25"], in: scratch)
    #expect(call.status == 6)
    #expect(call.errors.contains("precision not reached: Root.latency.mean ± "))
    #expect(call.output.contains("Not precise enough after 25 replications: Root.latency.mean ± "))
    #expect(try summary(scratch)["replications"] == 25)
    let fixed = try Call(["run", "small.yaml", "--replications", "2", "--quiet"], in: scratch)
    #expect(fixed.status == 6)
    #expect(try summary(scratch)["replications"] == 2)
    #expect(
      try Call(["run", "small.yaml", "--replications", "2", "--max-replications", "2"], in: scratch).status == 64)
  }

  @Test func withoutAPrecisionThereIsNoMost() throws {
    let scratch = try scratch("replications: 2")
    let call = try Call(["run", "small.yaml", "--max-replications", "25"], in: scratch)
    #expect(call.status == 3 && call.errors.contains("--max-replications needs a precision"))
  }

  @Test func aWarmUpIsFoundAndSaid() throws {
    let files = try [1, 3].map { jobs in
      let scratch = try scratch("warmup: auto\nreplications: 10")
      let call = try Call(["run", "small.yaml", "--jobs", String(jobs)], in: scratch)
      #expect(call.status == 0, "\(call.errors)")
      #expect(call.output.contains(" (MSER-5) deleted"))
      #expect(try scratch.read("Reports/small/report.html").contains("Welch"))
      return try scratch.read("Reports/small/summary.json")
    }
    #expect(files[0] == files[1])
    #expect(files[0].contains(#""warmupMethod": "MSER-5""#))
  }
}
