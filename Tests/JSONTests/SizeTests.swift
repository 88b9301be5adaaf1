import TestSupport
import Testing

@testable import JSON

/// A size that is kept is that of the text, whatever happened to the value; and what a value is does not depend on how
/// it lies in memory.
@Suite struct SizeTests {
  /// Where no value shares anything with another, and nothing was measured before.
  static func remade(_ value: JSON) -> JSON {
    switch value {
    case .array(let values): .array(values.map(remade))
    case .object(let object): .object(JSONObject(uniqueMembers: object.map { ($0.key, remade($0.value)) }))
    default: value
    }
  }

  static func levels(_ value: JSON) -> Int {
    switch value {
    case .array(let values): values.map { levels($0) + 1 }.max() ?? 0
    case .object(let object): object.map { levels($0.value) + 1 }.max() ?? 0
    default: 0
    }
  }

  static func holdsDouble(_ value: JSON) -> Bool {
    switch value {
    case .double: true
    case .array(let values): values.contains(where: holdsDouble)
    case .object(let object): object.contains { holdsDouble($0.value) }
    default: false
    }
  }

  static func check(_ value: JSON, _ what: Comment) {
    let extent = value.extent
    #expect(extent.bytes == value.utf8Text.count, what)
    #expect(extent.levels == levels(value), what)
    // A double that went may be remembered.
    #expect(extent.holdsDouble || !holdsDouble(value), what)
    #expect(value.extent == extent, what)
  }

