import Chance
import Engine
import JSON
import Prelude
import StepFunctions
import TestSupport
import Testing

/// Services with state between their calls: counting locks, and tables of items.
@Suite struct SharedStateTests {
  static let refused = "DynamoDB.ConditionalCheckFailedException"

  static func expression(_ kind: CallExpression.Kind, _ text: String) throws -> CallExpression {
    try CallExpression(kind, name: "\(kind)", parsing: text)
  }

  static func lock(
    _ state: String, _ action: LockUse.Action, owner: String? = nil, result: String? = nil, latency: Int = 0
  ) throws -> ServiceModel {
    var service = ServiceModel(name: "Parent.\(state)", latency: try .constant(.seconds(latency)))
    var use = LockUse(action, of: "L")
    use.owner = try owner.map { try expression(.key, $0) }
    service.shared = .lock(use)
    if let result { service.result = .expression(try expression(.lockResult, result)) }
    return service
  }

  static func table(
    _ state: String, _ action: TableUse.Action, key: String = "$request.k", condition: String? = nil,
    value: String? = nil, result: String? = nil
  ) throws -> ServiceModel {
    var service = ServiceModel(name: "Parent.\(state)", latency: .zero)
    var use = TableUse(action, of: "T", key: try expression(.key, key))
    use.condition = try condition.map { try expression(.condition, $0) }
    use.value = try value.map { try expression(.value, $0) }
    service.shared = .table(use)
    if let result { service.result = .expression(try expression(.itemResult, result)) }
    return service
  }

  /// Tasks one after another, each of which catches its errors: what each returned, or the name of its error.
  static func run(_ services: [ServiceModel], states: [String], input: JSON = ["k": 1]) throws -> [JSON?] {
    let tasks = states.enumerated().map { index, state in
      let next = index + 1 < states.count ? "\"Next\": \"\(states[index + 1])\"" : "\"End\": true"
      let to = index + 1 < states.count ? states[index + 1] : "End"
      return """
        "\(state)": {"Type": "Task", "Resource": "\(Story.function)", "ResultPath": "$.\(state)", \(next),
          "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.\(state)", "Next": "\(to)"}]}
        """
    }
    let end = #""End": {"Type": "Succeed"}"#
    let story = try Story(
      Story.states(states[0], (tasks + [end]).joined(separator: ", ")), services: services, input: input)
    return states.map { state in
      let value = story.outcome.output?[state]
      return value?["Error"] ?? value
    }
  }

  // MARK: Locks

  /// Two may hold it: the third has to wait until somebody gives it back.
  @Test func aLockCounts() throws {
    let states = ["A", "B", "C", "R", "D", "S", "U", "V"]
    let services = try states.map { state in
      try Self.lock(
        state, "RSUV".contains(state) ? .release : .acquire(limit: 2), result: "$lock.count")
    }
    let found = try Self.run(services, states: states)
    #expect(found == [1, 2, .string(Self.refused), 1, 2, 1, 0, .string(Self.refused)])
  }

