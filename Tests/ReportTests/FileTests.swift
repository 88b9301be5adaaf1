import Engine
import JSON
import StepFunctions
import TestSupport
import Testing

@testable import Report
@testable import Simulation
@testable import Statistics

@Suite struct FileTests {
  @Test func namesAreThoseOfTheInterface() {
    #expect(
      Samples.shared.files().map(\.name) == [
        "report.html", "summary.json", "summary.csv", "latency.csv", "retries.csv", "timeseries.csv",
        "levels.csv", "percentiles.csv", "services.csv", "quotas.csv", "parts.csv", "errors.csv", "states.csv",
      ])
  }

  @Test func sameRecordingsInAnyOrderGiveTheSameBytes() {
    let recordings = Samples.standard
    let files = Samples.model(recordings: recordings).files()
    let again = Samples.model(recordings: recordings.reversed()).files()
    for (file, other) in zip(files, again) { #expect(file.bytes == other.bytes, "\(file.name)") }
    #expect(files.map { $0.bytes.count }.min() ?? 0 > 100)
  }

  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", #"two\u000alines"#), ("\u{1B}[1m\u{9B}", #"\u001b[1m\u009b"#),
    ("=1+1", "'=1+1"), ("+A", "'+A"),
    ("@A", "'@A"), ("-inf", "'-inf"), ("-A,b", "\"'-A,b\""), ("-1.5e-7", "-1.5e-7"), ("+2", "+2"),
    (" edge", "\" edge\""), ("\"", "\"\"\"\""), ("ü;'", "ü;'"),
    ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("=\u{301}1", "'=\u{301}1"), ("\t=1", #"\u0009=1"#), ("a\u{7F}", #"a\u007f"#),
    ("a\r\n,", #""a\u000d\u000a,""#),
    ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF20}A", "'\u{FF20}A"),
  ])
  func fieldsAreQuotedWhereTheyNeedIt(field: String, text: String) {
    #expect(CSVTable.quoted(field) == text)
  }

  @Test func everyRowHasTheFieldsOfItsHeader() {
    let machines = [Samples.machine("a,\"b\""), Samples.machine("Leaf", .express)]
    let model = Samples.model(Samples.plan(machines: machines))
    for file in model.files() where file.name.hasSuffix(".csv") {
      let rows = CSVText.rows(String(decoding: file.bytes, as: UTF8.self))
      #expect(rows.count > 1, "\(file.name)")
      #expect(Set(rows.map(\.count)).count == 1, "\(file.name)")
      #expect(rows.first?.prefix(1) == ["seed"])
      #expect(rows.dropFirst().allSatisfy { $0[0] == "42" })
    }
  }

  @Test func latencyMarksWhatTheSampleCannotSupport() throws {
    let rows = CSVText.rows(Samples.file("latency.csv", of: Samples.shared))
    let column = try #require(rows.first?.firstIndex(of: "p999_supported"))
    #expect(rows[1][column] == "false", "1,494 values")
    #expect(rows[3][column] == "true", "14,994 values")
    #expect(!rows[1][column - 3].isEmpty, "the file has the value all the same")
  }

  @Test func retriesAreAHistogramOfEveryAdmittedCall() {
    let rows = CSVText.rows(Samples.file("retries.csv", of: Samples.shared)).dropFirst()
    let root = rows.filter { $0[2] == "admittedCall" && $0[3] == "Root" }
    #expect(root.compactMap { Int($0[7]) }.reduce(0, +) == 1494)
    #expect(root.compactMap { Int($0[6]) } == Array(0..<root.count))
    #expect(rows.filter { $0[2] == "taskVisit" }.compactMap { Int($0[7]) }.reduce(0, +) == 1500)
  }

  @Test func startSyncExecutionIsShownWhereItWasCalled() throws {
    let recordings = Samples.recordings().map { recording in
      var recording = recording
      recording.calls[.startSyncExecution] = CallCounts(admitted: 7, throttled: 2)
      return recording
    }
    let model = Samples.model(recordings: recordings)
    let summary = try JSON.parse(Array(Samples.file("summary.json", of: model).utf8))
    #expect(summary[["apiActions", "StartSyncExecution", "offered", "mean"]] == 9)
    #expect(Samples.file("summary.csv", of: model).contains("StartSyncExecution,throttled,calls,2"))
    #expect(!Samples.file("summary.csv", of: Samples.shared).contains("StartSyncExecution"))
  }

  @Test func summaryIsTheInterfaceOfTheDesign() throws {
    let bytes = try #require(Samples.shared.files().first { $0.name == "summary.json" }?.bytes)
    let summary = try JSON.parse(bytes)
    #expect(summary[["schemaVersion"]] == 2)
    #expect(summary[["seed"]] == 42)
    #expect(summary[["replications"]] == 3)
    #expect(summary[["apiActions", "StartExecution", "offered", "mean"]] == 88_000)
    #expect(summary[["apiActions", "StartExecution", "throttled", "halfWidth"]] == 0)
    #expect(summary[["apiActions", "StartExpressExecution", "admitted", "mean"]] == 0)
    #expect(summary[["executions", "Root", "started", "mean"]] == 500)
    #expect(summary[["executions", "Root", "failed", "mean"]] == 2)
    #expect(summary[["executions", "Root", "failed", "ratio"]] == 0.004)
    #expect(summary[["executions", "Root", "latency", "unit"]] == "s")
    #expect(summary[["executions", "Root", "latency", "count"]] == 1494)
    #expect(summary[["executions", "Root", "latency", "p99", "supported"]] == true)
    #expect(summary[["executions", "Root", "latency", "p999", "supported"]] == false)
    #expect(summary[["executions", "Leaf", "retriesPerAdmittedCall", "min"]] == 0)
    #expect(summary[["makespan", "mean"]] == 60.1)
    #expect(summary[["transitions", "mean"]] == 12_346)
    #expect(summary[["peakOpen", "mean"]] == 4001)
    for name in ["timedOut", "aborted", "rejected", "running"] {
      #expect(summary[["executions", "Leaf", name, "mean"]] == 0, "\(name)")
    }
  }

  @Test func partsSumToTheMeanLatency() throws {
    let summary = try JSON.parse(Samples.file("summary.json", of: Samples.shared))
    var sum = 0.0
    for part in Part.allCases { sum += summary[["executions", "Root", "parts", part.name]]?.number ?? .nan }
    let mean = try #require(summary[["executions", "Root", "latency", "mean"]]?.number)
    #expect(abs(sum - mean) < 1e-6)
    #expect(MachineRecording().parts.count == Part.allCases.count)
  }

  @Test func oneReplicationHasNoHalfWidthAndNoneStillGivesFiles() throws {
    let one = try JSON.parse(Samples.file("summary.json", of: Samples.model(recordings: [Samples.standard[0]])))
    #expect(one[["peakOpen", "halfWidth"]] == .null)
    let none = Samples.model(recordings: [])
    #expect(try JSON.parse(Samples.file("summary.json", of: none))[["peakOpen", "mean"]] == .null)
    #expect(none.text(color: false, width: 80).contains("no replications"))
  }

  @Test func seedsBeyond63BitsAreKept() throws {
    var plan = Samples.plan()
    plan.seed = .max
    let summary = try JSON.parse(Samples.file("summary.json", of: Samples.model(plan)))
    #expect(summary[["seed"]] == "18446744073709551615")
  }
}

/// Reads RFC 4180.
enum CSVText {
  static func rows(_ text: String) -> [[String]] {
    var (rows, row, field, isQuoted) = ([[String]](), [String](), "", false)
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if isQuoted {
        if scalar != "\"" { field.unicodeScalars.append(scalar) }
        if scalar == "\"", scalars.first == "\"" {
          field.unicodeScalars.append(scalars.removeFirst())
        } else if scalar == "\"" {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(field)
        field = ""
        if scalar == "\n" { (rows, row) = (rows + [row], []) }
      } else if scalar != "\r" {
        field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}

extension JSON {
  var number: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .double(let double): double
    default: nil
    }
  }
}
