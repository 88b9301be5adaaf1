import Testing

/// Tests by table: blocks with a blank line between them, of which the first line is what goes in and the others are
/// what the reader says.
struct Row: Sendable, CustomTestStringConvertible {
  var input: String
  var expected: String
  var testDescription: String { input }

  /// In the first line of a block `\n`, `\r` and `\t` stand for the characters.
  static func rows(_ table: String) -> [Row] {
    var blocks: [[Substring]] = [[]]
    for line in table.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        blocks.append([])
      } else {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks.filter { !$0.isEmpty }.map { block in
      let input = block[0].replacing(#"\n"#, with: "\n").replacing(#"\r"#, with: "\r").replacing(#"\t"#, with: "\t")
      return Row(input: String(input), expected: block.dropFirst().joined(separator: "\n"))
    }
  }
}
