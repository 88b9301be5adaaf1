extension Int128 {
  /// As `Double(self)`, which the standard library works out bit by bit for integers of this width.
  public var double: Double {
    self == Int128(Int64(truncatingIfNeeded: self)) ? Double(Int64(truncatingIfNeeded: self)) : Double(self)
  }

  /// As `Int128(value)`, of a whole number.
  public init(whole value: Double) {
    self = abs(value) < 0x1p62 ? Int128(Int64(value)) : Int128(value)
  }
}
