import Prelude
import Testing

@Suite struct Int128Tests {
  private static let values: [Int128] = {
    let ends: [Int128] = [Int128(Int64.max), Int128(Int64.min), Int128.max, Int128.min]
    let odd: [Int128] = [9_007_199_254_740_993, (Int128(1) << 100) | 1]
    return [0, 1, -1] + ends + ends.map { $0 / 3 } + odd + [Int128(Int64.max) + 1]
  }()

  @Test func doublesAreTheNearest() {
    for value in Self.values { #expect(value.double == Double(value)) }
  }

  @Test(arguments: [0, -3, 0x1p53, 0x1p62, -0x1p63, 0x1p100] as [Double])
  func wholeDoublesComeBack(value: Double) {
    #expect(Int128(whole: value) == Int128(value))
  }
}
