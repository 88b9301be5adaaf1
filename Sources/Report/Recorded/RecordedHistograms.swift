import JSON
import StatesLanguage
import Statistics

/// Reads distributions: what they hold is said by `recording.json`, and so is checked against it.
struct RecordedHistograms {
  private struct Expected {
    let bits: Int?
    let counts: [Int]
    let losses: [Int]
    var bins: [[SampleBins.Bin]]
  }
  let replications: Int
  private var expected: [String: Expected] = [:]

  init(replications: Int) { self.replications = replications }

  var distributions: [String: RecordedValues.Distribution] {
    expected.mapValues { distribution in
      RecordedValues.Distribution(
        bins: distribution.bins.map { SampleBins(bins: $0, bits: distribution.bits) }, losses: distribution.losses)
    }
  }

  /// One of the list of distributions.
  mutating func expect(_ distribution: LocatedReader) throws(Diagnostic) {
    let bits = try distribution.member("significantBits")
    let width = try bits?.integer(2...62)
    var bins = Array(repeating: [SampleBins.Bin](), count: replications)
    let counts = try distribution["counts"].counts(replications)
    if let written = try distribution.member("bins") {
      let lists = try written.list()
      guard lists.count == replications else {
        throw written.failure(.value, "\(replications) lists were expected, one for each replication")
      }
      for (index, list) in lists.enumerated() {
        let numbers = try list.list()
        for pair in stride(from: 0, to: numbers.count - 1, by: 2) {
          let upper = Int64(try numbers[pair].integer(0...Int.max - 1))
          let count = try numbers[pair + 1].integer(1...LocatedReader.mostCounted)
          if let last = bins[index].last, last.upper >= upper {
            throw numbers[pair].failure(.value, "bins ascend")
          }
          bins[index].append(SampleBins.Bin(upper: upper, count: count))
        }
        guard Self.count(bins[index]) == counts[index] else {
          throw list.failure(.value, "\(counts[index]) values were expected")
        }
      }
    }
    let name = Self.name(try distribution["machine"].text(), try distribution["distribution"].text())
    expected[name] = Expected(
      bits: width, counts: counts, losses: try distribution["losses"].counts(replications), bins: bins)
  }

  mutating func read(_ bytes: [UInt8], file: String) throws(Diagnostic) {
    var rows = CSVRows(bytes, file: file)
    let head = ["machine", "distribution", "replication", "upper_seconds", "count"]
    let start = SourcePosition(line: 1, column: 1)
    guard let found = try rows.next(), found.map(\.text) == head else {
      throw Diagnostic(
        .value, file: file, position: start, message: "its first line is not \"\(head.joined(separator: ","))\"")
    }
    // Names as the table writes them.
    let names = Dictionary(
      expected.keys.map { (CSVTable.harmless($0), $0) }, uniquingKeysWith: { first, _ in first })
    while let row = try rows.next() {
      try add(row, names, CSVPlace(file: file))
    }
    let short = expected.sorted { $0.key < $1.key }.first { _, distribution in
      (0..<replications).contains { Self.count(distribution.bins[$0]) != distribution.counts[$0] }
    }
    guard let (name, distribution) = short else { return }
    let replication = (0..<replications).first { Self.count(distribution.bins[$0]) != distribution.counts[$0] } ?? 0
    throw Diagnostic(
      .value, file: file, position: start,
      message: """
        found \(Self.count(distribution.bins[replication])) values of \(name) in replication \(replication), \
        expected \(distribution.counts[replication])
        """,
      hint: "the file is no longer whole, or of another run than recording.json")
  }

  private struct CSVPlace {
    let file: String

    func failure(_ field: CSVRows.Field, _ message: String) -> Diagnostic {
      Diagnostic(.value, file: file, position: field.position, message: message)
    }
  }

  private mutating func add(
    _ row: [CSVRows.Field], _ names: [String: String], _ place: CSVPlace
  ) throws(Diagnostic) {
    guard row.count == 5 else {
      throw place.failure(row[0], "found \(row.count) fields, expected 5")
    }
    guard let name = names[Self.name(row[0].text, row[1].text)], let bits = expected[name].map(\.bits) else {
      throw place.failure(row[0], "recording.json has no distribution \(Self.name(row[0].text, row[1].text))")
    }
    guard let replication = Int(row[2].text), (0..<replications).contains(replication) else {
      throw place.failure(row[2], "a replication from 0 to \(replications - 1) was expected")
    }
    guard let upper = Self.nanoseconds(row[3].text), bits == nil || upper < 1 << 62 else {
      throw place.failure(row[3], "seconds with at most nine digits behind the point were expected")
    }
    guard let count = Int(row[4].text), (1...LocatedReader.mostCounted).contains(count) else {
      throw place.failure(row[4], "a whole number from 1 to \(LocatedReader.mostCounted) was expected")
    }
    if let last = expected[name]?.bins[replication].last, last.upper >= upper {
      throw place.failure(row[3], "bins of a replication ascend")
    }
    expected[name]?.bins[replication].append(SampleBins.Bin(upper: upper, count: count))
  }

  private static func name(_ subject: String, _ distribution: String) -> String {
    subject.isEmpty ? distribution : subject + "." + distribution
  }

  /// No sum of what a file says may overflow.
  private static func count(_ bins: [SampleBins.Bin]) -> Int { bins.reduce(0) { $0 &+ $1.count } }

  private static func nanoseconds(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(digits.contains) }), let whole = Int64(parts[0]),
      whole < 9_000_000_000
    else { return nil }
    guard parts.count == 2 else { return whole * 1_000_000_000 }
    guard parts[1].utf8.count <= 9 else { return nil }
    let fraction = parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count)
    return Int64(fraction).map { whole * 1_000_000_000 + $0 }
  }
}
