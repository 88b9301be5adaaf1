import JSON
import Testing

@Suite struct StateTestTests {
  @Test func statesComeToWhatAWSMakesOfThem() throws {
    let place = Corpus.place
    guard place.exists else {
      return print("no conformance corpus at \(place.path); set \(Corpus.variable) to a folder that has one")
    }
    var (passed, failed) = (0, 0)
    for recorded in try Corpus(folder: place.path).cases where recorded.json["kind"] == "test_state" {
      if let first = StateTestReplay(recorded: recorded).differences().first {
        failed += 1
        print("FAILED \(recorded.id)\n  \(first)")
      } else {
        passed += 1
      }
    }
    print("test_state: \(passed) passed, \(failed) failed, 0 skipped")
    let share = Double(passed) / Double(max(1, passed + failed))
    #expect(share >= 0.97, "\(failed) of \(passed + failed) answers differ from AWS's")
  }
}
