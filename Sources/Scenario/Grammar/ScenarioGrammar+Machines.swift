import Schema

extension ScenarioGrammar {
  static let machines: [Key] = [
    Key(
      "stateMachines", .map("NAME", example: "Root", .block(machine)),
      "The state machines of the account, by their names.",
      required: true, example: "{ Root: { definition: root.asl.json } }"),
    Key(
      "substitutions", substitutions, "What stands in place of ${NAME} in all definitions; a machine's own come first.",
      unset: "the machines' ARNs, AWS::Region, AWS::AccountId and AWS::Partition", example: "{ Stage: prod }"),
    Key(
      "s3", .map("BUCKET", example: "my-bucket", .text("FOLDER", example: "data")),
      "What distributed Maps read: a folder's files are the bucket's objects.", example: "{ my-bucket: data }"),
    Key(
      "services", .either([.map("SERVICE", example: "card", .block(service)), .null]),
      """
      What Tasks call: by Machine.State, function, resource, pattern, or "*" for all else. Of all that fit a Task the \
      first in this order answers it.
      """,
      example: "{ \"arn:aws:lambda:us-east-1:123456789012:function:Charge\": { latency: 200ms } }"),
    Key(
      "load", .list(.block(stream), count: 1...Int.max), "Who calls from outside; several streams may run at once.",
      required: true, example: "[ { start: Root, arrivals: { burst: 10 } } ]"),
  ]

  private static let substitutions = Shape.map("NAME", example: "Stage", text)

  static let machine = Block([
    Key(
      "definition", file, "The definition: JSON, YAML (.asl.yaml), or what describe-state-machine prints.",
      required: true,
      example: "root.asl.json"),
    Key(
      "type", .word(["STANDARD", "EXPRESS"]), "The type of the machine.",
      unset: "what the output of describe-state-machine says, or STANDARD", example: "STANDARD"),
    Key(
      "versions", .map("N", example: "1", file), "Published versions: the definition of each, by its number.",
      example: "{ 1: root.asl.json, 2: new.asl.json }"),
    Key(
      "aliases", .map("ALIAS", example: "live", .list(.block(route), count: 1...2)),
      "Aliases, each of one or two versions whose weights sum to 100.",
      example: "{ live: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ] }",
      needs: ("aliases", "versions: { 1: root.asl.json, 2: new.asl.json }")),
    Key(
      "substitutions", substitutions, "What stands in place of ${NAME} in this machine's definitions.",
      example: "{ Stage: prod }"),
  ])

  static let route = Block([
    Key("version", .text("N", example: "1"), "The version's number.", required: true, example: "1"),
    Key(
      "weight", .whole(0...100), "Percent of the starts that it gets; 100 where it is alone.",
      unset: "100, of one alone",
      example: "100"),
  ])
}
