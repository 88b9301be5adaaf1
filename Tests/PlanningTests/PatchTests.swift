import JSON
import Testing

@testable import Planning

@Suite struct UnifiedDiffTests {
  private static let numbers = (1...20).map { "\($0)\n" }

  @Test func nothingIsNoDifference() { #expect(UnifiedDiff.text("a\n", "a\n", path: "x") == "") }

  @Test func aLineIsReplaced() {
    var new = Self.numbers
    new[9] = "ten\n"
    let diff = UnifiedDiff.text(Self.numbers.joined(), new.joined(), path: "f")
    #expect(diff == "--- f\n+++ f\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n")
  }

  /// Six lines between them share a hunk, seven do not.
  @Test func closeChangesShareAHunk() {
    func hunks(_ changed: [Int]) -> Int {
      var new = Self.numbers
      for line in changed { new[line] = "x\n" }
      let lines = UnifiedDiff.text(Self.numbers.joined(), new.joined(), path: "f").split(separator: "\n")
      return lines.count { $0.hasPrefix("@@") }
    }
    #expect(hunks([5, 12]) == 2)
    #expect(hunks([5, 11]) == 1)
  }

  @Test func theEndHasNoLineFeed() {
    let diff = UnifiedDiff.text("a\nb", "a\nc", path: "f")
    #expect(
      diff == "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n")
  }

  @Test func linesAreAddedAtTheBeginning() {
    #expect(UnifiedDiff.text("a\n", "b\na\n", path: "f") == "--- f\n+++ f\n@@ -1 +1,2 @@\n+b\n a\n")
    #expect(UnifiedDiff.text("", "b\n", path: "f") == "--- f\n+++ f\n@@ -0,0 +1 @@\n+b\n")
  }

  @Test func returnsStay() {
    #expect(UnifiedDiff.text("a\r\nb\r\n", "a\r\nc\r\n", path: "f").contains("-b\r\n+c\r\n"))
  }
}

@Suite struct JSONPatchTests {
  @Test(arguments: [
    (#"{"a":1}"#, #"{"a":1}"#, "[]"),
    (#"{"a":1}"#, #"{"a":2}"#, #"[{"op":"replace","path":"/a","value":2}]"#),
    (#"{"a":{"b/c":[1,2]}}"#, #"{"a":{"b/c":[1,3]}}"#, #"[{"op":"replace","path":"/a/b~1c/1","value":3}]"#),
    (#"{"a":1}"#, #"{"a":1,"x~y":{}}"#, #"[{"op":"add","path":"/x~0y","value":{}}]"#),
    (#"{"a":1,"b":2}"#, #"{"a":1}"#, #"[{"op":"remove","path":"/b"}]"#),
    (#"{"a":[1]}"#, #"{"a":[1,2]}"#, #"[{"op":"replace","path":"/a","value":[1,2]}]"#),
    ("1", "2", #"[{"op":"replace","path":"","value":2}]"#),
  ]) func operations(old: String, new: String, patch: String) throws {
    let values = try [old, new].map { try JSON.parse(Array($0.utf8)) }
    #expect(JSON.array(JSONPatch.operations(from: values[0], to: values[1])).text == patch)
  }
}
