import Engine
import JSON
import Prelude
import Testing

@testable import Report
@testable import Tracing

/// What the files of traces hold, field by field.
@Suite struct TraceFileTests {
  private static func span(
    _ id: Int, in parent: Int?, _ kind: TraceSpan.Kind, _ name: String, _ detail: String? = nil, from start: Int64,
    to end: Int64, _ outcome: TraceSpan.Outcome = .succeeded
  ) -> TraceSpan {
    var span = TraceSpan(
      id: id, parent: parent, startedBy: nil, kind: kind, name: name, detail: detail,
      start: Instant(nanoseconds: start),
      end: Instant(nanoseconds: end))
    span.outcome = outcome
    if kind == .wait { span.part = .service }
    if kind == .backoff { span.part = .errorBackoff }
    return span
  }

  private static func traced(_ spans: [TraceSpan], _ name: String = "Root") -> TracedExecution {
    TracedExecution(
      name: "one", machine: name, replication: 0, seed: 7, parts: CriticalPath(spans).parts(of: 0), reason: "",
      spans: spans)
  }

  /// A Task that succeeds at its second attempt.
  private static let retried = [
    span(0, in: nil, .execution, "Root", "one", from: 0, to: 9),
    span(1, in: 0, .state, "Call", from: 0, to: 9), span(2, in: 1, .attempt, "attempt", "1", from: 0, to: 2, .failed),
    span(3, in: 2, .wait, "service", from: 0, to: 2), span(4, in: 1, .backoff, "after an error", from: 2, to: 5),
    span(5, in: 1, .attempt, "attempt", "2", from: 5, to: 9), span(6, in: 5, .wait, "service", from: 5, to: 9),
  ]

