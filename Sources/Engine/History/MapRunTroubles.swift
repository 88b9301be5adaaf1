/// The observer of Map Runs who keeps what their children failed with, of bounded size, and how that stands against the
/// threshold of failures.
public final class MapRunTroubles {
  /// A child that ended without success.
  public struct Child: Sendable {
    public let name: String
    /// Its number in the Map Run, from 0.
    public let item: Int
    public let status: Execution.Status
    public let error: String?
    public let cause: String?
  }
  public struct Run: Sendable {
    let key: UInt64
    let redrives: Int
    /// The Map's place: `Each[2].Import`.
    public let place: String
    public fileprivate(set) var standing: Standing
    /// Children without success.
    public fileprivate(set) var failedChildren = 0
    /// The first of them.
    public fileprivate(set) var children: [Child] = []
    /// By error or, where there is none, status: in the order in which they were met first.
    public fileprivate(set) var errors: [(name: String, count: Int)] = []
    /// With errors by other names than are kept.
    public fileprivate(set) var others = 0
  }
  /// Items, not children: a batch has several.
  public struct Standing: Sendable {
    public var failed: Int
    public var all: Int
    public var toleratedCount: Double?
    public var toleratedPercentage: Double?
    /// The Map Run fails for it.
    public var isExceeded: Bool
  }

  static let childLimit = 5
  static let errorLimit = 20

  /// In the order of their first failures.
  public private(set) var runs: [Run] = []

  public init() {}

  public func see(_ failed: Probe.FailedChild) {
    let place = runs.firstIndex { $0.key == failed.runKey && $0.redrives == failed.redrives } ?? runs.count
    if place == runs.count {
      runs.append(Run(key: failed.runKey, redrives: failed.redrives, place: failed.place, standing: failed.standing))
    }
    runs[place].add(failed)
  }
}

extension MapRunTroubles.Run {
  fileprivate mutating func add(_ failed: Probe.FailedChild) {
    standing = failed.standing
    failedChildren += 1
    let name = failed.subject.failure?.error ?? failed.subject.status.name
    if let known = errors.firstIndex(where: { $0.name == name }) {
      errors[known].count += 1
    } else if errors.count < MapRunTroubles.errorLimit {
      errors.append((name, 1))
    } else {
      others += 1
    }
    guard children.count < MapRunTroubles.childLimit else { return }
    children.append(
      MapRunTroubles.Child(
        name: failed.subject.name, item: failed.item, status: failed.subject.status,
        error: failed.subject.failure?.error, cause: failed.subject.failure?.cause.text))
  }
}
