import JSON
import Testing

@testable import Engine

/// What comments say of the size and place of hot records.
@Suite struct LayoutTests {
  static let cacheLine = 64

  /// The lines of `Strand`, each with its first and its last field.
  @Test func aStrandIsThreeCacheLines() throws {
    #expect(MemoryLayout<Strand>.size == 3 * Self.cacheLine && MemoryLayout<Strand>.stride == 3 * Self.cacheLine)
    let fields: [PartialKeyPath<Strand>] = [
      \.key, \.execution, \.state, \.generation, \.retries, \.refusals, \.attempts, \.phase,
      \.firstCallAt, \.markedAt, \.extra,
    ]
    let first = fields.map { MemoryLayout<Strand>.offset(of: $0) }
    #expect(first == [0, 8, 16, 20, 24, 28, 32, 36, 40, 48, 56])
    #expect(MemoryLayout<Strand>.offset(of: \.parts) == Self.cacheLine)
    #expect(MemoryLayout<Strand>.offset(of: \.input) == 2 * Self.cacheLine + 8)
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
