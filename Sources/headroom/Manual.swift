import ArgumentParser
import JSON
import Scenario

/// The manual page, of section 1, made of what the commands say of themselves. Format: man(7).
struct Manual {
  private let root: JSON

  init() {
    let dumped = try? JSON.parse(Headroom._dumpHelp())
    root = dumped?["command"] ?? [:]
  }

  var text: String {
    var page = """
      .TH HEADROOM 1 "" "headroom \(Headroom.version)" "User Commands"
      .SH NAME
      headroom \\- simulate the load that AWS Step Functions workflows can take
      .SH SYNOPSIS
      .B headroom
      .I command
      [\\fIoptions\\fR]
      .SH DESCRIPTION

      """
    let (description, sections) = Self.sections(root.text("discussion"))
    page += Self.paragraphs(description)
    page += ".SH COMMANDS\n"
    for command in commands { page += Self.text(of: command) }
    for (title, lines) in sections {
      page += ".SH \(title == "EXIT CODES" ? "EXIT STATUS" : title)\n" + Self.literal(lines)
    }
    page += """
      .SH ENVIRONMENT
      .TP
      .B NO_COLOR
      No colours, where it is set and not empty.
      .TP
      .B TERM
      With dumb there are neither colours nor progress.
      .SH FILES
      .TP
      .I PREFIX/share/headroom/schemas/*.json
      The JSON Schemas of the files that headroom reads and writes.
      .TP
      .I Reports/NAME/
      Where results go that no \\-\\-out names a folder for.
      .SH NOTES
      Quotas are AWS's defaults of \(QuotaProfile.date). The program is a model, and its numbers are no measurements.

      """
    return page
  }

  private var commands: [JSON] {
    root.list("subcommands").filter { $0.text("commandName") != "help" && $0.flag("shouldDisplay") }
  }

  private static func text(of command: JSON) -> String {
    let name = command.text("commandName")
    let arguments = command.list("arguments").filter {
      $0.flag("shouldDisplay") && $0["preferredName"]?.text("name") != "help"
    }
    let positional = arguments.filter { $0.text("kind") == "positional" }
    var page = ".SS headroom \(escaped(name))"
    for argument in positional {
      let value = argument.text("valueName") + (argument.flag("isRepeating") ? "..." : "")
      page += " " + escaped(argument.flag("isOptional") ? "[\(value)]" : value)
    }
    page += "\n\(escaped(command.text("abstract")))\n"
    let (description, sections) = self.sections(command.text("discussion"))
    if !description.isEmpty { page += ".PP\n" + paragraphs(description) }
    for argument in positional + arguments.filter({ $0.text("kind") != "positional" }) {
      page += ".TP\n\(head(of: argument))\n\(escaped(words(of: argument)))\n"
    }
    for (title, lines) in sections {
      page += ".PP\n\(title.prefix(1) + title.dropFirst().lowercased()):\n" + literal(lines)
    }
    return page
  }

  private static func words(of argument: JSON) -> String {
    let (abstract, more) = (argument.text("abstract"), argument.text("discussion"))
    return more.isEmpty ? abstract : abstract + " " + more
  }

  /// `\fB-o\fR, \fB--out\fR \fIfolder\fR`
  private static func head(of argument: JSON) -> String {
    let value = "\\fI\(escaped(argument.text("valueName")))\\fR"
    let names = argument.list("names").map { name in
      let dashes = name.text("kind") == "long" ? "--" : "-"
      return "\\fB\(escaped(dashes + name.text("name")))\\fR"
    }
    if names.isEmpty { return value }
    return names.joined(separator: ", ") + (argument.text("kind") == "option" ? " " + value : "")
  }

  /// The words before the first heading, and what stands below each: headings are lines in capitals.
  private static func sections(_ discussion: String) -> (String, [(title: String, lines: [Substring])]) {
    var text: [Substring] = []
    var sections: [(title: String, lines: [Substring])] = []
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      let isHeading = !line.isEmpty && line.allSatisfy { $0.isUppercase || $0 == " " } && !line.hasPrefix(" ")
      if isHeading {
        sections.append((String(line), []))
      } else if sections.isEmpty {
        text.append(line)
      } else {
        sections[sections.count - 1].lines.append(line)
      }
    }
    return (text.joined(separator: "\n"), sections)
  }

  /// Lines that are indented stay as they are.
  private static func paragraphs(_ text: String) -> String {
    var page = ""
    for block in text.split(separator: "\n\n") {
      let lines = block.split(separator: "\n")
      if !page.isEmpty { page += ".PP\n" }
      page += lines.contains { $0.hasPrefix("  ") } ? literal(lines) : lines.map { escaped($0) + "\n" }.joined()
    }
    return page
  }

  private static func literal(_ lines: [Substring]) -> String {
    let shown = lines.filter { !$0.isEmpty }
    return ".RS 4\n.nf\n" + shown.map { escaped($0.hasPrefix("  ") ? $0.dropFirst(2) : $0) + "\n" }.joined()
      + ".fi\n.RE\n"
  }

  /// A backslash, a hyphen that is one, and a line that would be a request.
  private static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'" where escaped.isEmpty, "." where escaped.isEmpty: escaped += "\\&" + String(character)
      default: escaped.append(character)
      }
    }
    return escaped
  }
}

extension JSON {
  fileprivate func text(_ name: String) -> String { self[name]?.string ?? "" }

  fileprivate func flag(_ name: String) -> Bool { self[name] == .bool(true) }

  fileprivate func list(_ name: String) -> [JSON] { self[name]?.elements ?? [] }
}
