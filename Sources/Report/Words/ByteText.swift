/// Text in the making, as bytes.
///
/// Hot: a results folder has tens of thousands of numbers, and a String for each of them would be most of what a short
/// run takes.
struct ByteText: ~Copyable {
  private var room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256)
  private(set) var count = 0

  init() {}

  deinit { room.deallocate() }

  private var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: room[..<count]) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Answers the bytes so far, and goes on without them.
  mutating func take() -> [UInt8] {
    defer { count = 0 }
    return Array(bytes)
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let from = bytes.baseAddress else { return }
    reserve(bytes.count)
    room.baseAddress.unsafelyUnwrapped.advanced(by: count).update(from: from, count: bytes.count)
    count &+= bytes.count
  }

  @inline(__always)
  mutating func append(ascii character: Unicode.Scalar) {
    reserve(1)
    room[count] = UInt8(ascii: character)
    count += 1
  }

  // MARK: Numbers

  /// As `Number.significant` gives it.
  mutating func append(_ value: Double, significant digits: Int) {
    if value == 0 { return append(ascii: "0") }
    guard let number = DecimalFraction(value, keeping: digits) else { return append(Number.significant(value, digits)) }
    append(number)
  }

  mutating func append(_ number: Int) {
    if 0...9 ~= number { return append(ascii: Unicode.Scalar(UInt8(truncatingIfNeeded: 0x30 + number))) }
    guard number >= 0 else { return append(String(number)) }
    append(DecimalFraction(digits: UInt64(number), places: 0))
  }

  mutating func append(_ number: DecimalFraction) {
    // No more than the digits of 64 bits, as many places, and a point.
    reserve(48)
    let (whole, fraction) = number.digits.quotientAndRemainder(dividingBy: DecimalFraction.powers[number.places])
    write(whole, places: DecimalFraction.places(of: whole))
    if number.places > 0 {
      room[count] = UInt8(ascii: ".")
      count += 1
      write(fraction, places: number.places)
    }
  }

  /// With zeros in front.
  @inline(__always)
  private mutating func write(_ number: UInt64, places: Int) {
    var (rest, place) = (number, places)
    let end = room.baseAddress.unsafelyUnwrapped.advanced(by: count)
    while place > 0 {
      place &-= 1
      end[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count &+= places
  }

  // MARK: Memory

  @inline(__always)
  private mutating func reserve(_ more: Int) { if count &+ more > room.count { grow(more) } }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let wider = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(2 * room.count, count + more))
    _ = wider.update(fromContentsOf: bytes)
    room.deallocate()
    room = wider
  }
}

/// A number as the text of a file has it: digits, of which so many stand behind the point, no zero last.
struct DecimalFraction: Equatable {
  private(set) var digits: UInt64
  private(set) var places: Int

  /// Those of ten that 64 bits hold.
  static let powers: InlineArray<20, UInt64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]

  init(digits: UInt64, places: Int) {
    (self.digits, self.places) = (digits, places)
    while self.places > 0, self.digits % 10 == 0 {
      self.digits /= 10
      self.places -= 1
    }
  }

  /// Rounded to so many digits, 9 at most; nil where the number is too small or too large for that, or where it is not
  /// plain which way to round: then its shortest text has to say.
  init?(_ value: Double, keeping count: Int) {
    guard value >= 1e-6, value < 1e9 else { return nil }
    var before = 0
    while before < 9, value >= Double(Self.powers[before]) { before += 1 }
    var leading = 0
    if before == 0 { while value * Double(Self.powers[leading + 1]) < 1 { leading += 1 } }
    let places = count - before + leading
    if places < 0 {
      let unit = Self.powers[-places]
      guard let digits = Self.rounded(value / Double(unit)) else { return nil }
      self.init(digits: digits * unit, places: 0)
    } else if value == value.rounded(.down) {
      self.init(digits: UInt64(value), places: 0)
    } else {
      guard let digits = Self.rounded(value * Double(Self.powers[places])) else { return nil }
      self.init(digits: digits, places: places)
    }
  }

  /// With one place, as drawings have it; nil as above.
  init?(tenths value: Double) {
    guard value >= 0, value < 1e6, let digits = Self.rounded(value * 10) else { return nil }
    self.init(digits: digits, places: 1)
  }

  /// A product of 9 digits is off by no more than 3 in ten millions, its last bit and that of `value` together.
  @inline(__always)
  private static func rounded(_ value: Double) -> UInt64? {
    let down = value.rounded(.down)
    let rest = value - down
    guard abs(rest - 0.5) > 1e-6 else { return nil }
    return UInt64(down) + (rest > 0.5 ? 1 : 0)
  }

  static func places(of whole: UInt64) -> Int {
    var places = 1
    while places < powers.count, whole >= powers[places] { places += 1 }
    return places
  }
}
