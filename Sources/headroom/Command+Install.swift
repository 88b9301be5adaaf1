import ArgumentParser
import Foundation
import Report
import Scenario
import Schema

struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install the program with its completions, its manual page and the schemas.",
    discussion: """
      Below --prefix it writes

        bin/headroom
        share/bash-completion/completions/headroom
        share/zsh/site-functions/_headroom
        share/fish/vendor_completions.d/headroom.fish
        share/man/man1/headroom.1
        share/headroom/schemas/*.json

      where shells and man look by themselves below /usr/local, and bash, fish and man below ~/.local; for zsh add \
      ~/.local/share/zsh/site-functions to fpath before compinit. What is there is replaced; nothing else is touched.

      EXAMPLES
        headroom install --prefix ~/.local
        sudo ./headroom install --prefix /usr/local
      """)

  @Option(help: "The folder that bin and share lie in.", completion: .directory)
  var prefix: String

  @Flag(help: "Leave the program where it is, and write all else.")
  var withoutProgram = false

  @OptionGroup
  var output: OutputOptions

  func validate() throws {
    if prefix.isEmpty { throw ValidationError("--prefix takes the name of a folder") }
  }

  func run() throws {
    for (path, bytes) in Self.files { try write(bytes, to: path) }
    if !withoutProgram { try installProgram() }
    if !output.quiet { try Terminal.output("installed below \(prefix): headroom \(Headroom.versionText)\n") }
  }

  /// Paths below the prefix, and what lies there.
  static var files: [(path: String, text: String)] {
    [
      ("share/bash-completion/completions/headroom", Headroom.completionScript(for: .bash) + "\n"),
      ("share/zsh/site-functions/_headroom", Headroom.completionScript(for: .zsh) + "\n"),
      ("share/fish/vendor_completions.d/headroom.fish", Headroom.completionScript(for: .fish) + "\n"),
      ("share/man/man1/headroom.1", Manual().text),
    ]
      + Documents.all.map { ("share/headroom/schemas/\($0.name).json", Documents.schemaText(of: $0)) }
  }

  private func write(_ text: String, to path: String) throws {
    let place = prefix + "/" + path
    try File.makeFolders((place as NSString).deletingLastPathComponent)
    try File.replace(with: ReportFile(path) { text }, at: place)
  }

  /// A copy of the program that runs; nothing where it runs from there.
  private func installProgram() throws {
    let place = prefix + "/bin/headroom"
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    try File.makeFolders(prefix + "/bin")
    guard URL(fileURLWithPath: place).resolvingSymlinksInPath().path != own else { return }
    let bytes = try File.read(own)
    try File.replace(with: ReportFile("headroom") { bytes }, at: place)
    guard chmod(place, 0o755) == 0 else { throw FileFailure.reason("cannot make \(place) a program") }
  }
}
