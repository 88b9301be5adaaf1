import JSON
import Prelude
import Testing

@testable import Engine

/// Where records lie, and when they are made.
struct SlabTests {
  private struct Row: SlabRecord {
    var number = 7
    var text = ""
  }

  @Test func recordsNeverMoveAndAreMadeOnce() {
    var slab = Slab<Row>()
    let first = slab.acquire()
    let place = slab[first]
    place.pointee.number = 1
    // More than are opened at a time.
    let others = (0..<40_000).map { _ in slab.acquire() }
    #expect(slab[first] == place)
    #expect(place.pointee.number == 1)
    #expect(others.map(\.slot) == Array(1...40_000))
    #expect(others.allSatisfy { slab[$0].pointee.number == 7 })
  }

  @Test func aReleasedRecordIsTheNextOneAndStaysAsItWas() {
    var slab = Slab<Row>()
    let handles = (0..<3).map { _ in slab.acquire() }
    slab[handles[1]].pointee.number = 2
    slab.release(handles[1])
    let again = slab.acquire()
    #expect(again == handles[1])
    #expect(slab[again].pointee.number == 2)
    #expect(slab.count == 3)
  }

  @Test func afterRemoveAllRecordsAreFresh() {
    var slab = Slab<Row>()
    for number in 0..<20_000 { slab[slab.acquire()].pointee = Row(number: number, text: "\(number)") }
    slab.removeAll()
    #expect(slab.count == 0)
    let handles = (0..<30_000).map { _ in slab.acquire() }
    #expect(handles.map(\.slot) == Array(0..<30_000))
    #expect(handles.allSatisfy { slab[$0].pointee.number == 7 && slab[$0].pointee.text.isEmpty })
  }

  private final class Witness {}
  private struct Holder: SlabRecord {
    var witness: Witness?
  }

  /// A slab does not walk records at its end where all were released: one that is in use still lets go.
  @Test func whatIsInUseAtTheEndIsLetGo() {
    weak var seen: Witness?
    do {
      var slab = Slab<Holder>()
      let (first, second) = (slab.acquire(), slab.acquire())
      slab.release(first)
      let witness = Witness()
      seen = witness
      slab[second].pointee.witness = witness
    }
    #expect(seen == nil)
  }

  @Test func aClearedForkIsAFreshOne() {
    var fork = Fork()
    let fresh = String(reflecting: fork)
    (fork.isMap, fork.keepsResults, fork.isFailing) = (false, false, true)
    (fork.count, fork.next, fork.open, fork.concurrency) = (4, 3, 2, 1)
    (fork.first, fork.last) = (StrandID(slot: 1), StrandID(slot: 2))
    (fork.previousEvent, fork.lastEvent, fork.announced, fork.announcement) = (5, 6, 7, 8)
    (fork.startedAt, fork.items, fork.branches) = (.zero + .seconds(1), [1], [2])
    (fork.extent, fork.failing, fork.memory) = (.array(count: 1), ForkFailure(.timeout), ForkMemory())
    fork.keepResults()
    fork.clear()
    #expect(String(reflecting: fork) == fresh)
  }
}
