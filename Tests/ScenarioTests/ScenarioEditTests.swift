import Testing

@testable import Scenario

@Suite struct ScenarioEditTests {
  private func edited(
    _ text: String, _ services: [(String, [(String, String)])] = [], blocks: [(String, [String])] = []
  ) throws -> String {
    let edit = ScenarioEdit(
      services: services.map { service in
        ScenarioEdit.Service(key: service.0, fields: service.1.map { (key: $0.0, text: $0.1) })
      }, blocks: blocks.map { (key: $0.0, lines: $0.1) })
    return String(decoding: try edit.applied(to: Array(text.utf8)), as: UTF8.self)
  }

  @Test func fieldsChangeAndTheRestStays() throws {
    let text = """
      # top
      name: a   # the name
      services:
        # first
        "arn:aws:lambda:us-east-1:1:function:F":
          latency: 100ms   # guessed
          concurrency: 5   # kept
          # about errors
          errors: []

        # second
        G: { latency: 1s, result: { a: [1, x] } }
        H:
          latency:
            mixture:
              - { weight: 1, law: 1s }
      # after
      load: []
      """
    let result = try edited(
      text,
      [
        ("arn:aws:lambda:us-east-1:1:function:F", [("latency", "2s"), ("result", "{ json: 1 }")]),
        ("G", [("latency", "3s")]), ("H", [("latency", "4s")]), ("M.\"A b\"", [("latency", "5s")]),
      ])
    #expect(
      result == """
        # top
        name: a   # the name
        services:
          # first
          "arn:aws:lambda:us-east-1:1:function:F":
            latency: 2s
            concurrency: 5   # kept
            # about errors
            errors: []
            result: { json: 1 }

          # second
          G:
            latency: 3s
            result: { a: [1, x] }
          H:
            latency: 4s
          "M.\\"A b\\"":
            latency: 5s
        # after
        load: []

        """)
  }

  @Test func blocks() throws {
    let text = "name: a\nload:\n  # old\n  - { start: M }\n\n# end\nseed: 1\n"
    let result = try edited(text, blocks: [("load", ["  - start: M"]), ("overheads", ["  end: 1ms"])])
    #expect(result == "name: a\nload:\n  - start: M\n\n# end\nseed: 1\noverheads:\n  end: 1ms\n")
  }

  /// Streams of other machines and other keys stay.
  @Test func blocksKeepWhatIsNotOfThem() throws {
    let text = """
      load:
        - { start: M, at: 1s }
        - { start: N, retry: none, for: 1s }
      overheads: { end: 2ms, abort: 1s }
      """
    let result = try edited(
      text, blocks: [("load", ["  - start: N", "    at: 3s"]), ("overheads", ["  end: 1ms"])])
    #expect(
      result == """
        load:
          - { start: M, at: 1s }
          - start: N
            retry: none
            at: 3s
        overheads:
          abort: 1s
          end: 1ms

        """)
  }

  @Test(arguments: ["services: {}\n", "services:\n", "name: a\n", "services: { F: { latency: 1s, concurrency: 3 } }\n"])
  func servicesInAnyForm(_ text: String) throws {
    let result = try edited(text, [("F", [("latency", "2s")])])
    let kept = text.contains("concurrency") ? "    concurrency: 3\n" : ""
    #expect(result == (text == "name: a\n" ? text : "") + "services:\n  F:\n    latency: 2s\n" + kept)
  }

  @Test(arguments: ["{ name: a, services: {} }", " name: a\n services: {}\n", "- 1", "a: [", ""])
  func whatCannotBeEdited(_ text: String) {
    #expect(throws: ScenarioEdit.Problem.self) { try edited(text, [("F", [("latency", "2s")])]) }
  }
}
