import JSON
import JSONPath
import Testing

@Suite struct ReferencePathTests {
  @Test(arguments: [
    ("$", #"{"a":1}"#, "7"), ("$.b", #"{"a":1}"#, #"{"a":1,"b":7}"#), ("$.a", #"{"a":1,"b":2}"#, #"{"a":7,"b":2}"#),
    ("$.x.y.z", "{}", #"{"x":{"y":{"z":7}}}"#), ("$['odd name'].y", "{}", #"{"odd name":{"y":7}}"#),
    ("$.a[1]", #"{"a":[1,2,3]}"#, #"{"a":[1,7,3]}"#), ("$.a[-1].b", #"{"a":[{"c":1}]}"#, #"{"a":[{"c":1,"b":7}]}"#),
  ])
  func places(_ text: String, _ target: String, _ result: String) throws {
    let path = try ReferencePath(parsing: text)
    #expect(try path.place(7, in: JSON.parse(target)).text == result)
  }

  @Test(arguments: [
    ("$.a.b", #"{"a":1}"#), ("$.a", "[]"), ("$.a", "\"text\""), ("$.a[3]", #"{"a":[1]}"#), ("$.a[0]", #"{"a":{}}"#),
    ("$.a", "null"),
  ])
  func refusesWhatHoldsNoMembers(_ text: String, _ target: String) throws {
    let path = try ReferencePath(parsing: text)
    let failure = QueryFailure(
      error: "States.ResultPathMatchFailure", cause: "Unable to apply ReferencePath \(text) to input \(target)")
    #expect(throws: failure) { try path.place(7, in: JSON.parse(target)) }
  }

  @Test(arguments: ["$$.a", "$.a[*]", "$..a", "$.a[?(@.b)]", "a", "$.a[0:1]", "$.a.length()"])
  func refusesPathsToSeveralPlaces(_ text: String) {
    #expect(throws: PathSyntaxError.self) { try ReferencePath(parsing: text) }
  }
}
