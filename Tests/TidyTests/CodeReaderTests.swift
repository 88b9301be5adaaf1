import Testing

@Suite struct CodeReaderTests {
  @Test(arguments: [
    (#"let a = "try! x" // fatalError("#, []),
    (#"let a = "\(try! x)""#, ["try"]),
    (#"let a = "\(b["c"]) print" + try"#, ["try"]),
    (##"let a = #"try " \(try)"# + "" "##, []),
    (##"let a = #"\#(try)"# "##, ["try"]),
    ("/* try /* inner */ try */ await", ["await"]),
    ("let a = \"\"\"\n  \" try\n  \"\"\"\nawait", ["await"]),
  ])
  func commentsAndLiteralsAreBlank(text: String, words: [String]) {
    let file = SwiftFile(path: "Sources/X/X.swift", text: text)
    for word in ["try", "await", "print"] {
      #expect(file.lines(withWord: [word]).isEmpty == !words.contains(word), "\(word) in \(text)")
    }
  }

  @Test func linesKeepTheirNumbers() {
    let file = SwiftFile(path: "Sources/X/X.swift", text: "/*\n\n*/ // a\nawait b\n")
    #expect(file.lines(withWord: ["await"]) == [4])
    #expect(file.lines.count == 4)
  }

  @Test(arguments: [
    ("import A", ["A"]), ("package import A", ["A"]), ("@preconcurrency import A", ["A"]),
    ("@preconcurrency package import A", ["A"]), ("package import struct A.B", ["A"]),
    ("import A; import B", ["A", "B"]),
    ("// import A", []), ("let text = \"import A\"", []), ("@testable import A.C", ["A"]),
  ])
  func importsAreRead(text: String, modules: [String]) {
    #expect(SwiftFile(path: "Sources/X/X.swift", text: text).imports == modules)
  }
}
