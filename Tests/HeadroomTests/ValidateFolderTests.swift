import Foundation
import Testing

/// `validate` of folders: every scenario, and every definition that none of them names.
@Suite struct ValidateFolderTests {
  static func folder() throws -> Scratch {
    let scratch = try Scratch()
    for name in ["flows", "flows/deep", "flows/.hidden", "flows/node_modules", "flows/node_modules/x"] {
      try scratch.makeFolder(name)
    }
    try scratch.write("flows/shop.yaml", try MockLanguageTests.files().read("shop.yaml"))
    // Its placeholder is replaced by the scenario: alone it would be an error.
    try scratch.write("flows/order.asl.json", MockLanguageTests.order)
    try scratch.write("flows/payment.asl.json", MockLanguageTests.payment)
    try scratch.write("flows/deep/other.json", Scratch.machine)
    try scratch.write("flows/deep/package.json", #"{"name": "no definition"}"#)
    try scratch.write("flows/deep/compose.yaml", "services: {}\n")
    for name in ["flows/.hidden/bad.asl.json", "flows/node_modules/x/bad.asl.json"] { try scratch.write(name, "{") }
    return scratch
  }

  @Test func allThatIsInAFolderIsChecked() throws {
    let scratch = try Self.folder()
    for name in ["flows", "flows/", "."] {
      let call = try Call(["validate", name], in: scratch)
      #expect(call.status == 0 && call.output == "2 files valid\n", "\(name): \(call.output)\(call.errors)")
    }
    // Nobody writes into the pipe, and the link leads round and round.
    #expect(mkfifo(scratch.path + "/flows/pipe.asl.json", 0o600) == 0)
    #expect(symlink(".", scratch.path + "/flows/round") == 0)
    #expect(try Call(["validate", "flows"], in: scratch).output == "2 files valid\n")
    #expect(try Call(["execute", "flows/order.asl.json"], in: scratch).status == 3)
  }

  @Test func theWorstIsTheAnswer() throws {
    let scratch = try Self.folder()
    try scratch.write("flows/deep/bad.asl.yaml", "StartAt: A\nStates: { B: { Type: Succeed } }\n")
    let call = try Call(["validate", "flows", "absent.asl.json"], in: scratch)
    #expect(call.status == 3)
    #expect(call.errors.contains("flows/deep/bad.asl.yaml:1:"), "\(call.errors)")
    #expect(call.output == "2 of 3 files valid, 1 with errors; 1 cannot be read\n")
    try scratch.remove("flows/deep/bad.asl.yaml")
    #expect(try Call(["validate", "flows", "absent.asl.json"], in: scratch).status == 74)
  }

  @Test func aFolderWithNothingInItIsSaid() throws {
    let scratch = try Self.folder()
    let call = try Call(["validate", "flows/node_modules"], in: scratch)
    #expect(call.status == 3, "\(call.errors)")
    try scratch.makeFolder("empty")
    let empty = try Call(["validate", "empty"], in: scratch)
    #expect(empty.status == 74)
    #expect(empty.errors.contains("there is no scenario and no definition in the folder empty"), "\(empty.errors)")
  }
}
