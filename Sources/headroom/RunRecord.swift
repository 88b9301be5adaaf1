import JSON
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage

/// A run as one file keeps it: what it was asked for, the files that it read, and all that it measured. Its report can
/// be written again from that alone.
struct RunRecord {
  static let name = "recording.bin"
  private static let kind = "recording"
  /// Any change of what passes, or of its meaning, is a new one: a file has no names of its fields.
  private static let format: UInt32 = 1

  /// All but the numbers.
  struct Head: Archived {
    var version = Headroom.version
    var order = RunOrder()
    /// SHA-256 of the scenario and of what it names.
    var hashes: [FileHash] = []
    /// nil: they are too large, and have to be where they were.
    var files: FileSnapshot?
    /// Of a run that was held against a baseline, which is not kept.
    var verdicts: [Verdict] = []
    /// The numbers take more bytes than a file may have, and are not here.
    var isLeftOut = false

    mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&version)
      try archive.pass(&order)
      try archive.pass(&hashes, of: FileHash(path: "", hash: ""))
      try archive.pass(&files, or: FileSnapshot())
      try archive.pass(&verdicts, of: .blank)
      try archive.pass(&isLeftOut)
    }
  }
  struct FileHash: Equatable, Archived {
    var path: String
    var hash: String

    mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&path)
      try archive.pass(&hash)
    }
  }

  private(set) var head: Head
  let plan: Plan
  var result: RunResult

  init(_ order: RunOrder, _ plan: Plan, _ result: RunResult, _ verdicts: [Verdict], _ files: FileSnapshot) {
    var head = Head()
    head.order = order
    (head.order.warmup, head.order.warmupOrigin) = (plan.warmup, plan.warmupOrigin)
    head.hashes = Self.hashes(of: plan)
    head.files = files.archiveSize <= FileSnapshot.archiveLimit ? files : nil
    // Those that are not relative follow from the numbers.
    if plan.expectations.contains(where: { $0.baselineFactor != nil }) { head.verdicts = verdicts }
    (self.head, self.plan, self.result) = (head, plan, result)
  }

  private static func hashes(of plan: Plan) -> [FileHash] {
    guard let source = plan.source else { return [] }
    return [FileHash(path: source.path, hash: source.hash)]
      + source.files.map { FileHash(path: $0.path, hash: $0.hash) }
  }

  func model(version: String) -> ReportModel {
    var model = ReportModel(plan: plan, result: result, version: version)
    if !head.verdicts.isEmpty { model.take(head.verdicts) }
    return model
  }

  // MARK: Files

  /// `said` hears of numbers that are too many for a file.
  func file(_ name: String = Self.name, said: @escaping (String) -> Void) -> ReportFile {
    ReportFile(name) { body in
      var file: [UInt8]
      do throws(Archive.Damage) {
        file = try bytes()
      } catch {
        said("\(name) does not hold the run's numbers: \(error.problem)")
        file = (try? bytes(leavingOut: true)) ?? []
      }
      try body(file)
    }
  }

  private func bytes(leavingOut: Bool = false) throws(Archive.Damage) -> [UInt8] {
    // Less what is around it.
    var archive = Archive(writing: File.sizeLimit - 1 << 16)
    var (head, result) = (head, result)
    head.isLeftOut = leavingOut
    try archive.pass(&head)
    if !leavingOut { try result.pass(through: &archive, of: plan) }
    return Archive.seal(archive.bytes, as: Self.kind, format: Self.format)
  }

  /// `file` names it in what is said.
  init(_ bytes: [UInt8], file: String, _ output: OutputOptions) throws {
    do {
      var archive = try Archive.unseal(bytes, as: Self.kind, format: Self.format)
      var head = Head()
      try archive.pass(&head)
      if head.isLeftOut { throw archive.damage("it was written without the run's numbers, which had no room in it") }
      (self.head, plan) = (head, try Self.plan(head, file, output))
      result = RunResult(plan)
      try result.pass(through: &archive, of: plan)
      try archive.finish()
    } catch let damage as Archive.Damage {
      throw CommandFailure(.invalid, ["\(file): error: at byte \(damage.offset): \(damage.problem)"])
    }
  }

  private static func plan(_ head: Head, _ file: String, _ output: OutputOptions) throws -> Plan {
    var files = head.files ?? FileSnapshot()
    let plan = try head.order.plan(from: &files, output).plan
    let now = hashes(of: plan)
    guard now != head.hashes else { return plan }
    let changed = now.first { !head.hashes.contains($0) } ?? head.hashes.first { !now.contains($0) }
    throw CommandFailure(
      .invalid,
      [
        "\(changed?.path ?? head.order.scenario): error: it has changed since \(file) was written",
        "    hint: its files have more than \(FileSnapshot.archiveLimit >> 20) MiB, and are not kept in there",
      ])
  }
}
