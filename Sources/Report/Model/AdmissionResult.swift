import Simulation
import Statistics
import StepFunctions

/// What a stream's admission did: counts as means per replication, waits pooled.
struct AdmissionResult {
  /// As the stream's draws are named.
  let name: String
  let model: Admission
  /// Its column of `ReportModel.series.services`.
  let column: Int
  let came: Estimate
  let passed: Estimate
  let turnedAway: Estimate
  let waiting: Estimate
  let longest: Estimate
  let openings: Estimate
  let invocations: Estimate
  let redeliveries: Estimate
  let deadLetters: Estimate
  /// In line, of those let through that count.
  let wait: Spread
}

extension ReportModel {
  var admissions: [AdmissionResult] {
    if plan.admissions.isEmpty { return [] }
    let names = LoadStream.names(of: plan.load, machines: plan.account.machines.map(\.name))
    return plan.admissions.enumerated().compactMap { place, stream in
      guard let model = plan.load[stream].admission else { return nil }
      let all = recordings.filter { $0.admissions.indices.contains(place) }.map { $0.admissions[place] }
      func estimate(_ count: KeyPath<AdmissionRecording, Int>) -> Estimate {
        Estimate(replications: all.map { Double($0[keyPath: count]) })
      }
      return AdmissionResult(
        name: names[stream], model: model, column: plan.account.services.count + place, came: estimate(\.came),
        passed: estimate(\.passed), turnedAway: estimate(\.turnedAway), waiting: estimate(\.waiting),
        longest: estimate(\.longest), openings: estimate(\.openings), invocations: estimate(\.invocations),
        redeliveries: estimate(\.redeliveries), deadLetters: estimate(\.deadLetters),
        wait: Spread(all.map(\.waits), unit: .seconds))
    }
  }

  /// Of a machine that a stream with an admission starts.
  func hasAdmission(_ machine: Int) -> Bool { plan.load.contains { $0.machine == machine && $0.admission != nil } }
}
