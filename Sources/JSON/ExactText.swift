extension String {
  /// The same bytes. Swift takes `é` and `e` with an accent behind it for equal; to AWS, as to all who compare code
  /// units, they are two texts and name two members.
  public func isWritten(as other: String) -> Bool {
    hasBits(of: other) || self == other && utf8.elementsEqual(other.utf8)
  }

  /// Short, or the same text in memory, and then the same bytes; others may be the same bytes too.
  func hasBits(of other: String) -> Bool {
    unsafeBitCast(self, to: Bits.self).halves == unsafeBitCast(other, to: Bits.self).halves
  }

  private struct Bits {
    var halves: (UInt64, UInt64)
  }
}

/// A text as a key of a dictionary or set, equal to those only that are written like it.
public struct ExactText: Hashable, Sendable {
  private let text: String

  public init(_ text: String) { self.text = text }

  public static func == (a: ExactText, b: ExactText) -> Bool { a.text.isWritten(as: b.text) }

  /// Texts that are written alike are equal, and have one hash.
  public func hash(into hasher: inout Hasher) { text.hash(into: &hasher) }
}
