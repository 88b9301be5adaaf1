/// A value that says in one place what of it is written down, and is read again.
package protocol Archived {
  /// Each field passes, or is omitted, in the order of their declaration: a test counts them.
  mutating func pass(through archive: inout Archive) throws(Archive.Damage)
}

/// Values as few bytes, in both directions by one description: `pass` writes a value down, or reads one in its place.
///
/// Whole numbers have seven bits to a byte, the lowest first; signed ones alternate, 0, −1, 1, −2. A text that came
/// before is its number. What is read is within its range, and takes no more memory than `memoryLimit`.
package struct Archive {
  /// Why bytes cannot be read, or a value not be written.
  package struct Damage: Error {
    /// Of the first byte that is meant, from 0.
    package var offset: Int
    package var problem: String

    init(offset: Int, problem: String) {
      self.offset = offset
      self.problem = problem
    }
  }

  /// No run counts more, and sums of so many have room.
  package static let counted = 0...1 << 40
  /// Nanoseconds and the like: sums of a hundred thousand have room in 128 bits.
  package static let spans = -(1 << 62)...Int64(1 << 62)
  static let sums = -(Int128(1) << 126)...Int128(1) << 126
  private static let memoryLimit = 1 << 32

  package let isReading: Bool
  /// What was written, or is read.
  package private(set) var bytes: [UInt8]
  private var place = 0
  /// Bytes that may be written.
  private let room: Int
  private var memory = memoryLimit
  private var texts: [String] = []
  /// By their bytes: Swift's strings are equal where those of names differ.
  private var textNumbers: [[UInt8]: Int] = [:]
  /// Of the value that passes now: how many of its fields have.
  package private(set) var fields = 0

  /// `room`: more bytes are not written.
  package init(writing room: Int) {
    (isReading, bytes, self.room) = (false, [], room)
  }

  package init(reading bytes: [UInt8]) {
    (isReading, self.bytes, room) = (true, bytes, bytes.count)
  }

  package func damage(_ problem: String) -> Damage {
    Damage(offset: isReading ? min(place, bytes.count) : bytes.count, problem: problem)
  }

  /// All has been read.
  package func finish() throws(Damage) {
    if isReading, place < bytes.count { throw damage("there is more than was expected") }
  }

  // MARK: Numbers

  package mutating func pass(_ value: inout Int, in range: ClosedRange<Int>) throws(Damage) {
    fields += 1
    if isReading {
      let read = try readBits()
      guard let number = Int(exactly: read), range.contains(number) else { throw outOf(range, read) }
      value = number
    } else {
      guard range.contains(value), value >= 0 else { throw outOf(range, value) }
      try write(UInt128(value))
    }
  }

  package mutating func pass(_ value: inout Int64, in range: ClosedRange<Int64> = Archive.spans) throws(Damage) {
    var wide = Int128(value)
    try pass(&wide, in: Int128(range.lowerBound)...Int128(range.upperBound))
    value = Int64(wide)
  }

  mutating func pass(_ value: inout Int128, in range: ClosedRange<Int128>) throws(Damage) {
    fields += 1
    if isReading {
      let read = try readBits()
      let number = Int128(bitPattern: read >> 1) ^ -Int128(bitPattern: read & 1)
      guard range.contains(number) else { throw outOf(range, number) }
      value = number
    } else {
      guard range.contains(value) else { throw outOf(range, value) }
      try write(UInt128(bitPattern: value << 1 ^ value >> 127))
    }
  }

  /// To the last bit. Whole numbers, which most are, take few bytes.
  mutating func pass(number value: inout Double) throws(Damage) {
    fields += 1
    if isReading {
      let read = try readBits()
      if read & 1 == 0 {
        guard let whole = Int64(exactly: read >> 2) else { throw damage("a number is too large") }
        value = read & 2 == 0 ? Double(whole) : -Double(whole)
      } else {
        guard let bits = UInt64(exactly: read >> 1) else { throw damage("a number has more than 64 bits") }
        value = Double(bitPattern: bits)
      }
    }
    guard abs(value) <= 1e30 else { throw damage("a number is too large, or none") }
    if isReading { return }
    if let whole = Int64(exactly: value), abs(value) < 0x1p53, value.sign == .plus || whole != 0 {
      try write(UInt128(whole.magnitude) << 2 | (whole < 0 ? 2 : 0))
    } else {
      try write(UInt128(value.bitPattern) << 1 | 1)
    }
  }

  /// Infinite or not a number, too.
  package mutating func pass(bitsOf value: inout Double) throws(Damage) {
    var bits = value.bitPattern
    try pass(&bits)
    value = Double(bitPattern: bits)
  }

  package mutating func pass(_ value: inout Bool) throws(Damage) {
    var number = value ? 1 : 0
    try pass(&number, in: 0...1)
    value = number == 1
  }

  private func outOf(_ range: ClosedRange<some Any>, _ value: some Any) -> Damage {
    damage("\(value) is not from \(range.lowerBound) to \(range.upperBound)")
  }

  // MARK: Texts, choices

  mutating func pass(text value: inout String) throws(Damage) {
    fields += 1
    if isReading {
      value = try readText()
      return
    }
    let utf8 = Array(value.utf8)
    if let known = textNumbers[utf8] {
      try write(UInt128(known + 1))
    } else {
      textNumbers[utf8] = textNumbers.count
      try write(0)
      try write(UInt128(utf8.count))
      try write(utf8)
    }
  }

  private mutating func readText() throws(Damage) -> String {
    let number = try readBits()
    guard number == 0 else {
      guard let index = Int(exactly: number), index <= texts.count else { throw damage("it has no such text") }
      return texts[index - 1]
    }
    let text = String(decoding: try readRaw(), as: UTF8.self)
    texts.append(text)
    return text
  }

  /// Bytes as they are.
  package mutating func pass(_ value: inout [UInt8]) throws(Damage) {
    fields += 1
    if isReading {
      value = try readRaw()
    } else {
      try write(UInt128(value.count))
      try write(value)
    }
  }

  /// By its place among all cases.
  package mutating func pass<Value: CaseIterable & Equatable>(_ value: inout Value) throws(Damage) {
    let cases = Array(Value.allCases)
    var index = cases.firstIndex(of: value) ?? 0
    try pass(&index, in: 0...cases.count - 1)
    value = cases[index]
  }

  // MARK: Groups

  package mutating func pass(_ value: inout some Archived) throws(Damage) {
    let outer = fields
    fields = 0
    try value.pass(through: &self)
    forget(since: outer)
  }

  /// What passed since `outer`, as `fields` was, is one field.
  package mutating func forget(since outer: Int) { fields = outer + 1 }

  /// Fields that are known without it.
  package mutating func omit(_ count: Int = 1) { fields += count }

  package mutating func pass<Value>(
    _ list: inout [Value], of blank: @autoclosure () -> Value,
    each body: (inout Value, inout Archive) throws(Damage) -> Void
  ) throws(Damage) {
    let outer = fields
    var count = list.count
    // An element takes a byte or more.
    try pass(&count, in: 0...(isReading ? bytes.count - min(place, bytes.count) : Int.max))
    if isReading {
      try claim(count, of: MemoryLayout<Value>.stride)
      list = []
      list.reserveCapacity(count)
      let one = blank()
      for _ in 0..<count {
        var value = one
        try body(&value, &self)
        list.append(value)
      }
    } else {
      for var value in list { try body(&value, &self) }
    }
    forget(since: outer)
  }

  package mutating func pass<Value>(
    _ value: inout Value?, or blank: @autoclosure () -> Value,
    body: (inout Value, inout Archive) throws(Damage) -> Void
  ) throws(Damage) {
    let outer = fields
    var isThere = value != nil
    try pass(&isThere)
    if isThere {
      var some = value ?? blank()
      try body(&some, &self)
      value = some
    } else {
      value = nil
    }
    forget(since: outer)
  }

  /// Before memory is taken that the bytes themselves do not bound.
  package mutating func claim(_ count: Int, of size: Int) throws(Damage) {
    let (needed, isOver) = count.multipliedReportingOverflow(by: size)
    guard !isOver, needed <= memory else { throw damage("what it holds takes more than 4 GiB of memory") }
    memory -= needed
  }

  // MARK: Bytes

  private mutating func write(_ value: UInt128) throws(Damage) {
    guard bytes.count < room else { throw damage("it has more than \(room) bytes") }
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The steps from each value to the next that differs, doubled, and one more where how often it occurs follows.
  /// Nearly all that a recording holds is written here.
  package mutating func write(ascending values: [Int64]) throws(Damage) {
    var last: Int64 = 0
    var place = 0
    while place < values.count {
      // A step and a count take ten bytes each at most.
      let piece = min(values.count - place, 4_096)
      let end = place + piece
      var wrong: Int64?
      let more = [UInt8](unsafeUninitializedCapacity: 20 * piece) { buffer, count in
        while place < end {
          let value = values[place]
          guard value >= last, value <= Self.spans.upperBound else {
            wrong = value
            return
          }
          var next = place + 1
          while next < values.count, values[next] == value { next += 1 }
          let times = next - place
          // As a signed number, whose lowest bit is its sign.
          let step = UInt64(value - last)
          let mark: UInt64 = times > 1 ? 2 : 0
          if step < 1 << 61 {
            Self.write(step << 2 | mark, to: buffer, &count)
          } else {
            Self.write(UInt128(step) << 2 | UInt128(mark), to: buffer, &count)
          }
          if times > 1 { Self.write(UInt64(times), to: buffer, &count) }
          (last, place) = (value, next)
        }
      }
      if let wrong { throw damage("\(wrong) is no time") }
      try write(more)
    }
  }

  @inline(__always)
  private static func write(
    _ value: some FixedWidthInteger & UnsignedInteger, to buffer: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
  ) {
    var rest = value
    while rest >= 0x80 {
      buffer[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count += 1
      rest >>= 7
    }
    buffer[count] = UInt8(truncatingIfNeeded: rest)
    count += 1
  }

  private mutating func write(_ more: [UInt8]) throws(Damage) {
    guard more.count <= room - bytes.count else { throw damage("it has more than \(room) bytes") }
    bytes += more
  }

  private mutating func readBits() throws(Damage) -> UInt128 {
    var value: UInt128 = 0
    var shift: UInt128 = 0
    while place < bytes.count {
      let byte = bytes[place]
      guard shift < 126 || byte < 4 else { throw damage("a number has more than 128 bits") }
      place += 1
      value |= UInt128(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw damage("it ends early")
  }

  private mutating func readRaw() throws(Damage) -> [UInt8] {
    let read = try readBits()
    guard let count = Int(exactly: read), count <= bytes.count - place else { throw damage("it ends early") }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }
}
