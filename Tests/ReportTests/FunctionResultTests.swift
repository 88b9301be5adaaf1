import Chance
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation

/// What is said of Lambda functions: their cold starts, and what refused their calls.
@Suite struct FunctionResultTests {
  private static func model(
    _ limit: FunctionLimit, reserved: Int? = nil, concurrency: Int? = 500
  ) throws -> ReportModel {
    var plan = Samples.plan()
    var function = FunctionModel(coldStart: try .constant(.seconds(1)))
    function.reserved = reserved
    plan.account.services[0].function = function
    plan.account.services[0].concurrency = .unlimited
    plan.account.quotas.functions.concurrency = concurrency
    var recordings = Samples.standard
    for index in recordings.indices {
      var service = ServiceRecording(calls: 300, coldStarts: 30)
      service.refused = 100
      service.refusals[limit] = 100
      recordings[index].services = [service]
    }
    return Samples.model(plan, recordings)
  }

  @Test(
    arguments: [
      (.concurrency, nil, "the account's 500 environments, less those reserved for others, were in use"),
      (.concurrency, 60, "the 60 environments that are reserved for it were in use"),
      (.requests, nil, "its environments take requests through a bucket of 5,000 + 5,000/s"),
      (.requests, 60, "its environments take requests through a bucket of 600 + 600/s"),
      (.newEnvironments, nil, "its new environments come through a bucket of 1,000 + 100/s"),
    ] as [(FunctionLimit, Int?, String)])
  func aFindingNamesTheLimit(limit: FunctionLimit, reserved: Int?, words: String) throws {
    let texts = try Self.model(limit, reserved: reserved).findBindingLimits().map(\.text)
    #expect(texts.contains("Lambda refused 25 % of Work's calls: \(words)."), "\(texts)")
  }

  @Test func theSummaryAndThePageHaveATable() throws {
    let model = try Self.model(.concurrency)
    let text = model.text(color: false, width: 100)
    #expect(text.contains("  Work        300           30  10 %      100  25 %"), "\(text)")
    #expect(Page(model: model).html.contains("Lambda functions, mean per replication"))
    #expect(!Samples.shared.text(color: false, width: 100).contains("FUNCTIONS"))
  }
}
