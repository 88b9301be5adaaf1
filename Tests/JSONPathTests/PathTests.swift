import JSON
import JSONPath
import Testing

@Suite struct PathTests {
  static let store: JSON = [
    "store": [
      "book": [
        ["title": "A", "price": 8.95, "tags": ["x", "y"]], ["title": "B", "price": 12.99],
        ["title": "C", "price": 8, "isbn": "0-553"], ["title": "D", "price": 22.5, "isbn": "0-395"],
      ],
      "bicycle": ["color": "red", "price": 19],
    ],
    "limit": 10, "odd name": 1, "a.b": 2, "it's": 3, "empty": [], "none": .null, "delivery-partner": "UQS",
  ]

  @Test(
    arguments: [
      ("$.limit", "10"), ("$", PathTests.store.text), ("$['odd name']", "1"), ("$[\"a.b\"]", "2"), ("$['it\\'s']", "3"),
      ("$.delivery-partner", "\"UQS\""), ("$.none", "null"), ("$.store.book[0].title", "\"A\""),
      ("$['store']['book'][-1]['title']", "\"D\""), ("$.store.book[0].tags[1]", "\"y\""),
      ("$.store.book[*].title", #"["A","B","C","D"]"#), ("$.store.book[1:3].title", #"["B","C"]"#),
      ("$.store.book[:1].title", #"["A"]"#), ("$.store.book[-1:].title", #"["D"]"#),
      ("$.store.book[2:1].title", "[]"), ("$.store.book[-99:99].title", #"["A","B","C","D"]"#),
      ("$.store.book[0,2].title", #"["A","C"]"#), ("$.store.book[*].isbn", #"["0-553","0-395"]"#),
      ("$..price", "[8.95,12.99,8,22.5,19]"), ("$.store..title", #"["A","B","C","D"]"#),
      ("$..book[0].title", #"["A"]"#), ("$.store.*.color", #"["red"]"#),
      ("$.store.bicycle['color','price']", #"{"color":"red","price":19}"#),
      ("$.store.book[?(@.price < 10)].title", #"["A","C"]"#),
      ("$.store.book[?(@.price < $.limit)].title", #"["A","C"]"#),
      ("$.store.book[?(@.isbn)].title", #"["C","D"]"#), ("$.store.book[?(!@.isbn)].title", #"["A","B"]"#),
      ("$.store.book[?(@.isbn && @.price > 10)].title", #"["D"]"#),
      ("$.store.book[?(@.title == 'A' || (@.price>=12.99 && @.price<=13))].title", #"["A","B"]"#),
      ("$.store.book[?(@.title in ['B', \"C\"])].title", #"["B","C"]"#),
      ("$.store.book[?(@['title'] != 'A')].title", #"["B","C","D"]"#),
      ("$.store.book[?(@.tags[0]=='x')].title", #"["A"]"#),
      ("$.store.book.length()", "4"), ("$.limit.length()", nil), ("$.store.book[*].price.max()", "22.5"),
      ("$.empty.max()", nil), ("$.empty.first()", nil), ("$.empty[*]", "[]"), ("$.missing[*]", "[]"),
      ("$.missing[:1].x", "[]"), ("$.missing", nil), ("$.limit.x", nil),
      ("$.empty[0]", nil), ("$.none.x", nil), ("$$.Execution.Name", "\"n\""), ("$$.missing", nil),
    ] as [(String, String?)])
  func finds(_ text: String, _ result: String?) throws {
    let path = try Path(parsing: text)
    #expect(path.find(input: Self.store, context: ["Execution": ["Name": "n"]])?.text == result)
    #expect(path.text == text)
  }

  /// AWS's answers for the first two were measured with TestState; the others follow from the same rule.
  @Test(arguments: [
    ("$.a[*][0]", "[1,null,2]"), ("$.o[*].x", "[7]"),
    ("$.a[*][-2]", "[null,null,null]"), ("$.a[*][0,1]", "[1,null,null,null,2,null]"), ("$.a[0,3]", "[[1],null]"),
    ("$.a[1:][0]", "[null,2]"), ("$.a[?(@)][0]", "[1,null,2]"), ("$.a[*][0][0]", "[]"), ("$.a[*][0].x", "[]"),
    ("$.o[*].l[0]", "[5,null]"), ("$..l[0]", "[5,null]"), ("$.o[*][0]", "[]"), ("$.a[*]['x']", "[]"),
    ("$.a[*][0:2]", "[1,2]"), ("$.n[*][1]", "[3]"), ("$.a[3]", nil), ("$.o[1].x", nil),
    ("$.a[?(@[0] == 1)]", "[[1]]"), ("$.a[?(@[0])]", "[[1],[2]]"),
  ])
  func missingIndicesAreNullBehindManyValues(_ text: String, _ result: String?) throws {
    let input: JSON = ["a": [[1], [], [2]], "o": [["x": 7, "l": [5]], ["l": []]], "n": [[2, 3], "t"]]
    #expect(try Path(parsing: text).find(input: input, context: [:])?.text == result)
  }

  @Test(arguments: [
    ("@.k == red", "[1]"), ("@.k==red", "[1]"), ("red == @.k", "[1]"), ("@.k != red", "[2,3,4,5]"),
    ("@.k in [red, 'true', 7]", "[1,3]"), ("@.k nin [red,true]", "[2,3,4,5]"), ("@.k < s_2", "[1,2,4]"),
    ("@.k == 3d", "[2]"), ("@.k == true", "[]"), ("@.k == null", "[5]"), ("@.k == grün", "[4]"),
    ("@.k == nullable || @.k==red && @.n==1", "[1]"), ("!(@.k == red) && @.n < 3", "[2]"), ("@.n == 1e0", "[1]"),
  ])
  func wordsNeedNoQuotes(_ condition: String, _ result: String) throws {
    let input: JSON = [
      ["n": 1, "k": "red"], ["n": 2, "k": "3d"], ["n": 3, "k": "true"], ["n": 4, "k": "grün"], ["n": 5, "k": .null],
    ]
    #expect(try Path(parsing: "$[?(\(condition))].n").find(input: input, context: [:])?.text == result)
  }

  @Test(arguments: ["$.limit ", "$.limit   ", "$['limit'] "])
  func blanksMayFollow(_ text: String) throws {
    #expect(try Path(parsing: text).find(input: Self.store, context: [:]) == 10)
    #expect(try ReferencePath(parsing: text).place(1, in: ["limit": 2]) == ["limit": 1])
    var entropy = Entropy(seed: 1)
    let expression = try PayloadTemplate.Expression(parsing: "States.MathAdd(\(text), 1)")
    #expect(try expression.evaluate(input: Self.store, context: [:], entropy: &entropy, field: "f.$") == 11)
    #expect(try Path(parsing: "$ ").isRoot && Path(parsing: "$$ ").usesContext)
  }

  @Test(arguments: [
    ("$.X", "Invalid path '$.X' : No results for path: $['X']"),
    ("$.no.such.path", "Invalid path '$.no.such.path' : Missing property in path $['no']"),
    ("$.store.no", "Invalid path '$.store.no' : No results for path: $['store']['no']"),
    ("$.store.no.x", "Invalid path '$.store.no.x' : Missing property in path $['store']['no']"),
    ("$.none.x", "Invalid path '$.none.x' : The path $['none'] is null"),
    ("$.empty[3]", "Invalid path '$.empty[3]' : No results for path: $['empty'][3]"),
  ])
  func failsInAWSsWords(_ text: String, _ cause: String) throws {
    let path = try Path(parsing: text)
    #expect(throws: QueryFailure(error: "States.Runtime", cause: cause)) {
      try path.evaluate(input: Self.store, context: [:])
    }
  }

  @Test(arguments: [
    ("", 0, "found the end, expected a path, which begins with '$'"),
    ("x", 0, "found 'x', expected a path, which begins with '$'"),
    ("$.", 2, "found the end, expected a name"), ("$..", 3, "found the end, expected a name"),
    ("$.a b", 3, "found ' ', expected the end, '.' or '['"), ("$1", 1, "found '1', expected '.' or '['"),
    ("$a b", 2, "found ' ', expected the end, '.' or '['"), ("$$a", 2, "found 'a', expected '.' or '['"),
    ("$[", 2, "found the end, expected an index, a name in quotes, '*' or a filter"),
    ("$['a", 2, "the text that begins here has no closing quote"), ("$['a'", 5, "found the end, expected ']'"),
    ("$[1", 3, "found the end, expected ']'"), ("$[1:2:3]", 5, "found ':', expected ']'"),
    ("$[99999999999999999999]", 2, "the index 99999999999999999999 is too large"),
    ("$.a.b()", 4, "found the unknown function 'b'"),
    ("$[?(@.a >)]", 9, "found ')', expected a path, a text in quotes, a number, true, false or null"),
    ("$[?(1)]", 5, "found ')', expected a comparison"), ("$[?(red)]", 7, "found ')', expected a comparison"),
    ("$[?(@.a==b-c)]", 9, "found 'b-c', which is neither a number nor a word"),
    ("$[?(@.a==b.c)]", 9, "found 'b.c', which is neither a number nor a word"),
    ("$[?(@.a==007)]", 9, "found '007', which is neither a number nor a word"),
    ("$[?(kind=='red')]", 4, "found a comparison of two texts that reads nothing of the item"),
    ("$[?(@.a =~ /b/)]", 8, "found '=', expected another comparison"),
    (" $.a", 0, "found ' ', expected a path, which begins with '$'"),
    ("$.a\n", 3, "found '\n', expected the end, '.' or '['"),
    ("$.a  b", 3, "found ' ', expected the end, '.' or '['"),
    ("$.é[x]", 5, "found 'x', expected an index, a name in quotes, '*' or a filter"),
  ])
  func locatesMistakes(_ text: String, _ offset: Int, _ message: String) {
    #expect {
      try Path(parsing: text)
    } throws: { error in
      (error as? PathSyntaxError)?.offset == offset && (error as? PathSyntaxError)?.message == message
    }
  }

  @Test(arguments: [
    ("$", true, true, false), ("$.a[0]['b']", true, false, false), ("$$", true, false, true),
    ("$$.Task.Token", true, false, true), ("$.a[*]", false, false, false), ("$..a", false, false, false),
    ("$['a','b']", false, false, false), ("$.a[0:1]", false, false, false), ("$.a.length()", false, false, false),
  ])
  func knowsItsKind(_ text: String, _ isReference: Bool, _ isRoot: Bool, _ usesContext: Bool) throws {
    let path = try Path(parsing: text)
    #expect((path.isReference, path.isRoot, path.usesContext) == (isReference, isRoot, usesContext))
  }

  @Test func refusesEndlessPaths() {
    #expect(throws: PathSyntaxError.self) { try Path(parsing: "$" + String(repeating: ".a", count: 100_000)) }
    #expect(throws: PathSyntaxError.self) { try Path(parsing: "$[?(" + String(repeating: "(", count: 100_000)) }
    #expect(throws: PathSyntaxError.self) { try Path(parsing: "$[?(" + String(repeating: "!", count: 100_000)) }
    #expect(throws: PathSyntaxError.self) { try Path(parsing: String(repeating: "$[?(@", count: 100_000)) }
    #expect(throws: PathSyntaxError.self) { try Path(parsing: "$" + String(repeating: "[?(@", count: 100_000)) }
  }
}
