import Testing

@testable import JSONata

@Suite struct PictureTests {
  @Test(arguments: [
    (7.9, "00", "07"), (1_234_567, "#,##0", "1,234,567"), (42, "a", "ap"), (2024, "I", "MMXXIV"),
    (112, "0;o", "112th"), (41, "Ww;o", "Forty-First"), (-5, "0", "-5"), (30, "٠", "٣٠"),
  ])
  func anIntegerIsWrittenByItsPicture(_ value: Double, _ picture: String, _ text: String) throws {
    #expect(try IntegerPicture.format(value, picture: picture) == text)
  }

  @Test(arguments: [
    (1234.5, "#,##0.00", "1,234.50"), (-0.256, "0.0%", "-25.6%"), (2.5, "0", "2"), (31, "0;(0)", "31"),
  ])
  func aNumberIsWrittenByItsPicture(_ value: Double, _ picture: String, _ text: String) throws {
    #expect(try NumberPicture.format(value, picture: picture, options: [:]) == text)
  }

  @Test(arguments: [
    (nil, "2001-09-09T01:46:40.000Z"), ("[D1o] [MNn] [Y]", "9th September 2001"), ("[h]:[m] [P]", "1:46 am"),
    ("[X]-W[W01]-[F1]", "2001-W36-7"),
  ])
  func aMomentIsWrittenByItsPicture(_ picture: String?, _ text: String) throws {
    #expect(try DateTimePicture.format(millis: 1e12, picture: picture, timezone: nil) == text)
  }

  @Test func aMomentIsReadByItsPicture() throws {
    #expect(try DateTimePicture.parse("2001-09-09T03:46:40+02:00", picture: nil) == 1e12)
    #expect(try DateTimePicture.parse("9 September 2001", picture: "[D] [MNn] [Y]") == 999_993_600_000)
  }
}
