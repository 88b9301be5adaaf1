import JSON
import Testing

/// The comparison can tell right from wrong: otherwise the conformance of the engine would mean nothing.
@Suite struct ComparisonTests {
  static let recorded = RecordedCase([
    "id": "x", "group": "g", "placeholders": [["machine_1", "<ArnPart_0idx>"]],
    "placeholder_rules": [["as": "run-id"]], "aws": ["recorded": "22-04-2024, 12:40:52"],
  ])

  static func differences(_ want: JSON, _ have: JSON) -> [String] {
    var comparison = Comparison(recorded)
    comparison.compare(want, have, at: "$")
    return comparison.differences.map(\.path)
  }

  @Test(arguments: [
    (#"{"a": 1}"#, #"{"a": 1.0}"#), (#"{"a": {"b": 1}}"#, #"{"a": "{\"b\": 1}"}"#), (#""<x>""#, "7"),
    (#""date""#, "null"), (#""at date.""#, #""at 2025-01-01T00:00:00.000Z.""#),
    (#""arn:<ArnPart_0idx>:x""#, #""arn:machine_1:x""#), (#""[1, 2]""#, #""[1,2]""#), (#""<a<b>>!""#, #""zz!""#),
    (#""the run-id is""#, #""the 77 is""#), (#"{"<key>": 1}"#, #"{"z": 2}"#),
  ])
  func equal(want: String, have: String) throws {
    #expect(try Self.differences(JSON.parse(want), JSON.parse(have)) == [])
  }

  @Test(arguments: [
    (#"{"a": 1}"#, #"{"a": true}"#, "$.a"), (#"{"a": 1}"#, "{}", "$.a"), ("{}", #"{"a": 1}"#, "$.a"),
    ("[1]", "[1, 2]", "$.length"), (#""x<a>""#, #""x""#, "$"), (#""a run-ids""#, #""a 77""#, "$"),
    (#""[1]""#, #""[2]""#, "$"), ("true", "1", "$"), (#"{"a": {"b": 1}}"#, #"{"a": "b"}"#, "$.a"),
    (#""a<x>c<y>e""#, #""abcd""#, "$"),
  ])
  func different(want: String, have: String, path: String) throws {
    #expect(try Self.differences(JSON.parse(want), JSON.parse(have)) == [path])
  }

  @Test(arguments: [("01-10-2023, 10:00:00", true), ("01-11-2023, 10:00:00", false), ("31-12-2022, 1", true)])
  func redriveFieldsCountSinceNovember2023(recorded: String, isBefore: Bool) {
    #expect(RecordedCase(["aws": ["recorded": .string(recorded)]]).isBeforeRedrive == isBefore)
  }
}
