import Testing

/// What `execute` says of a Map Run whose children failed.
@Suite struct ExecuteMapRunTests {
  static func definition(_ more: String) -> String {
    """
    {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":
    {"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Check","States":{"Check":{"Type":"Choice","Choices":
    [{"Variable":"$","NumericLessThan":3,"Next":"Bad"},{"Variable":"$","NumericEquals":3,"Next":"Worse"}],
    "Default":"Good"},"Good":{"Type":"Pass","End":true},"Bad":{"Type":"Fail","Error":"Broken","Cause":"it's broken"},
    "Worse":{"Type":"Fail"}}},"MaxConcurrency":1,"End":true\(more)}}}
    """
  }

  static let items = #"{"items": [1, 9, 2, 9, 3, 9, 9, 9, 9, 9]}"#

  static func execute(_ more: String, _ arguments: String...) throws -> Call {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", definition(more))
    return try Call(["execute", "m.asl.json", "--input", items] + arguments, in: scratch)
  }

  @Test(arguments: [[], ["--history"]]) func whyTheThresholdWasExceeded(arguments: [String]) throws {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", Self.definition(#","ToleratedFailurePercentage":20"#))
    let call = try Call(["execute", "m.asl.json", "--input", Self.items] + arguments, in: scratch)
    #expect(call.status == 4)
    let lines = call.errors.split(separator: "\n").map(String.init)
    #expect(lines[1] == "  error: States.ExceedToleratedFailureThreshold")
    #expect(
      lines[3] == "  Map Run of Each: 3 of 10 items failed, 30 %; tolerated: 20 %: the threshold is exceeded")
    #expect(lines[4] == "    3 children failed: 2 × Broken, 1 × FAILED")
    #expect(lines[5].hasPrefix("      child 0, ") && lines[5].hasSuffix(": Broken: it's broken"), "\(lines[5])")
    #expect(lines[6].hasPrefix("      child 2, ") && lines[7].hasPrefix("      child 4, "))
    #expect(lines[7].hasSuffix(": FAILED") && lines.count == 8)
  }

  @Test func whatIsToleratedIsSaidToo() throws {
    let call = try Self.execute(#","ToleratedFailureCount":4,"ToleratedFailurePercentage":50"#)
    #expect(call.status == 0 && call.output.hasPrefix("["))
    #expect(call.errors.hasPrefix("  Map Run of Each: 3 of 10 items failed, 30 %; tolerated: 4 items or 50 %\n"))
    let quiet = try Self.execute(#","ToleratedFailureCount":4"#, "--quiet")
    #expect(quiet.status == 0 && quiet.errors == "" && quiet.output == "")
  }

  @Test func theFirstFailureIsOneTooMany() throws {
    let call = try Self.execute("")
    #expect(
      call.errors.contains(
        "  Map Run of Each: 1 of 10 items failed, 10 %; no failure is tolerated: the threshold is exceeded\n"))
    #expect(call.errors.contains("    1 child failed: 1 × Broken\n"))
  }

  /// Of many children the first are shown, and of all the counts.
  @Test func manyAreCounted() throws {
    let scratch = try Scratch()
    try scratch.write("m.asl.json", Self.definition(#","ToleratedFailurePercentage":100"#))
    let items = (0..<40).map { _ in "1" }.joined(separator: ",")
    let call = try Call(["execute", "m.asl.json", "--input", #"{"items": [\#(items)]}"#], in: scratch)
    let lines = call.errors.split(separator: "\n")
    #expect(call.status == 0 && lines.count == 8, "\(call.errors)")
    #expect(lines[1] == "    40 children failed: 40 × Broken" && lines[7] == "      and 35 more")
  }

  /// A batch has several items.
  @Test func itemsAreCounted() throws {
    let batched = #","ItemBatcher":{"MaxItemsPerBatch":4},"ToleratedFailurePercentage":30"#
    let scratch = try Scratch()
    let first = Self.definition(batched).replacing(#""Variable":"$""#, with: #""Variable":"$.Items[0]""#)
    try scratch.write("m.asl.json", first)
    let call = try Call(["execute", "m.asl.json", "--input", Self.items], in: scratch)
    let words = "Map Run of Each: 4 of 10 items failed, 40 %; tolerated: 30 %: the threshold is exceeded\n"
    #expect(call.status == 4 && call.errors.contains(words), "\(call.errors)")
  }
}
