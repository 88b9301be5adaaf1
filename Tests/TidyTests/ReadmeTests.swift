import Testing

@Suite struct ReadmeTests {
  /// The lines of the first two shell blocks.
  static func commands() throws -> [String] {
    let blocks = try Repository.text(of: "README.md").split(separator: "```sh\n", maxSplits: 2).dropFirst()
    return blocks.compactMap { block in
      let lines = block.prefix(upTo: block.firstRange(of: "```")?.lowerBound ?? block.endIndex).split(separator: "\n")
      return lines.count == 1 ? String(lines[0]) : nil
    }
  }

  /// A newcomer and the project's own check must do the same: each step of README's commands is a line of `.ci/run`.
  @Test func theCommandsAreThoseOfTheOneCheck() throws {
    let commands = try Self.commands()
    try #require(commands.count == 2, "the first two shell blocks hold one line each: run, then test")
    let check = try Repository.text(of: ".ci/run").split(separator: "\n").map {
      $0.drop(while: \.isWhitespace)
    }
    for step in commands.flatMap({ $0.split(separator: " && ") }) where !step.contains("headroom run") {
      #expect(check.contains(step), "README runs \"\(step)\", .ci/run does not")
    }
    #expect(commands[1].hasSuffix("swift test"))
  }
}
