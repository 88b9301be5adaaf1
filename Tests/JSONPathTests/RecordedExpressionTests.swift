import JSON
import JSONPath
import Testing

/// Values of `field.$` that AWS gave. Source: histories recorded by LocalStack's tests (Apache License 2.0).
@Suite struct RecordedExpressionTests {
  @Test(
    arguments: [
      (#"$['Test\""Name"']"#, #"{"Test\\\"\"Name\"":"Value\"\\"}"#, #""Value\"\\""#),
      ("$.items[*]", "{}", "[]"), ("$.items[:1]", "{}", "[]"), ("$.item.items[1:]", "{}", "[]"),
      ("$.item.items[1:5].itemValue", "{}", "[]"),
      ("States.Format('a {}.', $.i)", #"{"i":null}"#, #""a null.""#),
      ("States.Format('a {}.', $.i)", #"{"i":1.1}"#, #""a 1.1.""#),
      ("States.Format('a {}.', $.i)", #"{"i":""}"#, #""a .""#),
      ("States.Format('a {}.', $.i)", #"{"i":{"Arg1":1,"Arg2":[]}}"#, #""a {Arg1=1, Arg2=[]}.""#),
      (
        "States.Format('He said, \"Hello, {}!\"', 'Test \"Name\" Here')", "{}",
        #""He said, \"Hello, Test \"Name\" Here!\"""#
      ),
      ("States.ArrayPartition($.i, 5)", #"{"i":[0,1,2,3]}"#, "[[0,1,2,3]]"),
      ("States.ArrayPartition($.i, 3)", #"{"i":[0,1,2,3]}"#, "[[0,1,2],[3]]"),
      ("States.ArrayPartition($.i, 2)", #"{"i":[]}"#, "[]"),
      ("States.ArrayContains($.i, $.i[0])", #"{"i":[[1,2,3],2]}"#, "true"),
      ("States.ArrayContains($.i, $.none)", #"{"i":[[1,2,3],2],"none":null}"#, "false"),
      ("States.MathAdd($.i, $.i)", #"{"i":1.49}"#, "2"), ("States.MathAdd($.i, 0)", #"{"i":-3.5}"#, "-3"),
      ("States.MathAdd($.i, -1.51)", #"{"i":-1.5}"#, "-3"), ("States.MathAdd($.i, 0.5)", #"{"i":-0.5}"#, "1"),
      ("States.StringToJson($.i)", #"{"i":""}"#, "null"), ("States.StringToJson($.i)", #"{"i":"-0"}"#, "0"),
      ("States.JsonToString($.i)", #"{"i":{"Arg1": 1, "Arg2": []}}"#, #""{\"Arg1\":1,\"Arg2\":[]}""#),
      (
        "States.JsonMerge(States.StringToJson('{\"a\": \"false\"}'), $.i, false)", #"{"i":{"b":"c"}}"#,
        #"{"a":"false","b":"c"}"#
      ),
      ("States.StringSplit($.i, ',')", #"{"i":"a,b\n,,,\n'c'"}"#, #"["a","b\n","\n'c'"]"#),
      (
        "States.Hash($.i, 'SHA-256')", #"{"i":"input data"}"#,
        #""b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3""#
      ),
    ] as [(String, String, String)])
  func answersAsRecorded(_ text: String, _ input: String, _ output: String) throws {
    var entropy = Entropy(seed: 1)
    let expression = try PayloadTemplate.Expression(parsing: text)
    let value = try expression.evaluate(input: JSON.parse(input), context: [:], entropy: &entropy, field: "value.$")
    #expect(try value == JSON.parse(output))
  }

  @Test(
    arguments: [
      ("$.a[0,9].z", "[]"), ("$..x", "[]"), ("$..[9][0]", "[]"), ("$['o','p']['x','y'].z", "[3]"),
      ("$['p','o']['y','x']", "[{\"y\":{\"z\":3}}]"), ("$..max()", nil), ("$.b[*].sum()", nil),
    ] as [(String, String?)])
  func leadsNowhereRatherThanToNull(_ text: String, _ result: String?) throws {
    let input: JSON = ["a": [1, 2], "b": [], "o": ["y": ["z": 3]]]
    #expect(try Path(parsing: text).find(input: input, context: [:])?.text == result)
  }

  /// A condition is a list in memory, too: a long chain must not be as deep as it is long.
  @Test(arguments: ["&&", "||"])
  func acceptsLongConditions(_ sign: String) throws {
    let path = try Path(parsing: "$[?(" + String(repeating: "@.a\(sign)", count: 100_000) + "@.a)]")
    #expect(path.find(input: [["a": 1], ["b": 1]], context: [:]) == [["a": 1]])
  }
}
