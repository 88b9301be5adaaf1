import JSON
import Testing

@Suite struct ValidationTests {
  @Test func refusalsAreAWSsOwn() throws {
    let place = Corpus.place
    guard place.exists else {
      return print("no conformance corpus at \(place.path); set \(Corpus.variable) to a folder that has one")
    }
    var (passed, failed, skipped) = (0, 0, 0)
    for recorded in try Corpus(folder: place.path).cases where recorded.json["kind"] == "validation" {
      guard let differences = ValidationReplay(recorded: recorded).differences() else {
        skipped += 1
        print("skipped \(recorded.id): \(recorded.json["request"]?["call"]?.string ?? "?")")
        continue
      }
      if let first = differences.first {
        failed += 1
        print("FAILED \(recorded.id)\n  \(first)")
      } else {
        passed += 1
      }
    }
    print("validation: \(passed) passed, \(failed) failed, \(skipped) skipped")
    #expect(failed == 0, "\(failed) of \(passed + failed) refusals differ from AWS's")
  }
}
