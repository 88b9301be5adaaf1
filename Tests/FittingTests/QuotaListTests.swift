import StatesLanguage
import Testing

@testable import Fitting

@Suite struct QuotaListTests {
  @Test func quotas() {
    let text = """
      {"Quotas": [
        {"ServiceCode": "states", "QuotaName": "StartExecution throttle token bucket size", "Value": 2000.0},
        {"ServiceCode": "states", "QuotaName": "StartExecution throttle token refill rate per second", "Value": 450.0},
        {"ServiceCode": "states", "QuotaName": "StateTransition throttle token refill rate per second", "Value": 6000},
        {"ServiceCode": "states", "QuotaCode": "L-CFF7B006", "QuotaName": "whatever", "Value": 7000},
        {"ServiceCode": "states", "QuotaName": "GetExecutionHistory throttle token bucket size", "Value": 400},
        {"ServiceCode": "states", "QuotaName": "Open executions", "Value": 2000000.0},
        {"ServiceCode": "states", "QuotaName": "Registered state machines", "Value": 10000.0},
        {"ServiceCode": "lambda", "QuotaName": "Concurrent executions", "Value": 3000.0}]}
      """
    let list = QuotaList(Array(text.utf8), file: "q.json")
    #expect(list.diagnostics.isEmpty)
    #expect(
      list.lines == [
        "  StartExecution: { bucket: 2000, refill: 450/s }", "  StartExpressExecution: { bucket: 7000 }",
        "  StateTransition: { refill: 6000/s }", "  LambdaConcurrency: 3000", "  OpenExecutions: 2000000",
      ])
    #expect(list.unknown == ["GetExecutionHistory throttle token bucket size", "Registered state machines"])
  }

  @Test(arguments: ["{}", "[]", "{\"Quotas\": 1}", "text"]) func noQuotas(_ text: String) {
    let list = QuotaList(Array(text.utf8), file: "q.json")
    #expect(
      list.diagnostics.map(\.message) == ["found no quotas, expected the list that Service Quotas gives"])
  }
}
