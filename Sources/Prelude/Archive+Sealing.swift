/// A file around an archive: what it is and in which format, how many bytes, and for each mebibyte of them a checksum.
extension Archive {
  package static let piece = 1 << 20
  /// The format's number and the number of bytes.
  private static let headCount = 12

  /// `kind`, one word, names the file for who meets it.
  package static func seal(_ payload: [UInt8], as kind: String, format: UInt32) -> [UInt8] {
    var file = Array("headroom \(kind)\n".utf8)
    append(UInt64(format), 4, to: &file)
    append(UInt64(payload.count), 8, to: &file)
    append(checksum(file[...]), 8, to: &file)
    file += payload
    for start in stride(from: 0, to: payload.count, by: piece) {
      append(checksum(payload[start..<min(payload.count, start + piece)]), 8, to: &file)
    }
    return file
  }

  /// The archive in a file, for reading.
  package static func unseal(_ file: [UInt8], as kind: String, format: UInt32) throws(Damage) -> Archive {
    let name = Array("headroom \(kind)\n".utf8)
    guard file.starts(with: name) else { throw Damage(offset: 0, problem: "it is no \(kind) of headroom") }
    let start = name.count + headCount + 8
    guard file.count >= start else { throw Damage(offset: file.count, problem: "it ends early") }
    // Another format may have another head.
    let found = number(file[name.count..<name.count + 4])
    guard found == format else {
      throw Damage(
        offset: name.count,
        problem: "it has the format \(found), of another version of headroom; this one reads \(format)")
    }
    guard number(file[(start - 8)..<start]) == checksum(file[..<(start - 8)]) else {
      throw Damage(offset: name.count, problem: "its first \(start) bytes are not as they were written")
    }
    let declared = number(file[(name.count + 4)..<(start - 8)])
    guard let count = Int(exactly: declared), count <= file.count - start,
      file.count - start - count == (count + piece - 1) / piece * 8
    else {
      throw Damage(offset: file.count, problem: "it has \(file.count) bytes, which is not what was written")
    }
    for index in 0..<(count + piece - 1) / piece {
      let bytes = file[(start + index * piece)..<(start + min(count, (index + 1) * piece))]
      let place = start + count + index * 8
      guard number(file[place..<place + 8]) == checksum(bytes) else {
        throw Damage(
          offset: bytes.startIndex,
          problem: "its bytes from there to \(bytes.endIndex) are not as they were written")
      }
    }
    return Archive(reading: Array(file[start..<start + count]))
  }

  /// Eight bytes at a time, each step a bijection: no change of eight bytes is overlooked. The count keeps zeros at the
  /// end apart.
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var sum = Mix64.mix(UInt64(bytes.count) &+ Mix64.golden)
      let whole = bytes.count & ~7
      for place in stride(from: 0, to: whole, by: 8) {
        sum = Mix64.mix(sum ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      }
      var last: UInt64 = 0
      for place in whole..<bytes.count { last = last << 8 | UInt64(bytes[place]) }
      return Mix64.mix(sum ^ last)
    }
  }

  private static func append(_ value: UInt64, _ count: Int, to bytes: inout [UInt8]) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
