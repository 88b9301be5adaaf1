public import JSON
import StatesLanguage

/// One state on trial, as AWS's TestState has it: what is put in the place of the world around it, and what was seen on
/// the way. An interpreter that has one runs nothing else, and ends the execution when the state is left, fails or
/// would be tried again.
///
/// The path of a simulation does not pay for it: it is asked for only where somebody observes.
public final class StateTest {
  /// What a Map or Parallel, whose branches are not run, is taken to have come to.
  public enum Answer: Sendable {
    case result(JSON)
    case failure(Failure)
  }

  /// A value on its way through a state. The names are those of the API's `InspectionData`.
  public enum Step: String, CaseIterable, Sendable {
    case afterInputPath, afterParameters, afterArguments, result, afterResultSelector, afterResultPath
    case afterItemsPath, afterItemsPointer, afterItemSelector, afterItemBatcher
    case maxConcurrency, toleratedFailureCount, toleratedFailurePercentage
  }

  public enum Status: String, Sendable {
    case succeeded = "SUCCEEDED"
    case failed = "FAILED"
    case retriable = "RETRIABLE"
    case caughtError = "CAUGHT_ERROR"
  }

  // What is given.
  public var answer: Answer?
  /// The context object as it is to be; nil: the engine makes one.
  public var context: JSON?
  public var variables: JSONObject = [:]
  /// Of the execution, in the context object that the engine makes.
  public var roleARN: String?
  /// Retries that the retrier which takes the failure has used.
  public var retriesUsed: UInt32 = 0
  /// Iterations of the Map that failed, where its tolerance for them is on trial.
  public var failedIterations: Int?
  /// What an ItemReader reads, in place of an object in S3.
  public var readerData: [UInt8]?

  // What was seen.
  public internal(set) var steps: [Step: JSON] = [:]
  /// How many iterations the Map would have, where that is known.
  public internal(set) var iterations: Int?
  public internal(set) var status = Status.failed
  /// What the state failed with, whatever came of it.
  public internal(set) var failure: Failure?
  public internal(set) var retryIndex: Int?
  public internal(set) var catchIndex: Int?
  /// Before the retry that would follow, nanoseconds.
  public internal(set) var backoff: Int64?
  public internal(set) var nextState: String?

  public init() {}

  /// Keeps the values that the state on trial reaches.
  public func see(_ sighting: Probe.Sighting) {
    if case .value(let step, let value) = sighting.observation { steps[step] = value }
  }
}

extension StateTest.Step {
  /// Does AWS show this value of such a state? Recorded for most kinds; not for Wait, which is taken to be as Choice.
  static func isShown(_ step: Self, in kind: StateType, isJSONata: Bool) -> Bool {
    switch step {
    case .afterInputPath: !isJSONata && kind != .parallel
    case .afterParameters: !isJSONata && (kind == .task || kind == .pass)
    case .afterArguments: isJSONata && kind == .task
    case .result: kind == .task || !isJSONata && kind == .pass
    case .afterResultSelector, .afterResultPath:
      !isJSONata && (kind == .task || kind == .pass || kind == .parallel || kind == .map)
    case .afterItemsPath: !isJSONata
    case .afterItemsPointer, .afterItemSelector, .afterItemBatcher: true
    case .maxConcurrency, .toleratedFailureCount, .toleratedFailurePercentage: true
    }
  }
}
