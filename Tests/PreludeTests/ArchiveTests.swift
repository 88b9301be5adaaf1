import Testing

@testable import Prelude

@Suite struct ArchiveTests {
  private struct Numbers: Equatable, Archived {
    var count = 0
    var span: Int64 = 0
    var sum: Int128 = 0
    var bits: UInt64 = 0
    var value = 0.0
    var flag = false
    var text = ""
    var bytes: [UInt8] = []
    var list: [Int] = []
    var optional: Double?

    mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&count)
      try archive.pass(&span)
      try archive.pass(&sum)
      try archive.pass(&bits)
      try archive.pass(&value)
      try archive.pass(&flag)
      try archive.pass(&text)
      try archive.pass(&bytes)
      try archive.pass(&list, of: 0)
      try archive.pass(&optional, or: 0)
    }
  }

  private static let examples = [
    Numbers(),
    Numbers(
      count: 1 << 40, span: -(1 << 62), sum: Int128(1) << 126, bits: .max, value: -0.0, flag: true, text: "é\u{0}",
      bytes: [0, 255], list: [1, 127, 128], optional: 0.1),
    Numbers(
      count: 127, span: 1 << 62, sum: -1, bits: 1 << 63, value: 0x1p53, text: "é\u{0}", list: [3], optional: -7e22),
    Numbers(sum: -(Int128(1) << 126), value: -1, text: "e\u{301}\u{0}", optional: 0x1p-1074),
  ]

  private static func written(_ values: [Numbers]) throws -> [UInt8] {
    var (archive, values) = (Archive(writing: 1 << 20), values)
    try archive.pass(&values, of: Numbers())
    return archive.bytes
  }

  private static func read(_ bytes: [UInt8]) throws -> [Numbers] {
    var (archive, values) = (Archive(reading: bytes), [Numbers]())
    try archive.pass(&values, of: Numbers())
    try archive.finish()
    return values
  }

  @Test func valuesComeBackToTheLastBit() throws {
    let bytes = try Self.written(Self.examples)
    let values = try Self.read(bytes)
    #expect(values == Self.examples)
    #expect(values.map(\.value.bitPattern) == Self.examples.map(\.value.bitPattern))
    // Texts that Swift calls equal have their own bytes; one that came before takes a byte.
    #expect(values.map { Array($0.text.utf8) } == Self.examples.map { Array($0.text.utf8) })
    #expect(bytes.count < 180)
  }

  @Test(arguments: [(0, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3)])
  func wholeNumbersHaveSevenBitsToAByte(value: Int, count: Int) throws {
    var (archive, number) = (Archive(writing: 99), value)
    try archive.pass(&number)
    #expect(archive.bytes.count == count)
  }

  @Test func everyFieldIsCounted() throws {
    for example in Self.examples {
      var (archive, value) = (Archive(writing: 999), example)
      try value.pass(through: &archive)
      #expect(archive.fields == Mirror(reflecting: example).children.count)
    }
  }

  @Test func whatIsOutOfRangeOrHasNoRoomIsNotWritten() {
    #expect(throws: Archive.Damage.self) { try Self.written([Numbers(count: -1)]) }
    #expect(throws: Archive.Damage.self) { try Self.written([Numbers(count: 1 << 40 + 1)]) }
    #expect(throws: Archive.Damage.self) { try Self.written([Numbers(value: .infinity)]) }
    var (archive, bytes) = (Archive(writing: 10), [UInt8](repeating: 1, count: 11))
    #expect(throws: Archive.Damage.self) { try archive.pass(&bytes) }
  }

  /// Each prefix ends early, and whatever a byte is changed to is read or refused in words.
  @Test func noBytesTrap() throws {
    let bytes = try Self.written(Self.examples)
    for count in 0..<bytes.count { #expect(throws: Archive.Damage.self) { try Self.read(Array(bytes[..<count])) } }
    #expect(throws: Archive.Damage.self) { try Self.read(bytes + [0]) }
    for place in bytes.indices {
      for value in [0, 1, 2, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[place] = value
        do {
          _ = try Self.read(changed)
        } catch let damage as Archive.Damage {
          #expect((0...bytes.count).contains(damage.offset) && !damage.problem.isEmpty)
        }
      }
    }
  }

  @Test func aListThatClaimsTooMuchIsRefused() {
    var (archive, list) = (Archive(reading: [255, 255, 255, 255, 15, 1]), [Int]())
    #expect(throws: Archive.Damage.self) { try archive.pass(&list, of: 0) }
    #expect(throws: Archive.Damage.self) { try archive.claim(1 << 33, of: 1) }
  }

  // MARK: Sealing

  @Test func aSealedFileOpensAsItWas() throws {
    for count in [0, 1, 7, 8, 9, 1 << 20, 1 << 20 + 3] {
      let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let file = Archive.seal(payload, as: "thing", format: 3)
      #expect(try Archive.unseal(file, as: "thing", format: 3).bytes == payload)
    }
  }

  @Test func everyChangeOfASealedFileIsNoticed() throws {
    let file = Archive.seal(Array(0..<100), as: "thing", format: 3)
    for place in file.indices {
      for bit in 0..<8 {
        var changed = file
        changed[place] ^= 1 << UInt8(bit)
        #expect(throws: Archive.Damage.self) { try Archive.unseal(changed, as: "thing", format: 3) }
      }
    }
    for count in 0..<file.count {
      #expect(throws: Archive.Damage.self) { try Archive.unseal(Array(file[..<count]), as: "thing", format: 3) }
    }
    #expect(throws: Archive.Damage.self) { try Archive.unseal(file + [0], as: "thing", format: 3) }
  }

  @Test func damageIsLocated() throws {
    var file = Archive.seal([UInt8](repeating: 7, count: 3 << 20), as: "thing", format: 3)
    file[(1 << 20) + 1_000] = 8
    let damage = try #require(throws: Archive.Damage.self) { try Archive.unseal(file, as: "thing", format: 3) }
    // Fifteen bytes of name, twelve of numbers, eight of their checksum.
    #expect(damage.offset == (1 << 20) + 35)
    let other = try #require(throws: Archive.Damage.self) { try Archive.unseal(file, as: "thing", format: 4) }
    #expect(other.problem.contains("it has the format 3, of another version of headroom; this one reads 4"))
    let kind = try #require(throws: Archive.Damage.self) { try Archive.unseal(file, as: "other", format: 3) }
    #expect(kind.problem == "it is no other of headroom")
  }
}
