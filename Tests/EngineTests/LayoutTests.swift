import JSON
import Testing

@testable import Engine

/// What comments say of the size and place of hot records.
@Suite struct LayoutTests {
  static let cacheLine = 64

  /// The lines of `Strand`, each with its first and its last field.
  @Test func aStrandIsThreeCacheLines() throws {
    #expect(MemoryLayout<Strand>.size == 3 * Self.cacheLine && MemoryLayout<Strand>.stride == 3 * Self.cacheLine)
    let first = try [
      #require(MemoryLayout<Strand>.offset(of: \.key)), #require(MemoryLayout<Strand>.offset(of: \.execution)),
      #require(MemoryLayout<Strand>.offset(of: \.state)), #require(MemoryLayout<Strand>.offset(of: \.generation)),
      #require(MemoryLayout<Strand>.offset(of: \.retries)), #require(MemoryLayout<Strand>.offset(of: \.refusals)),
      #require(MemoryLayout<Strand>.offset(of: \.attempts)), #require(MemoryLayout<Strand>.offset(of: \.phase)),
      #require(MemoryLayout<Strand>.offset(of: \.firstCallAt)), #require(MemoryLayout<Strand>.offset(of: \.markedAt)),
    ]
    #expect(first == [0, 8, 16, 20, 24, 36, 40, 44, 48, 56])
    #expect(MemoryLayout<Strand>.offset(of: \.parts) == Self.cacheLine)
    #expect(MemoryLayout<Strand>.offset(of: \.input) == 2 * Self.cacheLine)
    #expect(try #require(MemoryLayout<Strand>.offset(of: \.extra)) + 8 == MemoryLayout<Strand>.size)
  }

  @Test func aThrottledCallIsHalfACacheLine() {
    #expect(MemoryLayout<ThrottledCall>.stride == Self.cacheLine / 2)
  }

  @Test func anEffectIsThreeWords() {
    #expect(MemoryLayout<Effect>.stride == 24)
    #expect(MemoryLayout<Handle<Strand>>.size == 4)
  }

  /// Records are aligned as a slab's chunks are: no field of a line lies in another.
  @Test func recordsBeginWithACacheLine() {
    var slab = Slab<Strand>()
    for _ in 0..<3 {
      #expect(Int(bitPattern: slab[slab.acquire()]) % Self.cacheLine == 0)
    }
  }
}
