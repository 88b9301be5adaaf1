import Testing

extension DiagnosticsTests {
  static let versions = #"""
    versions: [pass.asl.json]
    2:63: error: stateMachines.Root.versions: found a list, expected a mapping of numbers
        hint: versions: { 1: old.asl.json, 2: new.asl.json }

    versions: { one: pass.asl.json }
    2:65: error: stateMachines.Root.versions: found "one", expected a whole number, at least 1

    versions: { 1: none.asl.json }
    2:68: error: stateMachines.Root.versions.1: there is no file none.asl.json
        hint: paths are relative to the scenario's folder

    version: { 1: pass.asl.json }
    2:53: error: stateMachines.Root: unknown key "version"
        hint: did you mean "versions"?

    aliases: live
    2:62: error: stateMachines.Root.aliases: found "live", expected a mapping of names
        hint: aliases: { live: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ] }

    aliases: { live: [ { version: 1 } ] }
    2:83: error: stateMachines.Root.aliases.live.0.version: found "1", expected a version of Root
        hint: add versions: { 1: FILE }

    versions: { 1: pass.asl.json }, aliases: { live: [ { version: 2 } ] }
    2:115: error: stateMachines.Root.aliases.live.0.version: found "2", expected a version of Root
        hint: known: 1

    versions: { 1: pass.asl.json }, aliases: { 12: [ { version: 1 } ] }
    2:96: error: stateMachines.Root.aliases: found "12", expected 1 to 80 letters, digits, '-', '_' or '.', \#
    one of them no digit

    versions: { 1: pass.asl.json }, aliases: { live: [ { version: 1 }, { version: 1 } ] }
    2:104: error: stateMachines.Root.aliases.live.0: the key "weight" is missing
        hint: weight: 50

    versions: { 1: pass.asl.json }, aliases: { live: [ { version: 1, weight: 90 } ] }
    2:102: error: stateMachines.Root.aliases.live: the weights sum to 90, expected 100

    versions: { 1: pass.asl.json }, aliases: { live: [ { version: 1, weight: 90 }, { version: 1, weight: 10 } ] }
    2:102: error: stateMachines.Root.aliases.live: both routes lead to one version

    versions: { 1: pass.asl.json }, aliases: { live: [] }
    2:102: error: stateMachines.Root.aliases.live: found a list, expected a list of one or two routes
        hint: [ { version: 1, weight: 90 }, { version: 2, weight: 10 } ]
    """#

  @Test(arguments: Row.rows(Self.versions))
  func versionsAndAliasesAreChecked(row: Row) throws {
    let folder = try Sample.folder()
    let machines = "stateMachines: { Root: { definition: pass.asl.json, \(row.input) } }\n"
    let problems = folder.problems("region: us-east-1\n" + machines + Sample.load)
    #expect(problems.joined(separator: "\n").replacing("s.yaml:", with: "") == row.expected)
  }

  @Test(
    arguments: [
      ("live", nil), ("1", nil),
      (
        "lve",
        """
        t.asl.json:6:42: error: state "T": starts lve of Fast, which is neither a version nor an alias of it
            hint: did you mean live?
        """
      ),
      (
        "7",
        """
        t.asl.json:6:42: error: state "T": starts 7 of Fast, which is neither a version nor an alias of it
            hint: known: 1, live
        """
      ),
    ] as [(String, String?)])
  func aCallNeedsTheQualifierThatItNames(qualifier: String, problem: String?) throws {
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:Fast:\(qualifier)"
    let task = Sample.task("arn:aws:states:::states:startExecution", #"{ "StateMachineArn": "\#(arn)" }"#)
    let folder = try Sample.folder(["t.asl.json": task])
    let yaml = """
      region: us-east-1
      stateMachines:
        Root: { definition: t.asl.json }
        Fast:
          { definition: pass.asl.json, versions: { 1: pass.asl.json }, aliases: { live: [ { version: 1 } ] } }
      load: [ { start: Root, arrivals: { burst: 1 } } ]
      """
    #expect(folder.problems(yaml).joined(separator: "\n") == problem ?? "")
  }
}
