import Prelude
import StepFunctions
import TestSupport
import Testing

@Suite struct AgendaTests {
  /// 31 of them and the chunk's own eight bytes are 504 of its 512.
  @Test func anEntryIsTwoWords() { #expect(MemoryLayout<Agenda.Entry>.stride == 16) }

  /// Against a sorted list: whatever is pushed, entries leave by (time, order of entry).
  @Test(arguments: 0..<10)
  func leavesInTheOrderOfTimeAndEntry(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    func next(_ bound: Int) -> Int { random.below(bound) }
    let spans = [1, 3, 50, 4_000, 1_000_000, 60_000_000_000, 1 << 50]
    // Odd seeds push far more than is due soon: buckets are spread, and sorted runs go back to the buckets.
    let burst = seed % 2 == 0 ? 100 : 400
    var agenda = Agenda()
    var model: [(time: Int, serial: Int)] = []
    var now = 0
    var serial = 0
    for _ in 0..<1_000 {
      if next(5) < 3 || model.isEmpty {
        // Bursts at one instant, ties, and times of every size.
        for _ in 0..<(next(10) == 0 ? burst : 1) {
          let time = now + (next(3) == 0 ? 0 : next(spans[next(spans.count)]))
          agenda.push(.wake, slot: UInt32(serial), generation: UInt32(serial), at: Instant(nanoseconds: Int64(time)))
          model.append((time, serial))
          serial += 1
        }
      } else {
        let soonest = model.indices.min { (model[$0].time, model[$0].serial) < (model[$1].time, model[$1].serial) }!
        let expected = model.remove(at: soonest)
        if next(4) == 0, expected.time > now {
          #expect(agenda.pop(by: Instant(nanoseconds: Int64(expected.time - 1)))?.slot == nil)
        }
        let entry = agenda.pop(by: .never)
        #expect(entry?.time == Instant(nanoseconds: Int64(expected.time)))
        #expect(entry?.slot == UInt32(expected.serial))
        now = expected.time
      }
    }
    model.sort { ($0.time, $0.serial) < ($1.time, $1.serial) }
    for expected in model { #expect(agenda.pop(by: .never)?.slot == UInt32(expected.serial)) }
    let isEmpty = agenda.isEmpty
    #expect(isEmpty)
  }

  /// A look ahead that found nothing by its horizon, and then many entries before what it saw.
  @Test func entriesBeforeWhatWasLookedAt() {
    var agenda = Agenda()
    agenda.push(.wake, slot: 0, at: Instant(nanoseconds: 100))
    #expect(agenda.pop(by: Instant(nanoseconds: 70))?.slot == nil)
    for index in 0..<600 {
      agenda.push(.wake, slot: UInt32(index), at: Instant(nanoseconds: Int64(index * 37 % 60) + 1))
    }
    var last = Instant.zero
    while let entry = agenda.pop(by: .never) {
      #expect(entry.time >= last)
      last = entry.time
    }
    #expect(last == Instant(nanoseconds: 100))
  }
}
