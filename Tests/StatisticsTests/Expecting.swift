import Testing

/// Equal to a published value of so many digits.
func expect(
  _ value: Double?, near published: Double, within relative: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let value else {
    Issue.record("none, for \(published)", sourceLocation: sourceLocation)
    return
  }
  #expect(abs(value - published) <= relative * max(abs(published), 1e-300), sourceLocation: sourceLocation)
}
