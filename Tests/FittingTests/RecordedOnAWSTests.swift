import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Fitting

/// Histories that were recorded on AWS are read, every one; they have no times, so that laws do not come of them. The
/// recordings are no part of the repository: where they are not there, nothing is tested.
@Suite struct RecordedOnAWSTests {
  static let folder: URL = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["HEADROOM_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
      ?? package.deletingLastPathComponent().appendingPathComponent("shared/conformance")
  }()

  @Test func everyHistory() throws {
    let asl = Self.folder.appendingPathComponent("asl")
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: asl.path) else {
      return print("no recordings at \(Self.folder.path)")
    }
    var (histories, calls, forks) = (0, 0, 0)
    for name in names.sorted() where name.hasSuffix(".json") {
      let cases = try JSON.parse(Array(try Data(contentsOf: asl.appendingPathComponent(name))))
      for entry in cases.elements ?? [] {
        guard let events = entry["expected"]?["events"]?.elements, !events.isEmpty else { continue }
        var reader = RecordingReader(RecordingReader.Options())
        reader.read(text: Array(JSON.object(["events": .array(events)]).text.utf8), file: name)
        #expect(reader.diagnostics.map(\.text) == [], "\(entry["id"]?.string ?? "")")
        #expect(reader.counts.histories == 1)
        #expect(reader.counts.events == events.count)
        let isExact = entry["expected"]?["events_order"]?.string == "exact"
        let scheduled = events.count { $0["type"]?.string?.hasSuffix("Scheduled") == true }
        let starts = events.count { $0["type"]?.string == "TaskScheduled" && Self.startsExecution($0) }
        let found = reader.observations.calls.values.reduce(0) { $0 + $1.attemptCount }
        if isExact { #expect(found == scheduled - starts, "\(entry["id"]?.string ?? "")") }
        histories += 1
        calls += found
        forks += reader.observations.forks.values.reduce(0) { $0 + $1.values.reduce(0, +) }
      }
    }
    #expect(histories > 300 && calls > 80 && forks > 20, "\(histories) histories, \(calls) calls, \(forks) choices")
  }

  private static func startsExecution(_ event: JSON) -> Bool {
    let details = event["taskScheduledEventDetails"]
    let resource = "arn:aws:states:::\(details?["resourceType"]?.string ?? ""):\(details?["resource"]?.string ?? "")"
    return RecordedEvent.startsExecutions(resource)
  }
}
