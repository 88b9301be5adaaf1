import Foundation
import Testing

@testable import Planning
@testable import Report
@testable import Statistics

@Suite struct SweepJournalTests {
  private static let rows: [[MeasuredValue]] = [
    [
      MeasuredValue(value: 0.1, interval: Interval(lower: -0.25, upper: .infinity), outcome: .met, count: 5),
      MeasuredValue(value: .infinity, interval: nil, outcome: .undecided, count: 5),
    ],
    [
      MeasuredValue(value: 1 / 3, interval: Interval(lower: 0, upper: 1), outcome: .notMet, count: 7),
      MeasuredValue(value: 2, interval: nil, outcome: nil, count: 7),
    ],
    [
      MeasuredValue(value: 3, interval: nil, outcome: nil, count: 7),
      MeasuredValue(value: 4, interval: nil, outcome: nil, count: 7),
    ],
  ]

  private final class Place {
    let path = FileManager.default.temporaryDirectory.path + "/journal-" + UUID().uuidString

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var bytes: Data {
      get { FileManager.default.contents(atPath: path) ?? Data() }
      set { try? newValue.write(to: URL(fileURLWithPath: path)) }
    }

    func open(_ hash: String = "abc", startsOver: Bool = false) throws -> SweepJournal {
      try SweepJournal(path: path, hash: hash, points: 3, metrics: 2, startsOver: startsOver)
    }
  }

  @Test func whatIsFinishedIsKept() throws {
    let place = Place()
    do {
      let journal = try place.open()
      try journal.add(2, Self.rows[2])
      try journal.add(0, Self.rows[0])
      #expect(journal.finished == [0: Self.rows[0], 2: Self.rows[2]])
    }
    #expect(try place.open().finished == [0: Self.rows[0], 2: Self.rows[2]])
  }

  /// Killed at any byte: every line before it is there, and the journal goes on to the same end.
  @Test func aTornLineIsRedone() throws {
    let place = Place()
    let whole = Data(SweepJournal.text(hash: "abc", points: Self.rows).utf8)
    let ends = whole.indices.filter { whole[$0] == 0x0A }.map { $0 + 1 }
    for length in 0...whole.count {
      place.bytes = whole.prefix(length)
      let journal = try place.open()
      #expect(journal.finished.count == max(0, ends.count { $0 <= length } - 1))
      for point in 0..<3 where journal.finished[point] == nil { try journal.add(point, Self.rows[point]) }
      #expect(place.bytes == whole)
    }
  }

  @Test func anotherSweepIsRefusedUnlessItIsOver() throws {
    let place = Place()
    try place.open().add(1, Self.rows[1])
    #expect(throws: SweepJournal.Trouble.self) { try place.open("def") }
    #expect(try place.open().finished.count == 1)
    #expect(try place.open("def", startsOver: true).finished.isEmpty)
    place.bytes = Data(SweepJournal.text(hash: "abc", points: Self.rows).utf8)
    #expect(try place.open("def").finished.isEmpty)
  }

  @Test func whatIsNoJournalIsWrittenOver() throws {
    let place = Place()
    place.bytes = Data("notes\n".utf8)
    #expect(try place.open().finished.isEmpty)
  }

  @Test func onlyOneProcessWrites() throws {
    let place = Place()
    let first = try place.open()
    #expect(throws: SweepJournal.Trouble.self) { try place.open() }
    #expect(first.finished.isEmpty)
  }
}
