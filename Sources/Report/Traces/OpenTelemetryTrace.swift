import Engine
import JSON
import Prelude
import Tracing

/// Executions as an ExportTraceServiceRequest in OTLP's JSON: a trace for each, a resource for each state machine.
///
/// Times are the engine's own, which its histories have: virtual time after its epoch. Identifiers follow from the
/// seed, the replication, the execution's name and the span's place, so that the same run gives the same bytes.
/// Source: OTLP 1.x, "JSON Protobuf Encoding" (hexadecimal identifiers, enumerations as numbers, 64 bits as text).
package struct OpenTelemetryTrace {
  private let traced: TracedExecution
  private let epoch: Int64
  private let trace: (UInt64, UInt64)

  /// `epoch`: nanoseconds since 1970 at which virtual time begins.
  package static func text(_ executions: [TracedExecution], epoch: Int64, version: String) -> String {
    var machines: [String] = []
    var spans: [String: [JSON]] = [:]
    for execution in executions {
      let trace = OpenTelemetryTrace(execution, epoch)
      for place in execution.spans.indices {
        let machine = trace.machine(of: place)
        if spans[machine] == nil { machines.append(machine) }
        spans[machine, default: []].append(trace.span(place))
      }
    }
    let resources = machines.map { machine -> JSON in
      let scope: JSON = ["name": "headroom", "version": .string(version)]
      return [
        "resource": ["attributes": [Self.attribute("service.name", .string(machine))]],
        "scopeSpans": [["scope": scope, "spans": .array(spans[machine] ?? [])]],
      ]
    }
    return (["resourceSpans": .array(resources)] as JSON).text + "\n"
  }

  private init(_ traced: TracedExecution, _ epoch: Int64) {
    self.traced = traced
    self.epoch = epoch
    let key = Mix64.mix(traced.seed &+ Mix64.golden &* UInt64(traced.replication + 1))
    trace = (Mix64.mix(key ^ Mix64.hash(traced.machine)), Mix64.mix(key &+ Mix64.hash(traced.name)) | 1)
  }

  private func machine(of span: Int) -> String {
    var place = span
    while traced.spans[place].kind != .execution, let parent = traced.spans[place].parent,
      traced.spans.indices.contains(parent)
    {
      place = parent
    }
    return traced.spans[place].kind == .execution ? traced.spans[place].name.escapingControls() : traced.machine
  }

  // MARK: Spans

  private func span(_ place: Int) -> JSON {
    let span = traced.spans[place]
    var json: JSONObject = ["traceId": .string(Self.hex(trace.0) + Self.hex(trace.1)), "spanId": .string(id(place))]
    if let parent = span.parent, traced.spans.indices.contains(parent) { json["parentSpanId"] = .string(id(parent)) }
    json["name"] = .string(span.title)
    json["kind"] = .integer(kind(span))
    json["startTimeUnixNano"] = .string(time(span.start))
    json["endTimeUnixNano"] = .string(time(span.end))
    json["attributes"] = .array(attributes(place))
    if let starter = span.startedBy, traced.spans.indices.contains(starter) {
      json["links"] = [["traceId": json["traceId"] ?? .null, "spanId": .string(id(starter))]]
    }
    json["status"] = status(span)
    return .object(json)
  }

  /// An execution serves whoever started it, an attempt calls, all else is internal.
  private func kind(_ span: TraceSpan) -> Int {
    switch span.kind {
    case .execution: 2
    case .attempt: 3
    default: 1
    }
  }

  private func status(_ span: TraceSpan) -> JSON {
    switch span.outcome {
    case .succeeded: ["code": 1]
    case .open, .caught: [:]
    case .failed, .timedOut, .aborted:
      ["code": 2, "message": .string(span.error?.escapingControls() ?? span.outcome.rawValue)]
    }
  }

  private func attributes(_ place: Int) -> [JSON] {
    let span = traced.spans[place]
    var all = [
      Self.attribute("headroom.kind", .string(span.kind.rawValue)),
      Self.attribute("headroom.outcome", .string(span.outcome.rawValue)),
    ]
    if let error = span.error { all.append(Self.attribute("error.type", .string(error.escapingControls()))) }
    if let part = span.part { all.append(Self.attribute("headroom.part", .string(part.name))) }
    if span.kind == .execution {
      all.append(Self.attribute("headroom.execution", .string((span.detail ?? "").escapingControls())))
    }
    guard place == 0 else { return all }
    all.append(Self.attribute("headroom.seed", .string(String(traced.seed))))
    all.append(Self.integer("headroom.replication", Int64(traced.replication)))
    return all
      + zip(Part.allCases, traced.parts).map { Self.integer("headroom.split.\($0.name)_ns", $1) }
  }

  private static func attribute(_ key: String, _ value: JSON) -> JSON {
    ["key": .string(key), "value": ["stringValue": value]]
  }

  private static func integer(_ key: String, _ value: Int64) -> JSON {
    ["key": .string(key), "value": ["intValue": .string(String(value))]]
  }

  // MARK: Texts

  private func time(_ instant: Instant) -> String { String(epoch + (instant - .zero).nanoseconds) }

  private func id(_ place: Int) -> String { Self.hex(Mix64.mix(trace.1 &+ Mix64.golden &* UInt64(place + 1)) | 1) }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
