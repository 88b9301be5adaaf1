import JSON

extension Intrinsic {
  static func add(_ a: JSON, _ b: JSON) throws(Refusal) -> JSON {
    let (sum, isOverflow) = try integer(a, "first").addingReportingOverflow(try integer(b, "second"))
    guard !isOverflow else { throw Refusal(reason: "The sum is too large for an integer") }
    return .integer(sum)
  }

  /// From the first number up to, but without, the second. With a seed always the same.
  static func random(_ arguments: [JSON], _ entropy: inout Entropy) throws(Refusal) -> JSON {
    let start = try integer(arguments[0], "first")
    let end = try integer(arguments[1], "second")
    guard start < end else { throw Refusal(reason: "The second argument must be greater than the first") }
    let bits: UInt64
    if arguments.count > 2 {
      var seeded = Entropy(seed: UInt64(bitPattern: Int64(try integer(arguments[2], "third"))))
      bits = seeded.next()
    } else {
      bits = entropy.next()
    }
    let width = UInt64(bitPattern: Int64(end &- start))
    return .integer(start &+ Int(bitPattern: UInt(bits.multipliedFullWidth(by: width).high)))
  }
}
