import JSON

extension JSON {
  /// The text of a value in States.Format: as Java prints maps, lists and numbers (recorded for maps and lists, and
  /// seen on AWS for a number, 1.789180622E9).
  var javaText: String {
    switch self {
    case .string(let text): text
    case .array(let values): "[\(values.map(\.javaText).joined(separator: ", "))]"
    case .object(let members): "{\(members.map { "\($0.key)=\($0.value.javaText)" }.joined(separator: ", "))}"
    case .double(let value): Self.javaText(value)
    case .null, .bool, .integer: text
    }
  }

  /// The shortest digits of a number, and with an exponent unless it is from 0.001 to 10,000,000. Source: the
  /// documentation of Java's Double.toString.
  private static func javaText(_ value: Double) -> String {
    guard value.isFinite, value != 0, !(1e-3..<1e7).contains(value.magnitude) else { return value.description }
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let all = mantissa.joined()
    let digits = all.drop { $0 == "0" }
    let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count - 1 - (all.count - digits.count)
    var fraction = digits.dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(value < 0 ? "-" : "")\(digits.prefix(1)).\(fraction.isEmpty ? "0" : fraction)E\(exponent)"
  }
}
