extension String {
  /// Every control character as JSON writes it, `\u001b` or `\u009b`, but for those in `kept`: names and causes may
  /// hold them, and nothing that is written for people may steer the terminal that it is read on.
  public func escapingControls(except kept: [Unicode.Scalar] = []) -> String {
    // Those of two bytes begin with 0xC2.
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return self }
    var escaped = ""
    for scalar in unicodeScalars {
      guard scalar.properties.generalCategory == .control, !kept.contains(scalar) else {
        escaped.unicodeScalars.append(scalar)
        continue
      }
      let digits = String(scalar.value, radix: 16)
      escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return escaped
  }
}
