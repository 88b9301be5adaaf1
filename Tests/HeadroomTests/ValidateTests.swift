import Testing

@Suite struct ValidateTests {
  @Test func validFilesAreCounted() throws {
    let scratch = try Scratch()
    try scratch.writeScenario()
    let call = try Call(["validate", "small.yaml", "root.asl.json"], in: scratch)
    #expect(call.status == 0)
    #expect(call.output == "2 files valid\n")
    #expect(call.errors == "")
  }

  @Test func everyProblemHasItsPlace() throws {
    let scratch = try Scratch()
    try scratch.write("bad.asl.json", "{\"StartAt\": \"A\",\n \"States\": {\"B\": {\"Type\": \"Succeeded\"}}}")
    try scratch.write("bad.yaml", "regio: us-east-1\n")
    let call = try Call(["validate", "bad.asl.json", "bad.yaml"], in: scratch)
    #expect(call.status == 3)
    #expect(call.output == "")
    for place in ["bad.asl.json:1:", "bad.asl.json:2:", "bad.yaml:1:1: error: "] {
      #expect(call.errors.contains(place), "\(place) in \(call.errors)")
    }
  }

  @Test func anAbsentFileIsNoInvalidFile() throws {
    let scratch = try Scratch()
    let call = try Call(["validate", "absent.asl.json"], in: scratch)
    #expect(call.status == 74)
    #expect(call.errors == "error: cannot read absent.asl.json: No such file or directory\n")
  }
}
