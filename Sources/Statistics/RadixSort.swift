/// Sorts whole numbers digit by digit, the lowest first. A sample of latencies takes a tenth of the instructions that
/// the standard library's comparison sort takes; digits in which all values agree are passed over.
enum RadixSort {
  /// Shorter arrays are left to the standard library.
  private static let worthwhile = 256
  private static let digitBits = 11
  private static let width = 1 << digitBits

  static func sorted(_ values: [Int64]) -> [Int64] {
    guard values.count > worthwhile else { return values.sorted() }
    // With its sign bit flipped a number orders as an unsigned one.
    var from = values.map { UInt64(bitPattern: $0) ^ (1 << 63) }
    var to = from
    let differing = from.reduce(0) { $0 | ($1 ^ from[0]) }
    for shift in stride(from: 0, to: 64, by: digitBits) where (differing >> UInt64(shift)) & UInt64(width - 1) != 0 {
      pass(from, into: &to, shift: UInt64(shift))
      swap(&from, &to)
    }
    return from.map { Int64(bitPattern: $0 ^ (1 << 63)) }
  }

  /// Stable: values with equal digits keep their order.
  private static func pass(_ from: [UInt64], into to: inout [UInt64], shift: UInt64) {
    var places = [Int](repeating: 0, count: width)
    from.withUnsafeBufferPointer { from in
      places.withUnsafeMutableBufferPointer { places in
        let mask = UInt64(width - 1)
        for value in from { places[Int((value &>> shift) & mask)] &+= 1 }
        var next = 0
        for digit in 0..<width { (places[digit], next) = (next, next &+ places[digit]) }
        to.withUnsafeMutableBufferPointer { to in
          for value in from {
            let digit = Int((value &>> shift) & mask)
            to[places[digit]] = value
            places[digit] &+= 1
          }
        }
      }
    }
  }
}
