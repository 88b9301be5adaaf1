import Prelude
import Testing

@Suite struct TimestampTests {
  /// Seconds as GNU `date -u -d ... +%s` gives them.
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0),
      ("2012-10-09T19:00:55Z", 1_349_809_255, 0),
      ("2012-10-09T20:00:55+01:00", 1_349_809_255, 0),
      ("2012-10-09T13:30:55-05:30", 1_349_809_255, 0),
      ("2000-02-29T23:59:59.5Z", 951_868_799, 500_000_000),
      ("2024-02-29T00:00:00.123456789Z", 1_709_164_800, 123_456_789),
      ("1969-12-31T23:59:59.250Z", -1, 250_000_000),
      ("1900-03-01T00:00:00Z", -2_203_891_200, 0),
      ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
      ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
      ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
    ] as [(String, Int64, Int32)])
  func parses(text: String, seconds: Int64, nanoseconds: Int32) throws {
    let timestamp = try #require(Timestamp(rfc3339: text))
    #expect(timestamp.secondsSinceEpoch == seconds)
    #expect(timestamp.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", " ", "2016-12-05", "2016-12-05T21:29:29", "2016-12-05 21:29:29Z", "2016-12-05t21:29:29Z",
    "2016-12-05T21:29:29z",
    "2016-13-05T21:29:29Z", "2016-00-05T21:29:29Z", "2016-12-32T21:29:29Z", "2016-12-00T21:29:29Z",
    "2015-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2016-12-05T24:00:00Z", "2016-12-05T21:60:29Z",
    "2016-12-05T21:29:60Z", "2016-12-05T21:29Z", "2016-12-05T21:29:29.Z", "2016-12-05T21:29:29.1234567890Z",
    "2016-12-05T21:29:29+0100", "2016-12-05T21:29:29+24:00", "2016-12-05T21:29:29+01:60", "2016-12-05T21:29:29+01:00Z",
    " 2016-12-05T21:29:29Z", "2016-12-05T21:29:29Z ", "16-12-05T21:29:29Z", "20160-12-05T21:29:29Z",
    "2016-12-0５T21:29:29Z", "05-12-2016T21:29:29Z",
  ])
  func refuses(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(
    arguments: [
      (0, 0, "1970-01-01T00:00:00.000Z"),
      (1_735_689_600, 0, "2025-01-01T00:00:00.000Z"),
      (951_868_799, 999_999_999, "2000-02-29T23:59:59.999Z"),
      (-1, 250_000_000, "1969-12-31T23:59:59.250Z"),
      (-62_167_219_200, 5_000_000, "0000-01-01T00:00:00.005Z"),
    ] as [(Int64, Int32, String)])
  func prints(seconds: Int64, nanoseconds: Int32, text: String) {
    #expect(Timestamp(secondsSinceEpoch: seconds, nanoseconds: nanoseconds).text == text)
  }

  @Test func printedDaysOfEightCenturiesParseBack() throws {
    var last = Timestamp(secondsSinceEpoch: .min, nanoseconds: 0)
    for day in stride(from: Int64(-146_097), through: 146_097, by: 1) {
      let noon = Timestamp(secondsSinceEpoch: day * 86_400 + 43_200, nanoseconds: 1_000_000)
      #expect(Timestamp(rfc3339: noon.text) == noon)
      #expect(last < noon)
      last = noon
    }
  }

  @Test func anyNumberOfSecondsHasAText() {
    #expect(!Timestamp(secondsSinceEpoch: .max, nanoseconds: 0).text.isEmpty)
    #expect(!Timestamp(secondsSinceEpoch: .min, nanoseconds: 999_999_999).text.isEmpty)
  }

  @Test func fractionsOrderWithinASecond() {
    #expect(Timestamp(rfc3339: "2020-01-01T00:00:00.1Z")! < Timestamp(rfc3339: "2020-01-01T00:00:00.11Z")!)
    #expect(Timestamp(rfc3339: "2020-01-01T00:00:00.10Z")! == Timestamp(rfc3339: "2020-01-01T00:00:00.1+00:00")!)
  }
}
