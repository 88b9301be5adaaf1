import StatesLanguage
import Testing

@testable import Fitting
@testable import Statistics

@Suite struct LatencyTableTests {
  private func read(_ text: String, service: String? = nil, censored: String? = nil) -> RecordingReader {
    var options = RecordingReader.Options()
    (options.service, options.censoredColumn) = (service, censored)
    var reader = RecordingReader(options)
    reader.readTable(Array(text.utf8), "t.csv")
    return reader
  }

  private func times(_ reader: RecordingReader, _ resource: String) -> [Double] {
    reader.observations.calls[Observations.CallSite(machine: nil, state: nil, resource: resource)]?
      .latency.items.map(\.value.time) ?? []
  }

  @Test func columns() throws {
    let reader = read("function,duration_ms,error\nA,250,\nA,1500,\nB,10,Busy\n")
    #expect(reader.diagnostics.isEmpty)
    #expect(times(reader, "A") == [0.25, 1.5])
    let other = try #require(
      reader.observations.calls[Observations.CallSite(machine: nil, state: nil, resource: "B")])
    #expect(other.attemptCount == 1)
    #expect(other.errors["Busy"] == [0: 1])
    #expect(other.latency.items.isEmpty)
  }

  @Test func bareNumbers() { #expect(times(read("0.5\n1\n2e-1\n", service: "A"), "A") == [0.5, 1, 0.2]) }

  @Test func censored() throws {
    let reader = read("seconds,gave_up\n3,1\n2,0\n", service: "A", censored: "gave_up")
    let calls = try #require(
      reader.observations.calls[Observations.CallSite(machine: nil, state: nil, resource: "A")])
    #expect(calls.latency.items.map(\.value.isCensored) == [true, false])
    #expect(calls.latency.items.map(\.value.limit) == [3, .infinity])
  }

  @Test(arguments: [
    ("a,b\n1,2\n", "t.csv:1:1: error: found the columns \"a,b\", expected one of times"),
    ("seconds\nx\n", "t.csv:2:1: error: found \"x\", expected a time, at least 0"),
    ("seconds\n-1\n", "t.csv:2:1: error: found \"-1\", expected a time, at least 0"),
    ("seconds\nnan\n", "t.csv:2:1: error: found \"nan\", expected a time, at least 0"),
    ("service,seconds\nA,1,2\n", "t.csv:2:1: error: found 3 columns, expected 2, as in the header"),
    ("service,seconds\n,1\n", "t.csv:2:2: error: it is not said what took that time"),
    ("seconds\n\"1\n", "t.csv:2:1: error: found the end of the file, expected a closing quote"),
  ]) func mistakes(text: String, message: String) {
    let service = text.hasPrefix("service") ? nil : "A"
    let reader = read(text, service: service)
    #expect(reader.diagnostics.first?.text.hasPrefix(message) == true, "\(reader.diagnostics.map(\.text))")
  }

  /// All of them at once.
  @Test func severalMistakes() { #expect(read("seconds\nx\n1\ny\n", service: "A").diagnostics.count == 2) }
}
