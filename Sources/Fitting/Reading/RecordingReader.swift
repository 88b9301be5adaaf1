// Fitting: from what an account has recorded (histories, logs, tables of latencies) to laws, and to the scenario that
// they make. Reading knows every form of export; what it finds are observations, which know none.

import Foundation
import JSON
import Prelude
package import Scenario
package import StatesLanguage

/// Reads recordings of every form into observations, and says of each what was wrong with it, all at once.
package struct RecordingReader {
  package struct Options: Sendable {
    /// Of rows of a table that name none.
    package var service: String?
    /// The column of a table that says which times were not waited for to the end.
    package var censoredColumn: String?
    /// Asked now and then: what is read after that is of no use.
    package var isCancelled: @Sendable () -> Bool = { false }
    /// The names of states of each machine that is known, by which a history without an ARN finds its own.
    package var machines: [(name: String, states: Set<String>)] = []

    package init() {}
  }

  package private(set) var observations = Observations()
  package private(set) var diagnostics: [Diagnostic] = []
  /// What was read, for whoever says where the answer comes from.
  private(set) var files: [String] = []
  package private(set) var counts = Counts()

  package struct Counts: Sendable {
    package internal(set) var events = 0
    var histories = 0
    /// Histories that lack their beginning, their end, or events between.
    var incomplete = 0
    /// Histories that were there before.
    var repeated = 0
    /// Events without a time.
    var timeless = 0
    var rows = 0
  }

  let options: Options
  var open = OpenExecutions()
  /// Executions whose histories were read.
  private var known: Set<String> = []

  package init(_ options: Options) { self.options = options }

  // MARK: Files

  private static let kinds: Set = ["json", "jsonl", "ndjson", "log", "txt", "csv", "out", ""]
  /// A file that is mostly something else is told in a few lines.
  private static let mostComplaints = 5

  /// Files and folders. A folder's files are read in the order of their names, with numbers by their value.
  package mutating func read(_ paths: [String]) throws(FileFailure) {
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw FileFailure("there is no file \(path)")
      }
      guard isFolder.boolValue else {
        try read(file: path, isNamed: true)
        continue
      }
      for name in Self.files(below: path) { try read(file: path + "/" + name, isNamed: false) }
    }
    finish()
  }

  private static func files(below folder: String) -> [String] {
    let names = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    return names.filter { name in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder) else { return false }
      let last = name.split(separator: "/").last ?? ""
      let kind = last.contains(".") ? last.split(separator: ".").last.map { $0.lowercased() } ?? "" : ""
      return !isFolder.boolValue && !name.split(separator: "/").contains { $0.hasPrefix(".") } && kinds.contains(kind)
    }.sorted { $0.compare($1, options: .numeric, locale: nil) == .orderedAscending }
  }

  private mutating func read(file: String, isNamed: Bool) throws(FileFailure) {
    let stream = try DocumentStream(file)
    let first = stream.firstBytes
    files.append(file)
    if first.starts(with: [0x1F, 0x8B]) {
      return complain(
        .unsupported, file, SourcePosition(line: 1, column: 1), "found a compressed file, expected text",
        hint: "gunzip \(file)")
    }
    if file.lowercased().hasSuffix(".csv") || Self.looksLikeTable(first) { return try readTable(file, isNamed) }
    try read(stream, file, isNamed: isNamed)
  }

  /// A first line with commas in which nothing of JSON begins.
  private static func looksLikeTable(_ bytes: ArraySlice<UInt8>) -> Bool {
    let line = bytes.prefix { $0 != 0x0A }
    return line.contains(UInt8(ascii: ",")) && !line.contains { [UInt8(ascii: "{"), UInt8(ascii: "[")].contains($0) }
  }

  // MARK: JSON

  /// For whoever has the text in memory.
  package mutating func read(text: [UInt8], file: String) {
    // Nothing fails that is not a file.
    try? read(DocumentStream(text: text), file, isNamed: true)
    finish()
  }

  private mutating func read(_ stream: DocumentStream, _ file: String, isNamed: Bool) throws(FileFailure) {
    var (complaints, isEmpty) = (0, true)
    while complaints < Self.mostComplaints, !options.isCancelled(), let item = try stream.nextItem() {
      isEmpty = false
      switch item {
      case .unfinished(let position):
        complaints += 1
        complain(
          .syntax, file, position, "found the end of the file in the value that begins here, expected its end",
          hint: "was the export cut off?")
      case .text(let text, let position):
        guard !text.allSatisfy({ $0.isWhitespace }) else { continue }
        complaints += 1
        complain(.syntax, file, position, "found \"\(Self.excerpt(text))\", expected JSON", hint: Self.forms)
      case .value(let document):
        if !read(document, file, isNamed) { complaints += 1 }
      }
    }
    if complaints == Self.mostComplaints {
      complain(
        .syntax, file, SourcePosition(line: 1, column: 1), "this is not a recording: the rest is not read",
        hint: Self.forms)
    }
    if isEmpty { complain(.type, file, SourcePosition(line: 1, column: 1), "the file is empty", hint: Self.forms) }
  }

  package static let forms = """
    aws stepfunctions get-execution-history --execution-arn ARN --output json > NAME.json, or logs of Express \
    executions as aws logs filter-log-events prints them
    """

  /// False: it was refused.
  private mutating func read(_ document: DocumentStream.Document, _ file: String, _ isNamed: Bool) -> Bool {
    let json: JSON
    do {
      json = try JSON.parse(document.bytes)
    } catch {
      let start = document.position
      let position = SourcePosition(
        line: start.line + error.position.line - 1,
        column: error.position.column + (error.position.line == 1 ? start.column - 1 : 0))
      complain(.syntax, file, position, error.message, hint: error.hint)
      return false
    }
    if take(json, file) { return true }
    let what = json["States"] != nil ? "a definition" : json["Resources"] != nil ? "a template" : "another value"
    // Beside histories there are other files in a folder.
    complain(
      .type, file, document.position, "found \(what), expected a recording", hint: Self.forms,
      severity: isNamed ? .error : .warning)
    return false
  }

  static func excerpt(_ text: String) -> String { text.count <= 60 ? text : text.prefix(57) + "..." }

  mutating func complain(
    _ problem: ReadingProblem, _ file: String, _ position: SourcePosition, _ message: String, hint: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    var diagnostic = Diagnostic(problem, file: file, position: position, message: message, hint: hint)
    diagnostic.severity = severity
    diagnostics.append(diagnostic)
  }

  // MARK: Events

  mutating func add(_ event: RecordedEvent, arn: String?) {
    counts.events += 1
    if event.time == nil { counts.timeless += 1 }
    if let whole = open.add(event, arn: arn) { reduce(whole) }
  }

  mutating func add(history events: [RecordedEvent], describedAs description: RecordedDescription?, file: String) {
    counts.events += events.count
    counts.timeless += events.count { $0.time == nil }
    for whole in open.add(history: events, describedAs: description, file: file) { reduce(whole) }
  }

  mutating func add(_ description: RecordedDescription, file: String) { open.describe(description, file: file) }

  mutating func add(call site: Observations.CallSite, row number: Int, _ note: (inout Observations.Calls) -> Void) {
    counts.rows += 1
    observations.call(site) {
      $0.countAttempt(execution: number)
      note(&$0)
    }
  }

  /// All that is still open is as complete as it will be.
  private mutating func finish() {
    for whole in open.finish() { reduce(whole) }
    for description in open.takeDescriptions() { addExecution(description, events: []) }
    observations.join()
  }

  private mutating func reduce(_ whole: OpenExecutions.Whole) {
    if let arn = whole.arn, whole.events.contains(where: { $0.id == 1 }), !known.insert(arn).inserted {
      return counts.repeated += 1
    }
    let events = Self.ordered(whole.events)
    guard let first = events.first, let last = events.last else { return }
    counts.histories += 1
    if first.id > 1 || last.id != events.count || !last.endsExecution { counts.incomplete += 1 }
    let described = open.description(of: whole)
    var description = described ?? RecordedDescription(arn: whole.arn)
    // A stack gives machines names of its own: the definitions know them by theirs.
    if !description.isMapRunChild,
      description.machine.map({ name in !options.machines.contains { $0.name == name } }) ?? true
    {
      description.machine = machine(of: events) ?? description.machine
    }
    var reader = ExecutionReader(events, machine: description.machine, number: counts.histories)
    reader.read(into: &observations)
    addExecution(description, events: events, reader)
  }

  /// By their ids, each once: exports overlap. Events without an id stay as they came.
  private static func ordered(_ events: [RecordedEvent]) -> [RecordedEvent] {
    var seen: Set<Int> = []
    let each = events.filter { $0.id == 0 || seen.insert($0.id).inserted }
    return each.enumerated().sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }.map(\.element)
  }

  /// By the states that only it has all of.
  private func machine(of events: [RecordedEvent]) -> String? {
    let states = Set(events.compactMap { $0.isEntered ? $0.name : nil })
    guard !states.isEmpty else { return nil }
    let fitting = options.machines.filter { states.isSubset(of: $0.states) }
    return fitting.count == 1 ? fitting[0].name : nil
  }

  private mutating func addExecution(
    _ description: RecordedDescription, events: [RecordedEvent], _ reader: ExecutionReader? = nil
  ) {
    var execution = Observations.Execution()
    execution.machine = description.machine
    execution.arn = description.arn
    execution.isExpress = description.isExpress
    (execution.firstEntry, execution.firstState) = (reader?.firstEntry, reader?.firstState)
    execution.hasHistory = !events.isEmpty
    let started = events.first { $0.type == "ExecutionStarted" }
    let ended = events.last { $0.endsExecution }
    execution.start = started?.time ?? description.start
    execution.end = ended?.time ?? description.end
    execution.status = ended.map { Self.status($0.type) } ?? description.status
    let input = started?.payload ?? description.input
    execution.isRoot =
      !(description.isMapRunChild || input?.contains("\"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID\"") == true)
    if execution.isRoot, let input, input.utf8.count <= Observations.longestPayload,
      observations.inputBytes + input.utf8.count <= Observations.mostInputBytes
    {
      execution.input = input
      observations.inputBytes += input.utf8.count
    }
    observations.executions.append(execution)
  }

  private static func status(_ type: String) -> String {
    switch type {
    case "ExecutionSucceeded": "SUCCEEDED"
    case "ExecutionFailed": "FAILED"
    case "ExecutionTimedOut": "TIMED_OUT"
    default: "ABORTED"
    }
  }
}
