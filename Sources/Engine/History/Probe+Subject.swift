public import Prelude

extension Probe {
  /// An execution, for whoever decides whether to watch it, or hears of its end.
  public struct Subject {
    let identity: ExecutionIdentity
    /// Index into the account's machines.
    public let machine: Int
    /// 0: an outside caller's. Of nested ones, and of Map Runs' children, one more than of what started them.
    public let depth: Int
    public let status: Execution.Status
    public let firstCallAt: Instant
    /// When it was admitted.
    package let startedAt: Instant
    package let isCounted: Bool
    /// Calls for it that were refused. Known at its start.
    package internal(set) var refusals: UInt32 = 0
    /// Its split of the time, at its end; one that was ended from outside has none.
    package let parts: Parts
    /// What it ended with.
    public let failure: Failure?
    /// Nanoseconds of what lies between its first call and its start: at the caller's queue, and for tokens.
    package var waits: (queue: Int64, token: Int64) = (0, 0)
    /// The key of the execution that started it, and where in it, if that one is watched.
    public internal(set) var starter: (key: UInt64, place: Place)?

    public var key: UInt64 { identity.key }
    public var name: String { identity.name }
    public var arn: String { identity.arn }
    public var machineName: String { identity.machine.name }
  }

  /// A child of a Map Run that has ended without success.
  public struct FailedChild {
    let subject: Subject
    let runKey: UInt64
    let redrives: Int
    let place: String
    let item: Int
    let standing: MapRunTroubles.Standing
  }

  /// A path of control within an execution, and the state that it is in.
  public struct Place: Hashable, Sendable {
    /// An iteration of a Map, or a branch of a Parallel state.
    public struct Branch: Hashable, Sendable {
      public var state: String
      public var item: Int

      public init(state: String, item: Int) {
        self.state = state
        self.item = item
      }
    }

    /// Outermost first.
    public var around: [Branch] = []
    var state: String?

    /// The state alone.
    package var stateName: String? { state }

    /// `Each[2].Call`; nil: the execution's root, before its first state.
    var text: String? {
      let names = around.map { "\($0.state)[\($0.item)]" } + (state.map { [$0] } ?? [])
      return names.isEmpty ? nil : names.joined(separator: ".")
    }
  }
}
