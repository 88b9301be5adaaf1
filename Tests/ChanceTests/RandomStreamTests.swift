import Prelude
import Testing

@testable import Chance

@Suite struct RandomStreamTests {
  static func key(_ seed: UInt64 = 1, _ replication: Int = 0, _ purpose: StreamKey.Purpose = .arrivals) -> StreamKey {
    StreamKey(seed: seed, replication: replication, purpose: purpose)
  }

  /// The published outputs of SplitMix64 for the seed 1234567 (Vigna, splitmix64.c; Rosetta Code).
  @Test func theMixerIsSplitMix64() {
    var stream = RandomStream(position: 1_234_567)
    let drawn = (0..<5).map { _ in stream.next() }
    #expect(
      drawn == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test(arguments: [0, 1, 7, UInt64.max]) func aStreamIsItsCounters(entity: UInt64) {
    let key = Self.key()
    var stream = key.stream(entity: entity)
    for counter in 0..<100 {
      #expect(stream.next() == key.bits(entity: entity, counter: UInt64(counter)))
    }
    var again = key.stream(entity: entity)
    #expect(again.uniform() == key.uniform(entity: entity, counter: 0))
  }

  @Test func everyPartOfTheKeyMatters() {
    var seen: Set<UInt64> = []
    var keys = 0
    for seed: UInt64 in [0, 1, 2, .max] {
      for replication in [0, 1, 2, 63] {
        for purpose in StreamKey.Purpose.allCases {
          for entity: UInt64 in [0, 1, 2, 1 << 40] {
            seen.insert(Self.key(seed, replication, purpose).bits(entity: entity, counter: 0))
            keys += 1
          }
        }
      }
    }
    #expect(seen.count == keys)
  }

  @Test func uniformsStayInTheUnitInterval() {
    #expect(Mix64.unit(0) == 0)
    #expect(Mix64.unit(.max) == 1 - 0x1p-53)
  }

  /// Along one stream, and across the first draws of neighbouring entities, replications and seeds.
  @Test(arguments: ["stream", "entities", "replications", "seeds"]) func drawsAreUniform(along axis: String) {
    let draws = Self.draws(20_000, along: axis)
    #expect(kolmogorovSmirnov(draws, cdf: { $0 }) < 1.95)
    let squares = draws.map { $0 * $0 }
    #expect(kolmogorovSmirnov(squares, cdf: { $0 }) > 1.95, "the test must notice what is not uniform")
  }

  @Test(arguments: ["stream", "entities", "replications", "seeds"]) func neighboursAreIndependent(along axis: String) {
    let draws = Self.draws(20_001, along: axis)
    #expect(abs(correlation(Array(draws.dropLast()), Array(draws.dropFirst()))) < 4 / 20_000.0.squareRoot())
  }

  @Test func purposesAreIndependent() {
    let purposes = StreamKey.Purpose.allCases.map { purpose in
      (0..<5_000).map { Self.key(1, 0, purpose).uniform(entity: $0, counter: 0) }
    }
    for (i, one) in purposes.enumerated() {
      for other in purposes[(i + 1)...] {
        #expect(abs(correlation(one, other)) < 4 / 5_000.0.squareRoot())
      }
    }
    #expect(correlation(purposes[0], purposes[0]) > 0.999)
  }

  static func draws(_ count: Int, along axis: String) -> [Double] {
    (0..<count).map { index in
      let wide = UInt64(index)
      return switch axis {
      case "stream": key().uniform(entity: 3, counter: wide)
      case "entities": key().uniform(entity: wide, counter: 0)
      case "replications": key(1, index).uniform(entity: 3, counter: 0)
      default: key(wide).uniform(entity: 3, counter: 0)
      }
    }
  }
}
