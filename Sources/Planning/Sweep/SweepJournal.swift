import Glibc
import Prelude
package import Report
package import Scenario
import Statistics
import Synchronization

/// What a sweep has finished, line by line on the disk: who is killed loses the points that were being run, and no
/// other. Each line ends with a checksum; the first says which sweep it is of.
///
/// A point is kept whole, with all of its replications: what they were summed up to is a few numbers, and they are what
/// the files of the sweep are made of, so that it ends with the same bytes however often it was cut short.
package final class SweepJournal: Sendable {
  package enum Trouble: Error {
    /// It is of another sweep, which is not over: so many points of it are finished.
    case foreign(finished: Int, of: Int)
    case file(FileFailure)
  }

  package static let name = "sweep.journal"
  private static let heading = "headroom sweep journal 1"

  private let descriptor: Int32
  private let path: String
  private let points: Mutex<[Int: [MeasuredValue]]>

  /// By number.
  package var finished: [Int: [MeasuredValue]] { points.withLock(\.self) }

  /// Opens the journal of this sweep, or begins one. That of another sweep is begun anew where it is complete, so that
  /// nothing is lost, or where it is to start over.
  package init(path: String, hash: String, points: Int, metrics: Int, startsOver: Bool) throws(Trouble) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .file(.reason("cannot write \(path)")) }
    self.points = Mutex([:])
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw .file(FileFailure("cannot write \(path): another process writes there"))
    }
    let first = Self.heading + "\t" + hash + "\t\(points)"
    let (lines, length) = startsOver ? ([], 0) : Self.wholeLines(try Self.read(path))
    let isOwn = lines.first == first
    if !isOwn, let (done, all) = Self.progress(lines), done < all { throw .foreign(finished: done, of: all) }
    for line in isOwn ? lines.dropFirst() : [] {
      guard let (point, measured) = Self.point(line), measured.count == metrics, 0..<points ~= point else { continue }
      self.points.withLock { $0[point] = measured }
    }
    // What follows the last whole line is torn.
    guard ftruncate(descriptor, isOwn ? off_t(length) : 0) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw .file(.reason("cannot write \(path)"))
    }
    guard !isOwn else { return }
    do throws(FileFailure) { try append(first) } catch { throw .file(error) }
  }

  private static func read(_ path: String) throws(Trouble) -> [UInt8] {
    do throws(FileFailure) { return try File.read(path) } catch { throw .file(error) }
  }

  /// Of a sweep that has begun: how many of its points are finished.
  private static func progress(_ lines: [String]) -> (done: Int, all: Int)? {
    guard let fields = lines.first?.split(separator: "\t"), fields.count == 3, String(fields[0]) == heading,
      let all = Int(fields[2])
    else { return nil }
    let done = Set(lines.dropFirst().compactMap { point($0)?.number }).count
    return done > 0 ? (done, all) : nil
  }

  deinit { close(descriptor) }

  /// It is on the disk when this returns.
  func add(_ point: Int, _ measured: [MeasuredValue]) throws(FileFailure) {
    let line = Self.line(point, measured)
    try points.withLock { known throws(FileFailure) in
      try append(line)
      known[point] = measured
    }
  }

  /// The journal as the sweep leaves it: in the order of the points.
  static func text(hash: String, points: [[MeasuredValue]]) -> String {
    let lines = [heading + "\t" + hash + "\t\(points.count)"] + points.enumerated().map { line($0, $1) }
    return lines.map(sealed).joined()
  }

  private func append(_ line: String) throws(FileFailure) {
    let bytes = Array(Self.sealed(line).utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if count >= 0 { done += count } else if errno != EINTR { throw .reason("cannot write \(path)") }
    }
    guard fsync(descriptor) == 0 else { throw .reason("cannot write \(path)") }
  }

  // MARK: Lines

  private static func sealed(_ line: String) -> String { line + "\t" + checksum(line) + "\n" }

  private static func checksum(_ line: String) -> String {
    let digits = String(Mix64.hash(line), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Those that are complete, without their checksums, and how many bytes they take.
  private static func wholeLines(_ bytes: [UInt8]) -> (lines: [String], length: Int) {
    var lines: [String] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      guard let tab = text.lastIndex(of: "\t"), checksum(String(text[..<tab])) == text[tab...].dropFirst() else {
        break
      }
      lines.append(String(text[..<tab]))
      start = end + 1
    }
    return (lines, start)
  }

  private static func line(_ point: Int, _ measured: [MeasuredValue]) -> String {
    let fields = measured.map { one in
      let numbers = [one.value, one.interval?.lower, one.interval?.upper].map { $0.map { "\($0)" } ?? "-" }
      return numbers.joined(separator: " ") + " \(one.count) " + (one.outcome?.rawValue ?? "-")
    }
    return ([String(point)] + fields).joined(separator: "\t")
  }

  private static func point(_ line: String) -> (number: Int, measured: [MeasuredValue])? {
    let fields = line.split(separator: "\t")
    guard let first = fields.first, let number = Int(first) else { return nil }
    var measured: [MeasuredValue] = []
    for field in fields.dropFirst() {
      let words = field.split(separator: " ")
      guard words.count == 5, let value = Double(words[0]), let count = Int(words[3]) else { return nil }
      let ends = (Double(words[1]), Double(words[2]))
      let interval = ends.0.flatMap { lower in ends.1.map { Interval(lower: lower, upper: $0) } }
      measured.append(
        MeasuredValue(
          value: value, interval: interval, outcome: Verdict.Outcome(rawValue: String(words[4])), count: count))
    }
    return (number, measured)
  }
}
