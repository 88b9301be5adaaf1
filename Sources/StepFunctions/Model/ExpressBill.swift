public import Prelude

/// What one Express execution is billed by: duration rounded up to 100 ms, memory in chunks of 64 MB. Source: AWS
/// pricing, Step Functions.
public struct ExpressBill: Sendable {
  public var milliseconds: Int
  public var megabytes: Int

  public init(duration: Span, definitionBytes: Int, inputBytes: Int) {
    milliseconds = Int((duration.nanoseconds + 99_999_999) / 100_000_000) * 100
    let bytes = 50_000_000 + definitionBytes + inputBytes
    megabytes = (bytes + 63_999_999) / 64_000_000 * 64
  }
}
