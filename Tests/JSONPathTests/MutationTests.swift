import JSON
import Testing

@testable import JSONPath

/// Whatever the text, compiling and evaluating answer a value or an error.
@Suite struct MutationTests {
  static let seeds = [
    "$.a[0]['b'][-1:2][*]..c[?(@.x > 1 && !(@['y'] == 'z' || $.a in [1,'q']))].length()",
    "States.Format('{} \\{ \\'', States.MathAdd($.a, -1.5), $$.b['c'], States.ArrayRange(1, 9, 2), null)",
    "States.ArrayGetItem(States.StringSplit(States.Base64Decode('YQ=='), ','), States.MathRandom(0, 9, 3))",
    "$['a','b'].c[1,2].stddev()",
  ]
  static let input: JSON = ["a": [["b": [1, ["c": ["x": 2, "y": "z"]]]], 2, "q"], "c": 3, "b": ["c": [1.5, -2]]]

  @Test(arguments: [1, 2, 3] as [UInt64])
  func survives(_ seed: UInt64) {
    var random = Entropy(seed: seed)
    let alphabet = Array("$@.[]()'\"\\*?:,-019 ab{}<=!&|S".utf8)
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    var legal = 0
    for round in 0..<6_000 {
      var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
      for _ in 0...below(3) where !bytes.isEmpty {
        switch below(4) {
        case 0: bytes[below(bytes.count)] = alphabet[below(alphabet.count)]
        case 1: bytes.remove(at: below(bytes.count))
        case 2: bytes.insert(alphabet[below(alphabet.count)], at: below(bytes.count))
        default: bytes.removeLast(below(bytes.count))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      var entropy = Entropy(seed: 1)
      do {
        let expression = try PayloadTemplate.Expression(parsing: text)
        legal += 1
        _ = try? expression.evaluate(
          input: Self.input, context: QueryContext(Self.input, variables: ["v": 1]), entropy: &entropy, field: "f.$")
        let path = try ReferencePath(parsing: text)
        _ = try? path.place(1, in: Self.input)
      } catch {
        #expect((0...text.utf8.count).contains(error.offset), "\(text)")
      }
      let json = JSON.object(["k.$": .string(text)])
      guard let source = try? LocatedJSON.parse(json.utf8Text) else {
        Issue.record("\(json) does not read back")
        continue
      }
      let (template, errors) = PayloadTemplate.compile(source, field: "Parameters")
      #expect((template == nil) == !errors.isEmpty)
    }
    #expect(legal > 100)
  }
}
