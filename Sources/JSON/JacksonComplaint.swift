/// What Jackson, the JSON reader of AWS's service, says about a text that is no JSON. Its words and places are those of
/// a reader that stops at the first fault, expects as little as it can, and counts UTF-16 units.
///
/// Source: refusals recorded on AWS; for faults that were not recorded, the messages that jackson-core 2.10 to 2.13
/// gives with the features of a new `ObjectMapper`.
public struct JacksonComplaint: Error, Hashable, Sendable {
  /// The complaint, and on a second line where it is.
  public var message: String
  /// `[Source: (String)"TEXT"; line: 1, column: 4]`
  public var location: String

  /// Nil where Jackson has nothing to say: it nests deeper than we do, and takes any number.
  public init?(about bytes: [UInt8]) {
    var reader = JacksonReader(Array(String(decoding: bytes, as: UTF8.self).utf16))
    do throws(JacksonComplaint) {
      try reader.readDocument()
      return nil
    } catch {
      self = error
    }
  }

  init(_ text: String, at location: String) {
    message = "\(text)\n at \(location)"
    self.location = location
  }
}
