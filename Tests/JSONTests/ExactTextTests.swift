import JSON
import Testing

/// Texts are the same where they are written alike: canonical equivalence is Swift's, not AWS's.
@Suite struct ExactTextTests {
  static let pairs = [
    ("é", "e\u{301}"), ("\u{212B}", "\u{C5}"), ("a\u{301}\u{323}", "a\u{323}\u{301}"), ("\u{1100}\u{1161}", "\u{AC00}"),
  ]

  @Test(arguments: pairs)
  func membersWithNamesOfOtherCharactersAreTwo(a: String, b: String) throws {
    #expect(a == b)
    let text = "{\"\(a)\":1,\"\(b)\":2}"
    for value in [try JSON.parse(text), try LocatedJSON.parse(Array(text.utf8)).json, [a: 1, b: 2]] {
      #expect(value.text == text && value[a] == 1 && value[b] == 2)
    }
    var object: JSONObject = [a: 1]
    #expect(object[b] == nil && object.index(forKey: b) == nil && object.find([b]) == nil)
    object[b] = 3
    object[a] = nil
    #expect(JSON.object(object).text == "{\"\(b)\":3}")
  }

  @Test(arguments: pairs)
  func valuesDiffer(a: String, b: String) {
    #expect(JSON.string(a) != .string(b) && JSON.string(a) == .string(String(a)))
    #expect([a: 1] as JSON != [b: 1])
    #expect(Set([JSON.string(a), .string(b), .string(a)]).count == 2)
  }

  /// Of many members another way is taken.
  @Test(arguments: pairs)
  func largeObjectsKeepThemApart(a: String, b: String) throws {
    let many = (0..<20).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let value = try JSON.parse("{\(many),\"\(a)\":1,\"\(b)\":2,\"\(a)\":3}")
    #expect(value.members?.count == 22 && value[a] == 3 && value[b] == 2)
    let other = try JSON.parse("{\(many),\"\(a)\":2,\"\(b)\":3}")
    #expect(try value != other && other == JSON.parse("{\"\(b)\":3,\(many),\"\(a)\":2}"))
  }

  @Test func theReaderSharesNamesThatAreWrittenAlikeOnly() throws {
    let text = "[{\"é\":1},{\"e\u{301}\":2},{\"e\u{301}\":3},{}]"
    #expect(try JSON.parse(text).text == text)
  }
}
