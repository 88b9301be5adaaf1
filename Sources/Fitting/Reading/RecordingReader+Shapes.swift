import JSON

/// What a value of JSON may be: an answer of an API, as the command line or an SDK writes it, or several.
extension RecordingReader {
  /// How deep lists of values may lie in each other.
  private static let depthLimit = 8

  /// False: it is nothing that is known.
  mutating func take(_ json: JSON, _ file: String, depth: Int = 0) -> Bool {
    guard depth < Self.depthLimit else { return false }
    if let list = json.elements { return take(list: list, file, depth) }
    guard let object = json.members else { return false }
    if let events = object.field("events")?.elements { return take(events: events, of: object, file, depth) }
    // In an order that lets what is more exact come first.
    if let event = RecordedEvent(json) {
      add(event, arn: (object.field("execution_arn") ?? object.field("executionArn"))?.string)
      return true
    }
    if let description = RecordedDescription(json) {
      add(description, file: file)
      return true
    }
    if let executions = object.field("executions")?.elements { return take(list: executions, file, depth) }
    if let results = object.field("results")?.elements { return take(results: results, file) }
    if let message = object["@message"] ?? object.field("message") { return take(message: message, file, depth) }
    if let event = flatEvent(object.map { ($0.key, $0.value) }) {
      add(event.event, arn: event.arn)
      return true
    }
    // What somebody put together, as `{"describe": …, "history": …}`, or wrapped, as subscriptions of logs do.
    var isKnown = false
    for (_, value) in object where value.members != nil || value.elements?.isEmpty == false {
      isKnown = take(value, file, depth: depth + 1) || isKnown
    }
    return isKnown
  }

  private mutating func take(list: [JSON], _ file: String, _ depth: Int) -> Bool {
    let events = list.compactMap { RecordedEvent($0) }
    // A bare list of events is a history, unless it says whose each of them is.
    if events.count == list.count, list.first?.members?.field("execution_arn") == nil {
      add(history: events, describedAs: nil, file: file)
      return true
    }
    var isKnown = list.isEmpty
    for value in list { isKnown = take(value, file, depth: depth + 1) || isKnown }
    return isKnown
  }

  /// `events`: of GetExecutionHistory, or of FilterLogEvents and GetLogEvents, whose messages are events.
  private mutating func take(events: [JSON], of object: JSONObject, _ file: String, _ depth: Int) -> Bool {
    if events.first?.members?.field("message") != nil {
      var isKnown = false
      for event in events {
        if let message = event.members?.field("message") { isKnown = take(message: message, file, depth) || isKnown }
      }
      return isKnown
    }
    let read = events.compactMap { RecordedEvent($0) }
    guard read.count == events.count else { return false }
    if read.isEmpty { return true }
    let described = RecordedDescription(.object(object))
    let arn = object.field("executionArn")?.string
    add(history: read, describedAs: described ?? arn.map { RecordedDescription(arn: $0) }, file: file)
    return true
  }

  /// A line of a log. Lines of other writers in the same group are none of ours.
  mutating func take(message: JSON, _ file: String, _ depth: Int) -> Bool {
    guard let text = message.string else { return take(message, file, depth: depth + 1) }
    guard text.utf8.contains(UInt8(ascii: "{")), let json = try? JSON.parse(String(text.drop { $0 != "{" })) else {
      return true
    }
    return json.members?.field("events") == nil && take(json, file, depth: depth + 1)
  }

  // MARK: Logs Insights

  /// GetQueryResults: rows of fields.
  private mutating func take(results: [JSON], _ file: String) -> Bool {
    var isKnown = results.isEmpty
    for row in results {
      let fields = (row.elements ?? []).compactMap { cell -> (String, JSON)? in
        guard let key = cell["field"]?.string, let value = cell["value"] else { return nil }
        return (key, value)
      }
      isKnown = take(fields: fields, file) || isKnown
    }
    return isKnown
  }

  /// A row: of it the whole message, or the fields of an event.
  mutating func take(fields: [(String, JSON)], _ file: String) -> Bool {
    if let message = fields.first(where: { $0.0 == "@message" })?.1 { return take(message: message, file, 0) }
    guard let (event, arn) = flatEvent(fields) else { return false }
    add(event, arn: arn)
    return true
  }

  /// An event whose details are columns of their own: `details.name`, `details.resource`.
  private func flatEvent(_ fields: [(String, JSON)]) -> (event: RecordedEvent, arn: String?)? {
    var (object, details) = (JSONObject(), JSONObject())
    for (key, value) in fields {
      if key.hasPrefix("details.") {
        details[String(key.dropFirst("details.".count))] = value
      } else if value.members == nil {
        object[key] = value
      }
    }
    if !details.isEmpty { object["details"] = .object(details) }
    guard !details.isEmpty || object["execution_arn"] != nil else { return nil }
    return RecordedEvent(.object(object)).map { ($0, object["execution_arn"]?.string) }
  }
}
