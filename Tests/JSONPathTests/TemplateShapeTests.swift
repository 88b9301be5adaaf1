import JSON
import JSONPath
import TestSupport
import Testing

/// All objects that a template makes share its names and constants.
@Suite struct TemplateShapeTests {
  /// A template, and what it gives for an input: `….$` fields take members of it.
  static func template(_ maker: inout RandomJSON, _ input: JSONObject, depth: Int) -> (template: JSON, result: JSON) {
    var template = JSONObject()
    var result = JSONObject()
    for place in 0..<maker.random.below(5) {
      let key = "\(maker.text())\(place)"
      switch maker.random.below(depth > 0 ? 4 : 2) {
      case 0:
        let value = maker.value(depth: 1)
        (template[key], result[key]) = (value, value)
      case 1:
        let index = maker.random.below(input.count)
        template[key + ".$"] = .string("$.m\(index)")
        result[key] = input["m\(index)"]
      case 2: (template[key], result[key]) = self.template(&maker, input, depth: depth - 1)
      default:
        let inner = self.template(&maker, input, depth: depth - 1)
        (template[key], result[key]) = ([1, inner.template, inner.template], [1, inner.result, inner.result])
      }
    }
    return (.object(template), .object(result))
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func everyEvaluationIsItsOwn(seed: UInt64) throws {
    var maker = RandomJSON(seed: seed)
    var results: [(value: JSON, text: String)] = []
    var texts: (String, PayloadTemplate)?
    for round in 0..<4 {
      // The same shape each time: only the input differs.
      var shaper = RandomJSON(seed: seed &+ 1_000)
      let values = (0..<4).map { _ in maker.value(depth: 2) }
      let input = JSONObject(uniqueMembers: values.enumerated().map { ("m\($0)", $1) })
      let (source, wanted) = Self.template(&shaper, input, depth: 3)
      let template = try texts?.1 ?? PayloadTemplate(compiling: LocatedJSON.parse(source.utf8Text))
      #expect(texts == nil || texts?.0 == source.text)
      texts = (source.text, template)
      var entropy = Entropy(seed: 1)
      let value = try template.evaluate(input: .object(input), context: .none, entropy: &entropy)
      #expect(value.text == wanted.text, "seed \(seed), round \(round)")
      #expect(value == wanted && value.hashValue == wanted.hashValue)
      if maker.oneIn(2) { #expect(value.byteCount == value.utf8Text.count) }
      results.append((value, value.text))
      if case .object(var changed) = value {
        changed["new"] = value
        #expect(JSON.object(changed).byteCount == JSON.object(changed).utf8Text.count)
      }
    }
    for result in results {
      #expect(result.value.text == result.text)
      #expect(result.value.byteCount == result.text.utf8.count)
    }
  }

  @Test(arguments: [
    (#"{"A":1,"Input":{"x.$":"$.v"}}"#, true), (#"{"Input.$":"$.v","A":["\n"]}"#, true),
    (#"{"Input.$":"$.v"}"#, true), (#"{"Input":{}}"#, false), (#"{"Input.$":"$.v","B.$":"$"}"#, false),
    (#"{"input.$":"$.v"}"#, false), (#"["$.v"]"#, false),
  ])
  func theOnlyMemberThatIsWorkedOut(text: String, isOnly: Bool) throws {
    let template = try PayloadTemplate(compiling: LocatedJSON.parse(Array(text.utf8)))
    let only = template.onlyDynamic("Input")
    #expect((only != nil) == isOnly)
    guard let only else { return }
    for value in [1, "\"", .null, ["é": [2.5]]] as [JSON] {
      var (one, other) = (Entropy(seed: 1), Entropy(seed: 1))
      let whole = try template.evaluate(input: ["v": value], context: .none, entropy: &one)
      let part = try only.evaluate(input: ["v": value], context: .none, entropy: &other)
      #expect(whole["Input"] == part && template.outline.constantBytes + part.byteCount == whole.utf8Text.count)
    }
  }
}
