package import Chance

/// A distribution of whole numbers, none below zero.
package enum WholeLaw: Sendable {
  case constant(Int)
  /// Each as likely as the others.
  case uniform(ClosedRange<Int>)
  /// Rounded to the nearest, and no more than a million.
  case rounded(Distribution)

  package var isOne: Bool { if case .constant(1) = self { true } else { false } }

  func sample(_ stream: inout RandomStream) -> Int {
    switch self {
    case .constant(let value): value
    case .uniform(let range):
      // The next draw is made of as many values as there are, so that the last one is as likely as the first.
      range.lowerBound + Int(stream.uniform() * (Double(range.upperBound - range.lowerBound) + 1))
    case .rounded(let law): Int(min(1e6, law.number(&stream).rounded()))
    }
  }

  /// What many come to, one with another.
  var mean: Double {
    switch self {
    case .constant(let value): Double(value)
    case .uniform(let range): (Double(range.lowerBound) + Double(range.upperBound)) / 2
    case .rounded(let law): law.mean
    }
  }
}

extension WholeLaw: CustomStringConvertible {
  package var description: String {
    switch self {
    case .constant(let value): "\(value)"
    case .uniform(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .rounded(let law): law.numberText
    }
  }
}
