import JSON
import StatesLanguage

/// The inputs of the load.
extension Rules {
  static let literalDraw = Rule<LoadCheck>(
    RuleInfo(
      "load.literal-draw", .warning, "an input with a literal value that looks like a draw",
      source: "the scenario's format",
      example: .load("arrivals: { burst: 1 }, input: { lines: { random: 1..30 } }"))
  ) { check in
    check.inputs.flatMap { doubts($0) }
  }

  /// Names of draws in other tools, without a dollar sign.
  private static let otherNames = [
    "random", "rand", "randint", "uniform", "exponential", "lognormal", "normal", "choose", "oneOf", "one_of", "repeat",
    "jsonata",
  ]

  private static func doubts(_ node: Cursor) -> [Finding] {
    if let items = node.items { return items.flatMap { doubts($0) } }
    guard let members = node.members else { return isMarked(node.node.text ?? "") ? [marked(node)] : [] }
    if members.count == 1, let member = members.first, let found = doubt(member) { return [found] }
    return members.flatMap { $0.key == "$json" ? [] : doubts($0.value) }
  }

  private static func doubt(_ member: Cursor.Member) -> Finding? {
    let isOurs = member.key.hasPrefix("$") && !InputReader.draws.contains(member.key)
    guard isOurs || otherNames.contains(member.key) else { return nil }
    let near = suggestion(for: isOurs ? member.key : "$" + member.key, among: InputReader.draws)
    return Finding(
      member.keyPlace,
      "found the key \"\(Node.excerpt(member.key))\", which stands for nothing but itself: it is in every input as it "
        + "is here",
      hint: (near.map { "did you mean \($0)? " } ?? "")
        + "draws are \(InputReader.draws.joined(separator: ", ")); what is meant as it is goes into { $json: … }")
  }

  private static func isMarked(_ text: String) -> Bool {
    text.hasPrefix("{%") || text.hasPrefix("{{") || text.hasPrefix("${") || text.hasPrefix("$random(")
  }

  private static func marked(_ node: Cursor) -> Finding {
    Finding(
      node.place, "found the text \(node.node.found), which is in every input as it is here",
      hint: "an expression is written { $jsonata: \"…\" }")
  }
}
