import Foundation
import Testing

@testable import Planning
@testable import Simulation

/// Scenarios of the tests of answers, in a folder that is gone once they are read.
enum AnswerScenario {
  /// Each root starts ten leaves, each of which calls a function: throttled at ten tokens a second.
  static let fanOut = """
    name: fan-out
    region: us-east-1
    seed: 3
    replications: 6
    overheads: none
    stateMachines:
      Root: { definition: root.asl.json }
      Leaf: { definition: leaf.asl.json, type: EXPRESS }
    services:
      "arn:aws:lambda:us-east-1:123456789012:function:work": { latency: { exponential: { mean: 2s } } }
    quotas: { StartExecution: { bucket: 5, refill: 1/s }, StartExpressExecution: { bucket: 20, refill: 10/s } }
    load:
      - { start: Root, arrivals: { poisson: 1/s }, for: 60s, retry: { interval: 1s, rate: 2, maxAttempts: 20,
          maxDelay: 10s, jitter: FULL } }
    """

  /// Starts that may be refused are tried again.
  static let starts = """
    {"QueryLanguage":"JSONata","StartAt":"Each","States":{"Each":{"Type":"Map","Items":"{% [1..10] %}","ItemProcessor":{
    "StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution","Arguments":{
    "StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Leaf","Input":{}},"Retry":[{"ErrorEquals":[
    "States.ALL"],"IntervalSeconds":1,"MaxAttempts":8}],"End":true}}},"End":true}}}
    """

  static let leaf = """
    {"StartAt":"Work","States":{"Work":{"Type":"Task",
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:work","End":true}}}
    """

  static func read(_ scenario: String = fanOut, _ sets: [VariedScenario.Change] = []) throws -> VariedScenario {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("answers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("root.asl.json", starts), ("leaf.asl.json", leaf), ("scenario.yaml", scenario)] {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    return try VariedScenario(file: folder.path + "/scenario.yaml", sets: sets)
  }

  static func pairs(
    _ varied: VariedScenario, lifted: LiftedQuotas = .all, jobs: Int = 2,
    each: (Recording, Recording) -> Void = { _, _ in }
  ) async throws -> [LedgerPair] {
    try await LedgerRuns(plan: { try varied.plan([]) }, lifted: lifted, workers: Workers(jobs: jobs)).pairs(each: each)
  }
}
