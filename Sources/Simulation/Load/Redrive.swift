package import Prelude

/// What outside callers do about their executions that end without success: RedriveExecution.
package struct Redrive: Hashable, Sendable {
  /// From the end to the call, and from a throttled call to the next one.
  package var after: Span
  /// Redrives of one execution.
  package var times: Int

  package init(after: Span, times: Int) {
    self.after = after
    self.times = times
  }
}