  /// Tracks as `name`, and slices as `track: begins name category` and `track: ends`, each with its time.
  private static func lines(_ bytes: [UInt8]) throws -> [String] {
    var tracks: [UInt64: String] = [:]
    return try #require(ProtobufField.all(bytes)).map { packet in
      #expect(packet.number == 1 && packet.first(10)?.value == 1)
      if let track = packet.first(60) {
        let name = track.first(2)?.text ?? ""
        let parent = track.first(5).map { (tracks[$0.value] ?? "?") + " > " } ?? ""
        tracks[track.first(1)?.value ?? 0] = name
        return parent + name
      }
      let event = try #require(packet.first(11))
      let (time, track) = (packet.first(8)?.value ?? 0, tracks[event.first(11)?.value ?? 0] ?? "?")
      guard event.first(9)?.value == 1 else { return "\(time) \(track): ends" }
      return "\(time) \(track): \(event.first(23)?.text ?? "?") \(event.first(22)?.text ?? "?")"
    }
  }

  @Test func aTaskThatIsRetried() throws {
    let lines = try Self.lines(PerfettoTrace.bytes([Self.traced(Self.retried)]))
    #expect(
      lines == [
        "Root one", "Root one > critical path", "Root one > Root one",
        "0 critical path: Service service", "0 Root one: Root one execution", "0 Root one: Call state",
        "0 Root one: attempt 1 attempt", "0 Root one: service service",
        "2 critical path: ends", "2 critical path: Error backoff errorBackoff", "2 Root one: ends", "2 Root one: ends",
        "2 Root one: backoff: after an error errorBackoff",
        "5 critical path: ends", "5 critical path: Service service", "5 Root one: ends",
        "5 Root one: attempt 2 attempt", "5 Root one: service service",
        "9 critical path: ends", "9 Root one: ends", "9 Root one: ends", "9 Root one: ends", "9 Root one: ends",
      ], "\(lines.joined(separator: "\n"))")
  }

  /// Every byte of the smallest trace, which Perfetto's descriptors read as a process, the track of its critical path,
  /// that of its path of control, and a slice that begins and ends at 0.
  @Test func bytesOfAMoment() {
    let bytes = PerfettoTrace.bytes([Self.traced([Self.span(0, in: nil, .execution, "R", "x", from: 0, to: 0)])])
    let text = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    let wanted = """
      0a1b5001e2031608808080801012035220781a07080132035220785803\
      0a265001e20321088180808010288080808010120d637269746963616c2070617468600178025803\
      0a1c5001e203170882808080102880808080101203522078600278025803\
      0ae602500140005adf024801588280808010b20109657865637574696f6eba0103522078221152046b696e64320965786563\
      7574696f6e221452076f7574636f6d653209737563636565646564220c52076d616368696e65320152220e52096578656375\
      74696f6e32017822085204736565641807220f520b7265706c69636174696f6e2000221b521773706c69742e7472616e7369\
      74696f6e576169745f6e732000221c521873706c69742e7468726f74746c654261636b6f66665f6e7320002219521573706c\
      69742e6572726f724261636b6f66665f6e7320002219521573706c69742e7365727669636551756575655f6e732000221452\
      1073706c69742e736572766963655f6e7320002215521173706c69742e63616c6c6261636b5f6e7320002214521073706c69\
      742e6d6170536c6f745f6e7320002216521273706c69742e7761697453746174655f6e7320002215521173706c69742e6f76\
      6572686561645f6e732000\
      0a0e500140005a084802588280808010
      """
    #expect(text == wanted)
  }

  /// Iterations that overlap have tracks of their own; so have slices that overlap on one path of control.
  @Test func whatOverlapsHasTracksOfItsOwn() throws {
    let spans = [
      Self.span(0, in: nil, .execution, "Root", "one", from: 0, to: 9),
      Self.span(1, in: 0, .state, "Each", from: 0, to: 9),
      Self.span(2, in: 1, .iteration, "Each", "0", from: 0, to: 6),
      Self.span(3, in: 1, .iteration, "Each", "1", from: 1, to: 9),
      Self.span(4, in: 2, .wait, "service", from: 0, to: 4), Self.span(5, in: 2, .wait, "service", from: 3, to: 6),
    ]
    let lines = try Self.lines(PerfettoTrace.bytes([Self.traced(spans)]))
    #expect(lines.contains("Root one > Each[0]") && lines.contains("Root one > Each[1]"))
    #expect(lines.contains("Each[0] > service") && lines.contains("3 service: service service"))
  }

  /// An arrow leads from the attempt to what it started.
  @Test func arrowsHaveTwoEnds() throws {
    var spans = Self.retried
    spans.append(Self.span(7, in: 5, .execution, "Child", "two", from: 5, to: 9))
    let events = try #require(ProtobufField.all(PerfettoTrace.bytes([Self.traced(spans)]))).compactMap { $0.first(11) }
    let (begun, ended) = (events.compactMap { $0.first(47)?.value }, events.compactMap { $0.first(48)?.value })
    #expect(begun.count == 1 && begun == ended)
  }

  @Test(arguments: ["\u{1B}[31m\u{0}", String(repeating: "long", count: 250), "👩‍👩‍👧‍👦é\u{202E}", "\"\\", ""])
  func namesOfEveryKind(name: String) throws {
    let spans = [
      Self.span(0, in: nil, .execution, name, name, from: 0, to: 9), Self.span(1, in: 0, .state, name, from: 0, to: 9),
    ]
    let lines = try Self.lines(PerfettoTrace.bytes([Self.traced(spans, name)]))
    #expect(lines.count == 3 + 6 && lines.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 } })
    let text = OpenTelemetryTrace.text([Self.traced(spans, name)], epoch: 0, version: "1")
    _ = try JSON.parse(text)
  }

  @Test func spansOfOpenTelemetry() throws {
    let epoch: Int64 = 1_735_689_600_000_000_000
    let text = OpenTelemetryTrace.text([Self.traced(Self.retried)], epoch: epoch, version: "1")
    let resource = try #require(try JSON.parse(text)["resourceSpans"]?.elements?.first)
    let spans = try #require(resource["scopeSpans"]?.elements?.first?["spans"]?.elements)
    #expect(spans.count == 7 && Set(spans.compactMap { $0["traceId"]?.string }).count == 1)
    for span in spans {
      #expect(span["traceId"]?.string?.count == 32 && span["spanId"]?.string?.count == 16)
    }
    #expect(spans[2]["parentSpanId"] == spans[1]["spanId"] && spans[0]["parentSpanId"] == nil)
    #expect(spans[2]["startTimeUnixNano"] == .string(String(epoch)) && spans[2]["kind"] == 3)
    #expect(spans[2]["endTimeUnixNano"] == .string(String(epoch + 2)))
    #expect(spans[2]["status"]?["code"] == 2 && spans[5]["status"]?["code"] == 1)
    #expect(text.contains(#"{"key":"headroom.split.errorBackoff_ns","value":{"intValue":"3"}}"#))
    #expect(text == OpenTelemetryTrace.text([Self.traced(Self.retried)], epoch: epoch, version: "1"))
  }
}
