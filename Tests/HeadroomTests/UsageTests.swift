import ArgumentParser
import Foundation
import Testing

@testable import headroom

@Suite struct UsageTests {
  static let commands: [any ParsableCommand.Type] = [Headroom.self] + Headroom.configuration.subcommands
  static let names = commands.map { $0._commandName }

  /// A name that the parser has to make of a type's takes a run's start a sixth of its time.
  @Test(arguments: names) func saysItsName(_ name: String) {
    #expect(Self.commands.contains { $0.configuration.commandName == name })
  }

  /// The help of every command, as the files of `Help` have it.
  @Test(arguments: names) func help(of name: String) throws {
    let command = try #require(Self.commands.first { $0._commandName == name })
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Help/\(name).txt")
    let help = Headroom.helpMessage(for: command, columns: 80) + "\n"
    #expect(help == (try String(contentsOf: file, encoding: .utf8)))
    // What is broken at 80 columns cannot be copied to a shell.
    let examples = help.split(separator: "\n\n").filter { $0.hasPrefix("EXAMPLES") }
    #expect(examples.joined().split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("  ") })
  }

  @Test(arguments: [
    (["rum"], "There is no command 'rum'. Did you mean 'run'?"),
    (["rum", "--help"], "There is no command 'rum'. Did you mean 'run'?"),
    (["help", "rum"], "There is no command 'rum'. Did you mean 'run'?"),
    (["vaildate", "a.json", "b.json"], "There is no command 'vaildate'. Did you mean 'validate'?"),
    (["hlep"], "There is no command 'hlep'. Did you mean 'help'?"),
    (["nosuch", "--help"], "There is no command 'nosuch'."),
    (["nosuch", "-h"], "There is no command 'nosuch'."),
    (["help", "nosuch"], "There is no command 'nosuch'."),
    (["--nosuch"], "Unknown option '--nosuch'"),
    (["run", "a.yaml", "--quie"], "Unknown option '--quie'. Did you mean '--quiet'?"),
  ]) func wrongUsage(arguments: [String], complaint: String) throws {
    let call = try Call(arguments, in: Scratch())
    #expect(call.status == 64)
    #expect(call.output == "")
    #expect(call.errors.hasPrefix("Error: \(complaint)\nUsage: headroom "), "\(call.errors)")
  }

  @Test(arguments: [[], ["help"], ["--help"], ["help", "run"], ["run", "--help"], ["execute", "-h"], ["--version"]])
  func helpIsNoError(arguments: [String]) throws {
    let call = try Call(arguments, in: Scratch())
    #expect(call.status == 0)
    #expect(!call.output.isEmpty)
    #expect(call.errors == "")
  }

  /// Every command says its failures once, and ends with the code that they have.
  @Test(
    arguments: [
      (["run", "none.yaml"], 74, "error: there is no file none.yaml\n"),
      (["validate", "none.json"], 74, "error: there is no file none.json\n"),
      (["execute", "none.json"], 74, "error: there is no file none.json\n"),
      (["execute", "text.json"], 3, "text.json:1:1: error: found '?', expected a value [read.syntax]\n"),
    ] as [([String], Int32, String)]) func failures(arguments: [String], status: Int32, errors: String) throws
  {
    let scratch = try Scratch()
    try scratch.write("text.json", "?")
    let call = try Call(arguments, in: scratch)
    #expect(call.status == status)
    #expect(call.output == "")
    #expect(call.errors == errors)
  }
}
