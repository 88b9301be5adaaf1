import Testing

@testable import JSONata

/// What the resolver makes of an expression.
@Suite struct ProgramTests {
  private func program(_ text: String, _ library: Library = .standard) throws -> Program {
    try Program(try Parser.parse(Array(text.utf16)), library: library)
  }

  /// Every variable of the program, as `name:places>global`.
  private func variables(_ node: Node) -> [String] {
    var all = node.parts.flatMap(variables)
    guard case .variable(let variable) = node.form else { return all }
    let places = variable.places?.map { "\($0.hops).\($0.slot)" }.joined(separator: " ") ?? "by name"
    all.append("\(variable.name):\(places)" + (variable.global.map { ">\($0)" } ?? ""))
    return all
  }

  @Test(arguments: [
    ("$x", ["x:>0"]), ("$x + $y + $x", ["x:>0", "y:>1", "x:>0"]), ("($x := 1; $x)", ["x:0.0>0"]),
    ("($x := 1; ($y := 2; $x))", ["x:1.0>0"]), ("($x := 1; ($x := 2; $x))", ["x:0.0 1.0>0"]),
    // A block that binds nothing needs no frame.
    ("($x := 1; (($x)))", ["x:0.0>0"]),
    // A parameter always has a value.
    ("function($a, $b){ $b }", ["b:0.1"]), ("function($a){ function($b){ [$a, $b] } }", ["a:1.0", "b:0.0"]),
    ("function($a){ ($a := 1; $b := $a; $c) }", ["a:0.0 1.0", "c:>0"]), ("function($a, $a){ $a }", ["a:0.1"]),
    ("$sum(1)", ["sum:>0"]), ("a@$v.$v", ["v:by name"]),
  ])
  func namesHavePlaces(_ text: String, _ expected: [String]) throws {
    #expect(variables(try program(text).root) == expected)
  }

  @Test(arguments: [
    ("$x.a[b = $y]", false), ("a@$b.c", true), ("a#$i", true), ("a.b.%", true), ("$eval('1')", true),
    ("[function(){ $eval }]", true), ("'$eval'", false), ("7 % 2", false),
  ])
  func framesOfWhatIsFoundAreOpen(_ text: String, _ isOpen: Bool) throws {
    #expect(try program(text).isOpen == isOpen)
  }

  @Test func onlyTheLibrarysFunctionsCount() throws {
    #expect(!(try program("$eval('1')", Library(hiding: ["eval"])).isOpen))
    guard case .call(let call) = try program("$sum(1)").root.form, case .variable(let sum) = call.callee.form else {
      Issue.record("no call")
      return
    }
    #expect(sum.native === Native.standard["sum"])
  }

  /// A call in tail position is made by a loop, so that the native stack does not grow.
  @Test(arguments: [
    ("function(){ $f() }", true), ("function(){ 1 ? $f() : 2 }", true), ("function(){ (1; $f()) }", true),
    ("function(){ ($f())[0] }", true), ("function(){ $f()[0] }", false), ("function(){ 1 + $f() }", false),
    ("function(){ ($f(); 1) }", false), ("$f()", false),
  ])
  func tailCalls(_ text: String, _ isLoop: Bool) throws {
    func hasTailCall(_ node: Node) -> Bool {
      if case .lambda(let lambda) = node.form, lambda.tailCall != nil { return true }
      return node.parts.contains(where: hasTailCall)
    }
    #expect(hasTailCall(try program(text).root) == isLoop)
  }

  /// All that recurses over a tree fits the native stack.
  @Test(arguments: [
    ("(", ")"), ("[", "]"), ("{'a':", "}"), ("-(", ")"), ("$f(", ")"), ("function($x){", "}"), ("a[", "]"),
    ("a.(", ")"), ("true ? ", " : 2"), ("1 + (", ")"), ("a{'k':", "}"), ("a^(", ")"), ("|a|", ",'x'|"), ("$x := ", ""),
    ("a@$b.(", ")"), ("$f(?,", ")"), ("a.b[%.x=", "]"),
  ])
  func nestingIsAccepted(_ open: String, _ close: String) throws {
    let count = 80
    let text = String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
    #expect(throws: Never.self) { try program(text) }
  }
}
