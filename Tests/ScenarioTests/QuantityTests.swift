import Prelude
import Testing

@testable import Scenario

@Suite struct QuantityTests {
  @Test(
    arguments: [
      ("0s", 0), ("1ns", 1), ("250us", 250_000), ("120ms", 120_000_000), ("90s", 90_000_000_000),
      ("15m", 900_000_000_000), ("2h", 7_200_000_000_000), ("1.5s", 1_500_000_000), ("0.1s", 100_000_000),
      ("0.000000001s", 1), ("2.675s", 2_675_000_000), ("0.123456789s", 123_456_789), ("1.10s", 1_100_000_000),
      ("1.000000000000000000s", 1_000_000_000), ("0.0005us", nil), ("0.5ns", nil),
      ("2562047h", 9_223_369_200_000_000_000),
      ("2562048h", nil), ("99999999999999999999s", nil), ("18446744073709551615h", nil), ("1", nil), ("s", nil),
      ("-1s", nil), (".5s", nil), ("5.s", nil), ("1 s", nil), ("1e3s", nil), ("1m30s", nil), ("", nil), ("٣s", nil),
      ("1_000s", nil),
    ] as [(String, Int64?)])
  func durationsAreExact(text: String, nanoseconds: Int64?) {
    #expect((try? Quantity.duration(text))?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    ("50/s", 50, 1), ("3000/m", 50, 1), ("0.5/s", 1, 2), ("2.16/s", 54, 25), ("100/h", 1, 36), ("7/m", 7, 60),
    ("0/s", 0, 1), ("0.000001/s", 1, 1_000_000), ("1000000/s", 1_000_000, 1),
  ])
  func ratesAreInLowestTerms(text: String, count: Int64, seconds: Int) throws {
    #expect(try Quantity.rate(text) == Rate(count: count, per: .seconds(seconds)))
  }

  @Test(arguments: ["50", "50s", "/s", "50/d", "-1/s", "1e3/s", "0.0000001/s", "9999999999999/s", "50 / s", ""])
  func whatIsNoRateIsRefused(text: String) {
    #expect(throws: Quantity.Problem.self) { () throws(Quantity.Problem) in try Quantity.rate(text) }
  }

  @Test(
    arguments: [
      ("256KiB", 262_144), ("1MiB", 1_048_576), ("262144", 262_144), ("262144B", 262_144), ("0.5KiB", 512),
      ("256KB", nil), ("0.3B", nil), ("99999999999GiB", nil), ("KiB", nil),
    ] as [(String, Int?)])
  func sizesArePowersOf1024(text: String, bytes: Int?) {
    #expect((try? Quantity.size(text)) == bytes)
  }

  @Test(
    arguments: [
      ("12", 12), ("-3", -3), ("0.5", 0.5), ("1e3", 1000), ("1E-2", 0.01), ("0", 0), ("0o17", nil), ("1_000", nil),
      ("12:30:45", nil), ("01", nil), ("+1", nil), (".5", nil), ("1.", nil), ("nan", nil), ("inf", nil), ("0x10", nil),
      ("1e400", nil), ("", nil), ("-", nil), ("1e", nil),
    ] as [(String, Double?)])
  func numbersAreThoseOfJSON(text: String, value: Double?) {
    #expect(Quantity.number(text) == value)
  }
}
