package import Statistics

/// What became of a stream's callers at its admission, in one replication.
package struct AdmissionRecording: Sendable {
  /// Callers that came, those that were let through, and those that were turned away.
  package var came = 0
  package var passed = 0
  package var turnedAway = 0
  /// Those that have neither happened to when the run ends.
  package var waiting = 0
  /// Most that waited at once.
  package var longest = 0
  /// Of a breaker.
  package var openings = 0
  /// Of an event source: of its function, messages received once more, and those that were given up.
  package var invocations = 0
  package var redeliveries = 0
  package var deadLetters = 0
  /// Nanoseconds in line, of those let through, all together.
  var waited: Int64 = 0
  /// Of those that count, one each.
  package var waits = Sample()

  init() {}
}
