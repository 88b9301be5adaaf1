package import Prelude

extension Plan {
  /// What a run estimates. Source of the terms: Law, Simulation Modeling and Analysis, section 9.3.
  package enum Study: String, Sendable {
    /// A mean over this finite load.
    case terminating
    /// What a load that goes on for ever would see, once the start is forgotten.
    case steadyState = "steady state"
  }

  package var study: Study {
    let isSteady = load.allSatisfy { $0.arrivals.canGoOn && $0.start <= .zero + warmup }
    return (warmup > .zero || warmupOrigin != .given) && isSteady && !load.isEmpty ? .steadyState : .terminating
  }

  /// Outside callers that come after the warm-up and before this count, with all that their executions start. It is the
  /// end of the load where arrivals go on after it.
  package var countedEnd: Instant {
    guard case .counted = horizon else { return .never }
    return load.map(\.end).max() ?? .zero
  }

  /// When the last run ends that nothing ends before; nil: never.
  var latestEnd: Instant? {
    switch horizon {
    case .drained: nil
    case .at(let end), .counted(let end): end
    }
  }

  /// How long timed arrivals of a stream go on: those that the end of the load would cut off come until the run ends,
  /// so that the last executions that count see the load that the first ones saw.
  func arrivalsEnd(of stream: LoadStream) -> Instant {
    guard case .counted(let end) = horizon, stream.arrivals.canGoOn, stream.end == countedEnd else { return stream.end }
    return end
  }
}
