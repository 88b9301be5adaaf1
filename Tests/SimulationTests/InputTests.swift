import Chance
import JSON
import JSONata
import Prelude
import StepFunctions
import TestSupport
import Testing

@testable import Simulation

/// What executions get as their input, where it has draws in it.
@Suite struct InputTests {
  static let streams = StreamKey(seed: 7, replication: 0, purpose: .input)

  static func values(_ part: InputTemplate.Part, count: Int = 4_000) throws -> [JSON] {
    let template = InputTemplate(source: "", root: part)
    return try (0..<count).map { index in
      try template.value(InputDraws(streams, key: UInt64(index), index: index, member: 0, at: .zero))
    }
  }

  @Test func wholeNumbersAreAsLikelyAsEachOther() throws {
    var counts = [Int](repeating: 0, count: 5)
    for value in try Self.values(.whole(.uniform(1...4), site: 3)) { counts[value.integer ?? 0] += 1 }
    #expect(counts[0] == 0)
    // Four standard deviations of a binomial count.
    for count in counts.dropFirst() { #expect(abs(count - 1_000) < 110) }
  }

  @Test func choicesComeAsOftenAsTheirWeightsSay() throws {
    let part = InputTemplate.Part.choice([(9, .literal("a")), (0, .literal("b")), (1, .literal("c"))], site: 3)
    let values = try Self.values(part)
    #expect(!values.contains("b"))
    #expect(abs(values.count { $0 == "c" } - 400) < 76)
  }

  @Test func itemsOfAListDrawEachForItself() throws {
    let part = InputTemplate.Part.repetition(
      times: .uniform(1...30), of: .object([("n", .whole(.uniform(0...999_999), site: 4))]), site: 3)
    let values = try Self.values(part, count: 500)
    let lengths = values.compactMap { $0.elements?.count }
    #expect(Set(lengths).count == 30 && lengths.min() == 1 && lengths.max() == 30)
    let numbers = values.flatMap { $0.elements ?? [] }.map(\.text)
    #expect(Double(Set(numbers).count) > 0.98 * Double(numbers.count))
  }

  /// Common random numbers: another draw in the template moves none of those that were there.
  @Test func drawsAreKeyedByTheirPlace() throws {
    let number = InputTemplate.Part.number(try .exponential(mean: 1), decimals: nil, site: 5)
    let alone = try Self.values(.object([("n", number)]), count: 20).map { $0["n"] }
    let beside = try Self.values(
      .object([("k", .whole(.uniform(1...9), site: 6)), ("n", number)]), count: 20
    ).map { $0["n"] }
    #expect(alone == beside)
  }

  @Test func rowsComeInTurnOrByChance() throws {
    #expect(try Self.values(.row([1, 2, 3], isRandom: false, site: 1), count: 5) == [1, 2, 3, 1, 2])
    let drawn = try Self.values(.row([1, 2, 3], isRandom: true, site: 1), count: 60)
    #expect(Set(drawn.map(\.text)) == ["1", "2", "3"] && drawn.prefix(6) != [1, 2, 3, 1, 2, 3])
  }

  @Test func expressionsDrawTheSameEachTime() throws {
    let expression = try Expression(parsing: "{'i': $index, 'n': $floor($random() * 1000), 't': $time}")
    let values = try Self.values(.expression(expression, site: 2), count: 50)
    #expect(values == (try Self.values(.expression(expression, site: 2), count: 50)))
    #expect(values[49]["i"] == 49 && values[49]["t"] == 0)
    #expect(Set(values.map { $0["n"]?.text ?? "" }).count > 40)
  }

  @Test func theTypicalOneIsOfMiddlingSize() {
    let lines = InputTemplate.Part.repetition(times: .uniform(1...30), of: .literal("line"), site: 1)
    let input = LoadInput.template(InputTemplate(source: "", root: lines))
    for seed in 1...20 {
      let count = input.typical(seed: UInt64(seed)).elements?.count ?? 0
      #expect((8...23).contains(count), "of 1 to 30, \(count)")
    }
  }

  @Test func everyExecutionHasItsOwn() throws {
    let definition = """
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.lines","End":true,
      "ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}}}}
      """
    var load = World.burst(200)
    load.input = .template(
      InputTemplate(
        source: "", root: .object([("lines", .repetition(times: .uniform(1...9), of: .index(from: 0), site: 1))])))
    let plan = World.plan([try MachineModel("Root", .standard, definition)], load: [load])
    let recording = try simulate(plan, replication: 0)
    #expect(recording.machines[0].succeeded == 200)
    let transitions = Int(recording.transitions)
    #expect(transitions > 200 * 4 && transitions < 200 * 8, "of 1 + 5 on average, \(transitions)")
  }

  @Test func anExpressionThatFailsRejectsItsExecution() throws {
    var load = World.burst(4)
    let expression = try Expression(parsing: "$index = 2 ? $error('no') : $index")
    load.input = .template(InputTemplate(source: "", root: .expression(expression, site: 1)))
    let recording = try simulate(
      World.plan([try MachineModel("Root", .standard, World.pass)], load: [load]), replication: 0)
    #expect(recording.machines[0].succeeded == 3 && recording.machines[0].rejected == 1)
  }
}
