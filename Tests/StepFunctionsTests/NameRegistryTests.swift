import Engine
import Prelude
import StepFunctions
import Testing

@Suite struct NameRegistryTests {
  static let start = Instant.zero + .seconds(1_000)
  static let days = 86_400

  @Test func aNameIsTakenWhileItsExecutionRunsAndFor90DaysAfter() {
    var names = NameRegistry()
    #expect(names.state(of: "a", machine: 0, at: .zero) == .free)
    names.add("a", machine: 0, execution: ExecutionID(slot: 7))
    // However long it runs.
    #expect(
      names.state(of: "a", machine: 0, at: Self.start + .seconds(300 * Self.days)) == .running(ExecutionID(slot: 7)))
    names.close("a", machine: 0, at: Self.start)
    #expect(names.state(of: "a", machine: 0, at: Self.start) == .closed)
    #expect(names.state(of: "a", machine: 0, at: Self.start + .seconds(90 * Self.days)) == .closed)
    #expect(names.state(of: "a", machine: 0, at: Self.start + .seconds(90 * Self.days + 5)) == .free)
  }

  @Test func anEndAfterARedriveCountsAnew() {
    var names = NameRegistry()
    names.add("a", machine: 0, execution: ExecutionID(slot: 1))
    names.close("a", machine: 0, at: Self.start)
    let redrivenAt = Self.start + .seconds(10 * Self.days)
    names.add("a", machine: 0, execution: ExecutionID(slot: 2))
    #expect(names.state(of: "a", machine: 0, at: redrivenAt) == .running(ExecutionID(slot: 2)))
    names.close("a", machine: 0, at: redrivenAt)
    #expect(names.state(of: "a", machine: 0, at: Self.start + .seconds(95 * Self.days)) == .closed)
    #expect(names.state(of: "a", machine: 0, at: Self.start + .seconds(101 * Self.days)) == .free)
  }

  @Test func theEndOfTimeIsNoTrap() {
    var names = NameRegistry()
    names.close("a", machine: 0, at: .never)
    #expect(names.state(of: "a", machine: 0, at: .never) == .closed)
  }

  /// Names that differ by machine, length, order, one letter, or in ways that a digest of words could overlook.
  @Test(arguments: [
    ("a", "b"), ("", "a"), ("ab", "ba"), ("a", "aa"), ("12345678", "123456780"), ("12345678", "1234567"),
    ("1234567812345678", "12345678"), ("abcdefgh12345678", "12345678abcdefgh"), ("caf\u{E9}", "cafe\u{301}"),
  ])
  func otherNamesAreOthers(_ first: String, _ second: String) {
    var names = NameRegistry()
    names.close(first, machine: 0, at: .zero)
    #expect(names.state(of: first, machine: 0, at: .zero) == .closed)
    #expect(names.state(of: second, machine: 0, at: .zero) == .free)
    #expect(names.state(of: first, machine: 1, at: .zero) == .free)
  }

  /// Against a dictionary, while names come, end, are freed by time and come again.
  @Test func agreesWithADictionary() {
    var names = NameRegistry()
    var ends: [String: Int] = [:]
    for day in 0..<400 {
      let now = Instant.zero + .seconds(day * Self.days)
      for number in 0..<100 {
        // A name returns sooner than after 90 days, or later.
        let name = "order-\(number % 3 == 0 ? (day * 100 + number) % 5_000 : (day * 100 + number) % 12_000)"
        let isTaken = ends[name].map { day - $0 <= 90 } ?? false
        #expect(names.state(of: name, machine: 0, at: now) == (isTaken ? .closed : .free), "day \(day): \(name)")
        if isTaken { continue }
        names.add(name, machine: 0, execution: ExecutionID(slot: UInt32(number)))
        names.close(name, machine: 0, at: now)
        ends[name] = day
      }
    }
  }

  /// At a constant rate what is kept is a window of 90 days, and at most 16 bytes a name in it.
  @Test func memoryIsFlatOnce90DaysHavePassed() {
    var names = NameRegistry()
    var sizes: [Int] = []
    let perDay = 1_000
    for day in 0..<360 {
      for number in 0..<perDay {
        names.close("\(day)-\(number)", machine: 0, at: .zero + .seconds(day * Self.days + number * 86))
      }
      sizes.append(names.closedBytes)
    }
    #expect(sizes[89] <= 16 * 90 * perDay)
    #expect(sizes[180...].max()! <= 16 * 91 * perDay)
    #expect(sizes[270...].max()! <= sizes[180..<270].max()! * 101 / 100)
  }
}
