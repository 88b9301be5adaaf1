import Engine

/// Stands for a name of one machine's executions. Names are compared byte by byte, as AWS does.
///
/// Of 10 million names, two share all 128 bits with a probability of 10^-25. Not for secrets: two lanes of a mixer, and
/// the same in every run, which the standard library's hashes are not.
struct NameDigest: Hashable {
  private(set) var high: UInt64
  private(set) var low: UInt64

  init(_ name: String, machine: Int32) {
    high = Interpreter.mix(UInt64(bitPattern: Int64(machine)), 0)
    low = Interpreter.mix(UInt64(bitPattern: Int64(machine)), 1)
    var word: UInt64 = 0
    var length = 0
    for byte in name.utf8 {
      word = word << 8 | UInt64(byte)
      length += 1
      if length % 8 == 0 { absorb(word) }
    }
    absorb(word)
    absorb(UInt64(length))
  }

  private mutating func absorb(_ word: UInt64) {
    high = Interpreter.mix(high ^ word, 2)
    low = Interpreter.mix(low ^ word, 3)
  }
}
