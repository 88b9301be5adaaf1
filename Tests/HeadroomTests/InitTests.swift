import Foundation
import Testing

/// `init` as a user meets it: what it writes runs at once, and nothing is written over.
@Suite struct InitTests {
  private static let template = """
    Resources:
      Order:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          Definition:
            StartAt: Charge
            States:
              Charge: { Type: Task, Resource: !GetAtt Fun.Arn, InputPath: $.total, End: true }
      Fun: { Type: AWS::Lambda::Function, Properties: { FunctionName: charge } }

    """

  @Test func withoutATemplateASmallExampleRuns() throws {
    let scratch = try Scratch()
    let made = try Call(["init"], in: scratch)
    #expect(made.status == 0 && made.errors == "")
    #expect(
      made.output == """
        wrote headroom/scenario.yaml: a small example of a nested workflow

        next:
          headroom validate headroom/scenario.yaml
          headroom run headroom/scenario.yaml

        """)
    #expect(
      scratch.contents == [
        "headroom", "headroom/definitions", "headroom/definitions/order.asl.json",
        "headroom/definitions/payment.asl.json", "headroom/scenario.yaml",
      ])
    let valid = try Call(["validate", "headroom/scenario.yaml"], in: scratch)
    #expect(valid.status == 0 && valid.errors == "" && valid.output == "1 file valid\n")
    let run = try Call(["run", "headroom/scenario.yaml", "--out", "r"], in: scratch)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
  }

  @Test func aTemplateIsValidatedRunAndInitialised() throws {
    let scratch = try Scratch()
    try scratch.write("template.yaml", Self.template)
    let valid = try Call(["validate", "template.yaml"], in: scratch)
    #expect(valid.status == 0 && valid.errors == "" && valid.output == "1 file valid\n", "\(valid.errors)")
    let run = try Call(["run", "template.yaml", "--replications", "1", "--out", "r"], in: scratch)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let again = try Call(["report", "r", "--out", "s"], in: scratch)
    #expect(again.status == 0, "\(again.errors)")
    let made = try Call(["init", "template.yaml", "--out", "mine"], in: scratch)
    #expect(made.status == 0 && made.errors == "", "\(made.errors)")
    #expect(made.output.hasPrefix("wrote mine/scenario.yaml: 1 machine, 1 service, 0 event sources\n"))
    let same = try Call(["run", "mine/scenario.yaml", "--replications", "1", "--out", "t"], in: scratch)
    #expect(same.status == 0 && same.errors == "", "\(same.errors)")
    #expect(try scratch.read("t/summary.csv") == scratch.read("r/summary.csv"))
  }

  @Test func nothingIsWrittenOver() throws {
    let scratch = try Scratch()
    try scratch.write("template.yaml", Self.template)
    #expect(try Call(["init", "template.yaml"], in: scratch).status == 0)
    try scratch.write("headroom/scenario.yaml", "mine")
    let second = try Call(["init", "template.yaml"], in: scratch)
    #expect(second.status == 74 && second.output == "")
    #expect(
      second.errors == "error: headroom/scenario.yaml is there already: --force writes over it, --out names another "
        + "folder\n")
    #expect(try scratch.read("headroom/scenario.yaml") == "mine")
    #expect(try Call(["init", "template.yaml", "--force", "--quiet"], in: scratch).status == 0)
    #expect(try scratch.read("headroom/scenario.yaml").hasPrefix("# Made by `headroom init` from ../template.yaml.\n"))
  }

  @Test func mistakesAreSaidAtTheirPlace() throws {
    let scratch = try Scratch()
    try scratch.write("template.yaml", Self.template.replacing("Type: Task", with: "Type: Tusk"))
    for command in [["validate"], ["run"], ["init"]] {
      let call = try Call(command + ["template.yaml"], in: scratch)
      #expect(call.status == 3)
      #expect(call.errors.hasPrefix("template.yaml:8:27: error: "), "\(call.errors)")
    }
    try scratch.write("template.yaml", "Resources: {")
    let broken = try Call(["init", "template.yaml", "--out", "none"], in: scratch)
    #expect(broken.status == 3 && broken.errors.hasPrefix("template.yaml:1:13: error: YAML: "), "\(broken.errors)")
    #expect(!scratch.contents.contains("none"))
  }

  @Test(
    arguments: [
      (["init", "none.yaml"], 74, "error: there is no file none.yaml\n"),
      (["init", "t.txt"], 3, "t.txt:1:1: error: found no template that init knows [read.type]\n"),
      (["init", "--param", "x"], 64, "Error: --param takes name=value, not \"x\"\n"),
      (
        ["init", "--region", "us-est-1"], 64,
        "Error: --region: Step Functions is in no Region \"us-est-1\": did you mean"
      ),
      (["init", "--account", "12"], 64, "Error: --account takes 12 digits, not \"12\"\n"),
      (
        ["init", "folder"], 3,
        "folder:1:1: error: found no template and no definition in the folder [read.missing-field]"
      ),
    ] as [([String], Int32, String)]) func refusals(arguments: [String], status: Int32, errors: String) throws
  {
    let scratch = try Scratch()
    try scratch.write("t.txt", "just: text\n")
    try scratch.makeFolder("folder")
    let call = try Call(arguments, in: scratch)
    #expect(call.status == status && call.output == "")
    #expect(call.errors.hasPrefix(errors), "\(call.errors)")
  }
}
