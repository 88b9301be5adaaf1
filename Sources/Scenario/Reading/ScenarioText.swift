import JSON
import Prelude
import StatesLanguage

/// The bytes of a scenario's file to its YAML tree.
enum ScenarioText {
  /// In bytes: far more than a scenario needs, and read in a moment.
  static let sizeLimit = 1 << 22

  static func tree(_ bytes: [UInt8], _ reading: Reading) -> Node? {
    guard let text = text(bytes, reading) else { return nil }
    do throws(YAMLText.Problem) {
      guard let root = try YAMLText.parse(text, file: reading.file), !root.isNull else {
        reading.error(
          .type, reading.top, "found an empty file, expected a scenario",
          hint: "it begins with: name, region, stateMachines, load")
        return nil
      }
      return isScenario(root, text, reading) ? root : nil
    } catch {
      reading.error(error.problem, error.place, error.message, hint: error.hint)
      return nil
    }
  }

  private static func text(_ bytes: [UInt8], _ reading: Reading) -> String? {
    guard bytes.count <= sizeLimit else {
      reading.error(
        .size, reading.top, "the scenario has \(bytes.count) bytes, expected at most \(sizeLimit)",
        hint: "long inputs and traces belong in files of their own: input: { file: input.json }")
      return nil
    }
    if let text = String(validating: bytes.withoutByteOrderMark, as: UTF8.self) { return text }
    let lines = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let position = SourcePosition(line: max(lines.count, 1), column: (lines.last?.count ?? 0) + 1)
    reading.error(
      .syntax, Place(file: reading.file, position: position), "the file is not UTF-8 text",
      hint: "save it in the encoding UTF-8")
    return nil
  }

  /// False for the other files that people try.
  private static func isScenario(_ root: Node, _ text: String, _ reading: Reading) -> Bool {
    let keys = Set(root.members?.map(\.key) ?? [])
    if keys.contains("StartAt") {
      reading.error(
        .type, reading.top, "this is the definition of a state machine, expected a scenario",
        hint: text.first { !$0.isWhitespace } == "{"
          ? "a definition in JSON is known by any other extension, such as .asl.json"
          : "a definition in YAML is known by the extension .asl.yaml")
      return false
    }
    if keys.contains("Resources"), !keys.contains("stateMachines") {
      reading.error(
        .unsupported, reading.top, "this looks like a template of CloudFormation, expected a scenario",
        hint: "headroom init \(reading.file) makes a scenario of it")
      return false
    }
    return true
  }
}