  /// An object changed at random, next to a list of members changed alike; copies are kept, and must stay as they were.
  @Test(arguments: 0..<400 as Range<UInt64>)
  func changesKeepTheSizeAndLeaveCopiesAlone(seed: UInt64) {
    var maker = RandomJSON(seed: seed)
    var object = maker.oneIn(3) ? JSONObject(Deferred(maker.object())) : maker.object()
    var members = object.map { (key: $0.key, value: $0.value) }
    var copies: [(object: JSONObject, text: String)] = []
    for step in 0..<40 {
      let place = maker.random.below(members.count)
      switch maker.random.below(9) {
      case 0: copies.append((object, JSON.object(object).text))
      case 1 where !members.isEmpty:
        let gone = members.remove(at: place).key
        object[gone] = nil
      case 2 where !members.isEmpty:
        let value = maker.value()
        object.setValue(value, at: place)
        members[place].value = value
      case 3 where !members.isEmpty:
        let value: JSON = ["n": .object(object), "m": [.object(object)]]
        if JSON.object(object).byteCount < 4_000 {
          object.setValue(value, at: place)
          members[place].value = value
        }
      case 4: object.reserveCapacity(maker.random.below(30))
      case 5: _ = JSON.object(object).byteCount
      default:
        let (key, value) = (maker.key(), maker.value(depth: 3))
        object[key] = value
        if let place = members.firstIndex(where: { $0.key.isWritten(as: key) }) {
          members[place].value = value
        } else {
          members.append((key, value))
        }
      }
      if maker.oneIn(3) { Self.check(.object(object), "seed \(seed), step \(step)") }
      #expect(object.elementsEqual(members) { $0.key.isWritten(as: $1.key) && $0.value == $1.value }, "\(seed) \(step)")
    }
    Self.check(.object(object), "seed \(seed), at the end")
    for copy in copies {
      #expect(JSON.object(copy.object).text == copy.text, "seed \(seed)")
      Self.check(.object(copy.object), "seed \(seed), a copy")
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func aDraftLeavesItsModelAlone(seed: UInt64) {
    var maker = RandomJSON(seed: seed)
    let model = maker.oneIn(3) ? JSONObject(Deferred(maker.object())) : maker.object()
    if maker.oneIn(2) { Self.check(.object(model), "measured before") }
    let text = JSON.object(model).text
    let draft = JSONDraft(model)
    var members = model.map { (key: $0.key, value: $0.value) }
    for place in members.indices where maker.oneIn(2) {
      members[place].value = maker.value()
      draft.set(members[place].value, at: place)
    }
    let made = draft.finish()
    #expect(JSON.object(made).text == JSON.object(JSONObject(uniqueMembers: members)).text)
    #expect(JSON.object(model).text == text)
    Self.check(.object(made), "seed \(seed)")
    Self.check(.object(model), "seed \(seed)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func howItLiesInMemoryIsNoPartOfAValue(seed: UInt64) throws {
    var maker = RandomJSON(seed: seed)
    let object = maker.object()
    let forms: [JSONObject] = [
      object, JSONObject(Deferred(object)), JSONObject(object.keys, values: object.map(\.value)),
      JSONObject(uniqueMembers: object.reversed()), JSONObject(Deferred(JSONObject(Deferred(object)))),
    ]
    _ = JSON.object(forms[3]).byteCount
    for form in forms {
      #expect(form == object && object == form && form.hashValue == object.hashValue)
      for member in object { #expect(form[member.key] == member.value && form.find([member.key]) == member.value) }
      #expect(form["none"] == nil && form.find(["none"]) == nil && form.find(["none", "x"]) == nil)
      Self.check(.object(form), "seed \(seed)")
      Self.check(.object(form), "seed \(seed), again")
      var changed = form
      changed["another"] = .null
      #expect(form != changed && changed != object && form == object)
      changed["another"] = nil
      #expect(changed == form)
      Self.check(.object(changed), "seed \(seed), changed")
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func whatIsReadIsWrittenAndReadAgain(seed: UInt64) throws {
    var maker = RandomJSON(seed: seed)
    let source = maker.source()
    let value = try JSON.parse(source)
    Self.check(value, "seed \(seed)")
    let remade = Self.remade(value)
    #expect(try remade == value && remade.text == value.text && LocatedJSON.parse(Array(source.utf8)).json == value)
    #expect(try JSON.parse(value.text).text == value.text)
    #expect(try JSON.parse(value.prettyText).text == value.text)
    #expect(value.withWholeNumbers == value)
    Self.check(value.withWholeNumbers, "seed \(seed)")
  }

  /// What holds itself over and over grows beyond every size that is kept.
  @Test func aSizeBeyondAllLimitsStaysBeyondThem() {
    var object: JSONObject = ["a": 1, "b": [[[1]]]]
    for _ in 0..<2_100 {
      var outer: JSONObject = ["a": 1, "b": [[[1]]]]
      _ = JSON.object(outer).byteCount
      outer["a"] = .object(object)
      object = outer
    }
    #expect(JSON.object(object).byteCount > 1 << 40)
    // Taken apart level by level: what frees a value recurses.
    while case .object(let inner)? = object["a"] {
      object["a"] = .null
      object = inner
    }
    var wide = JSONObject(uniqueMembers: (0..<600).map { (key: "k\($0)", value: .null) })
    wide["deep"] = [[[1]]]
    _ = JSON.object(wide).byteCount
    var deep: JSON = 1
    for _ in 0...JSON.levelLimit { deep = [deep] }
    for place in 0..<600 { wide.setValue(deep, at: place) }
    #expect(JSON.object(wide).byteCount > 1 << 40)
    for place in 0..<600 { wide.setValue(.null, at: place) }
    Self.check(.object(wide), "small again")
  }

  /// Whoever measures first keeps the size for all, also while others copy.
  @Test func manyMayMeasureAndCopyAtOnce() async {
    for seed in 0..<20 as Range<UInt64> {
      var maker = RandomJSON(seed: seed)
      let object = JSONObject(Deferred(maker.object()))
      let count = JSON.object(object).utf8Text.count
      await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            var copy = object
            copy["new"] = .null
            copy["new"] = nil
            return JSON.object(object).byteCount == count && JSON.object(copy).byteCount == count
          }
        }
        for await isRight in group { #expect(isRight) }
      }
    }
  }
}

/// The members of another object, made anew each time.
private final class Deferred: DeferredMembers, @unchecked Sendable {
  private let object: JSONObject

  init(_ object: JSONObject) {
    self.object = object
    super.init(object.keys)
  }

  override func value(_ place: Int) -> JSON { SizeTests.remade(object[place].value) }
}