  /// An owner holds it once, and gives back only what it holds.
  @Test func aLockHasOwners() throws {
    let services = [
      try Self.lock("A", .acquire(limit: 3), owner: "'me'", result: "$lock"),
      try Self.lock("B", .acquire(limit: 3), owner: "'me'"),
      try Self.lock("C", .release, owner: "'you'"),
      try Self.lock("D", .read, owner: "'you'", result: "$lock"),
      try Self.lock("E", .release, owner: "'me'", result: "$lock"),
    ]
    let found = try Self.run(services, states: ["A", "B", "C", "D", "E"])
    let refused = JSON.string(Self.refused)
    #expect(
      found == [
        ["count": 1, "owned": true], refused, refused, ["count": 1, "owned": false], ["count": 0, "owned": false],
      ])
  }

  /// A call that fails by chance, or by its own expression, has changed nothing.
  @Test func aCallThatFailsLeavesTheLockAlone() throws {
    var service = try Self.lock("A", .acquire(limit: 1))
    service.errors = [.init(name: "Busy", cause: nil, probability: 1)]
    var other = try Self.lock("B", .acquire(limit: 1))
    other.errorExpression = try Self.expression(.errors, "'Slow'")
    let third = try Self.lock("C", .acquire(limit: 1), result: "$lock.count")
    #expect(try Self.run([service, other, third], states: ["A", "B", "C"]) == ["Busy", "Slow", 1])
  }

  /// AWS's semaphore: branches that poll for it are never more at once than may hold it.
  @Test func noMoreThanTheLimitHoldIt() throws {
    let branch = Story.states(
      "Get",
      """
      "Get": {"Type": "Task", "Resource": "\(Story.function)", "Next": "Work", "ResultPath": null,
        "Catch": [{"ErrorEquals": ["\(Self.refused)"], "Next": "Wait", "ResultPath": null}]},
      "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Get"},
      "Work": {"Type": "Wait", "Seconds": 10, "Next": "Release"},
      "Release": {"Type": "Task", "Resource": "\(Story.function)", "End": true}
      """)
    let map = #""Map": {"Type": "Map", "ItemProcessor": \#(branch), "End": true}"#
    let story = try Story(
      Story.states("Map", map),
      services: [try Self.lock("Get", .acquire(limit: 3)), try Self.lock("Release", .release)],
      input: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(story.outcome.status == .succeeded)
    // Three rounds: others ask at each second, and the lock is given back on one.
    #expect(story.duration == 30)
  }

  // MARK: Tables

  @Test func anItemIsWhatWasPut() throws {
    let services = [
      try Self.table("A", .get, result: "$exists($item) ? $item : 'none'"),
      try Self.table("B", .put, value: "{ 'n': 1, 'm': 2 }"),
      try Self.table("C", .update, value: "{ 'n': $item.n + 1 }", result: "[$old.n, $item.n, $item.m]"),
      try Self.table("D", .get, key: "'other'", result: "$exists($item)"),
      try Self.table("E", .delete, result: "[$old.n, $exists($item)]"),
      try Self.table("F", .get, result: "$exists($item)"),
    ]
    let found = try Self.run(services, states: ["A", "B", "C", "D", "E", "F"])
    #expect(found == ["none", [:], [1, 2, 2], false, [2, false], false])
  }

  /// What is said of an item that is not there does not hold; a condition decides before anything is written.
  @Test func aWriteMayHaveACondition() throws {
    let services = [
      try Self.table("A", .put, condition: "$item.n < 2", value: "{ 'n': 9 }"),
      try Self.table("B", .put, condition: "$not($exists($item))", value: "{ 'n': 1 }"),
      try Self.table("C", .put, condition: "$not($exists($item))", value: "{ 'n': 5 }"),
      try Self.table("D", .update, condition: "$item.n < 2", value: "{ 'n': 2 }", result: "$item.n"),
      try Self.table("E", .delete, condition: "$item.n < 2"),
      try Self.table("F", .get, result: "$item.n"),
    ]
    let refused = JSON.string(Self.refused)
    #expect(
      try Self.run(services, states: ["A", "B", "C", "D", "E", "F"]) == [refused, [:], refused, 2, refused, 2])
  }

  @Test(
    arguments: [
      ("$request.none", nil, nil, "found nothing (undefined), expected a value, which tells one from another"),
      ("null", nil, nil, "expected a value, which tells one from another"),
      ("1", "'yes'", nil, "found \"yes\", expected true or false"),
      ("1", nil, "$item.n", "found nothing (undefined), expected a value"),
    ] as [(String, String?, String?, String)])
  func whatCannotBeWorkedOutFailsTheTask(key: String, condition: String?, value: String?, cause: String) throws {
    let service = try Self.table("T", .put, key: key, condition: condition, value: value ?? "1")
    let story = try Story(Story.states("T", Story.task("T")), services: [service], input: ["k": 1])
    #expect(story.outcome.error == "Headroom.ServiceExpression")
    #expect(story.outcome.cause?.contains(cause) == true, "\(story.outcome.cause ?? "")")
  }
}
