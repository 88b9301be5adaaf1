/// Text between Swift's strings and JavaScript's code units.
///
/// A surrogate without its partner, which no Swift string can hold, stands as one of the last 2048 code points.
enum UTF16Text {
  static let firstLone: UInt32 = 0x10F800

  static func string(_ units: ArraySlice<UInt16>) -> String {
    var scalars = String.UnicodeScalarView()
    var index = units.startIndex
    while index < units.endIndex {
      let unit = UInt32(units[index])
      index += 1
      if unit & 0xFC00 == 0xD800, index < units.endIndex, units[index] & 0xFC00 == 0xDC00 {
        let code = 0x10000 + ((unit & 0x3FF) << 10) + (UInt32(units[index]) & 0x3FF)
        index += 1
        if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
      } else {
        let code = unit & 0xF800 == 0xD800 ? firstLone + unit - 0xD800 : unit
        if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
      }
    }
    return String(scalars)
  }

  static func hasLoneSurrogate(_ text: String) -> Bool { text.unicodeScalars.contains { $0.value >= firstLone } }
}
