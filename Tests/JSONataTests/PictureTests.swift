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
}
