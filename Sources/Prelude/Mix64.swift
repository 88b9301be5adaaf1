/// SplitMix64: a Weyl sequence, mixed. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014; the constants of the finaliser are Mix13's (Stafford 2011).
public enum Mix64 {
  /// The step of the sequence: 2^64 over the golden ratio, made odd.
  @inlinable public static var golden: UInt64 {
    @inline(__always) get { 0x9E37_79B9_7F4A_7C15 }
  }

  /// A bijection of 64 bits after which every bit depends on all.
  @inlinable @inline(__always)
  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// Of a name. FNV-1a, mixed, because its upper bits depend on few of the last characters. Source: Fowler, Noll, Vo,
  /// RFC 9923.
  public static func hash(_ name: String) -> UInt64 {
    mix(name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
  }

  /// The upper 53 bits as a fraction in [0, 1).
  @inlinable @inline(__always)
  public static func unit(_ bits: UInt64) -> Double { Double(bits &>> 11) * 0x1p-53 }
}
