import Simulation
import StepFunctions

extension ReportModel {
  /// Calls may wait for a token of a service's rate.
  var pacesCalls: Bool {
    plan.account.services.contains { service in
      if case .limited(let limit) = service.rate { limit.excess == .queue } else { false }
    }
  }

  /// Services that turned calls away: for want of a slot, or of a token of their rate.
  func refusalLimits() -> [(severity: Double, text: String)] {
    plan.account.services.enumerated().compactMap { index, service in
      let all = recordings.filter { index < $0.services.count }
      let refused = all.reduce(0) { $0 + $1.services[index].refused }
      let share = Double(refused) / Double(refused + all.reduce(0) { $0 + $1.services[index].calls })
      guard share >= 0.01 else { return nil }
      let name = Explanations.shortName(ofService: service.name)
      return (share, "\(name) refused \(Number.percent(share)) of its calls.")
    }
  }
}
