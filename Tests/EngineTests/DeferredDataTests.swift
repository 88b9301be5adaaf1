import JSON
import JSONPath
import Prelude
import TestSupport
import Testing

@testable import Engine

/// What is made when somebody looks at it has the size of its text before, and leads where the text leads.
@Suite struct DeferredDataTests {
  static let names = ["n", "two words", "\"quoted\\\"", "\u{1}\n\t", "é😀", "a name of more than fifteen bytes", ""]

  static func check(_ members: DeferredMembers, _ what: Comment) throws {
    let object = JSON.object(JSONObject(members))
    let extent = object.extent
    let text = object.text
    #expect(extent.bytes == text.utf8.count, what)
    let read = try JSON.parse(text)
    #expect(read == object && object == read && read.hashValue == object.hashValue, what)
    #expect(read.extent.levels == extent.levels, what)
    #expect(read.text == text, what)
    for place in members.keys.indices {
      #expect(members.extent(place) == members.value(place).extent, "\(what), \(members.keys[place])")
    }
    for names in Self.paths(read) { #expect(members.find(names, from: 0) == read.find(names), "\(what), \(names)") }
  }

  /// All names one inside the other, and such as lead nowhere.
  static func paths(_ value: JSON) -> [[String]] {
    guard case .object(let object) = value else { return [["none"]] }
    return [["none"], ["none", "none"]]
      + object.flatMap { member in [[member.key]] + paths(member.value).map { [member.key] + $0 } }
  }

  static func identity(_ name: String, isExpress: Bool, given: String?, version: Bool) -> ExecutionIdentity {
    ExecutionIdentity(
      machine: MachineIdentity(
        name: name, arn: ARNs.machine(name), isExpress: isExpress,
        versionARN: version ? ARNs.machine(name) + ":7" : nil),
      key: 7, given: given)
  }

  /// All sixty-four shapes of it, with payloads and names of every kind.
  @Test(arguments: 0..<64)
  func descriptionsHaveTheSizeOfTheirText(shape: Int) throws {
    func has(_ bit: Int) -> Bool { shape & bit != 0 }
    var maker = RandomJSON(seed: UInt64(shape))
    for name in Self.names {
      for isExpress in [false, true] {
        for given in [nil, maker.text()] {
          let child = ChildDescription(
            Self.identity(name, isExpress: isExpress, given: given, version: has(32)), input: maker.value(),
            output: has(4) ? maker.value() : nil, error: has(2) ? maker.text() : nil, cause: has(1) ? name : nil,
            status: has(8) ? .succeeded : [.failed, .aborted, .timedOut, .running][maker.random.below(4)],
            start: Int64(maker.random.below(Int.max)), stop: Int64(maker.random.below(9_999)),
            aliasARN: has(16) ? ARNs.machine(name) + ":live" : nil, redrives: maker.random.below(12))
          #expect(Set(child.keys).count == child.keys.count)
          #expect(Array(child.keys) == child.keys.sorted(), "AWS's order")
          try Self.check(child, "shape \(shape), \(name)")
          try Self.check(child.aborted(), "shape \(shape), aborted")
          for textual in [true, false] {
            let json = child.json(textual: textual)
            #expect(json.byteCount == json.utf8Text.count, "shape \(shape), \(textual)")
          }
        }
      }
    }
  }

  @Test(arguments: 0..<16, names)
  func contextsHaveTheSizeOfTheirText(shape: Int, name: String) throws {
    var maker = RandomJSON(seed: UInt64(shape))
    let kinds = [(false, false, 0), (false, false, 2), (true, true, 0), (true, false, 0)]
    for (isExpress, isSynchronous, redrives) in kinds {
      let execution = ExecutionContext(
        Self.identity(name, isExpress: isExpress, given: shape & 4 == 0 ? nil : maker.text(), version: false),
        input: maker.value(), startedAt: 1_735_689_600_123_000_000, isSynchronous: isSynchronous, redrives: redrives,
        redrivenAt: 1_735_689_700_000_000_000)
      try Self.check(execution, "shape \(shape)")
      try Self.check(execution, "shape \(shape), its ARN made")
      let item = ContextObject.Item(index: shape, value: maker.value(), source: shape & 8 == 0 ? nil : "STATE_DATA")
      let machine = Self.identity(name, isExpress: isExpress, given: nil, version: false).machine
      let context = ContextObject(
        execution: shape & 8 == 0 ? JSONObject(execution) : nil, machine: machine,
        state: shape & 4 == 0 ? nil : .init(name: name, enteredAt: 5, retries: shape & 1 == 0 ? nil : shape),
        token: shape & 1 == 0 ? nil : TaskToken(slot: 1, generation: 2, key: 3), item: shape & 2 == 0 ? nil : item)
      try Self.check(context, "shape \(shape)")
      try Self.check(context.with(item), "shape \(shape), another item")
    }
  }

  /// A source that has a part of the context object leads where the whole would.
  @Test func partsOfTheContextLeadWhereTheWholeLeads() throws {
    let execution: JSONObject = ["Id": "a", "Input": ["x": [1], "y": .null]]
    let value: JSON = ["v": ["w": 1], "n": .null]
    let sources: [(QueryContext.Source, JSON)] = [
      (.execution(execution), ["Execution": .object(execution)]),
      (.item(index: 3, value: value), ["Map": ["Item": ["Index": 3, "Value": value]]]),
      (.whole(value), value), (.whole(.null), .null),
    ]
    for (source, whole) in sources {
      let context = QueryContext(source)
      #expect(context.object == whole && context.find([]) == whole)
      for names in Self.paths(whole) + [["Map"], ["Map", "Item"], ["Map", "Item", "Value", "none"], ["Execution"]] {
        #expect(context.find(names) == whole.find(names), "\(names)")
        #expect(context.find(["unread"] + names, from: 1) == whole.find(names), "\(names)")
      }
    }
  }

  /// An output may hold a part of the context, and many may read it at once.
  @Test func manyMayReadAContextAtOnce() async {
    for round in 0..<50 {
      let context = ExecutionContext(
        Self.identity("M", isExpress: round % 2 == 0, given: nil, version: false), input: [:], startedAt: 0,
        isSynchronous: false, redrives: 0, redrivenAt: 0)
      let output = JSON.object(JSONObject(context))
      await withTaskGroup(of: String.self) { group in
        for _ in 0..<4 { group.addTask { output.text } }
        var texts: Set<String> = []
        for await text in group { texts.insert(text) }
        #expect(texts.count == 1)
      }
    }
  }
}
