import JSON
import Planning
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage

/// A run, or a shard of one, as one file keeps it: what it was asked for, the files that it read, and all that it
/// measured. Its report can be written again from that alone.
struct RunRecord {
  static let name = "recording.bin"
  static let kind = "recording"
  /// Any change of what passes, or of its meaning, is a new one: a file has no names of its fields.
  private static let format: UInt32 = 5

  /// All but the numbers.
  struct Head: Archived {
    /// A run that was not divided is one shard of one.
    var header = ShardHeader()
    var order = RunOrder()
    /// Which number was drawn for what.
    var drawing = RunFacts.drawing
    /// nil: they are too large, and have to be where they were.
    var files: FileSnapshot?
    /// Of a run that was held against a baseline, which is not kept.
    var verdicts: [Verdict] = []
    /// The numbers take more bytes than a file may have, and are not here.
    var isLeftOut = false
    /// What lies beside a shard that ran with --executions.
    var rows: ShardRows?

    mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
      try archive.pass(&header)
      try archive.pass(&order)
      try archive.pass(&drawing)
      try archive.pass(&files, or: FileSnapshot())
      try archive.pass(&verdicts, of: .blank)
      try archive.pass(&isLeftOut)
      try archive.pass(&rows, or: ShardRows())
    }
  }

  private(set) var head: Head
  let plan: Plan
  var result: RunResult

  init(
    _ order: RunOrder, _ plan: Plan, _ result: RunResult, _ verdicts: [Verdict], _ files: FileSnapshot,
    _ shard: Shard = .all, rows: ShardRows? = nil
  ) {
    var head = Head(header: Self.header(order, plan, shard), order: order)
    (head.order.warmup, head.order.warmupOrigin) = (plan.warmup, plan.warmupOrigin)
    head.rows = rows
    head.files = files.archiveSize <= FileSnapshot.archiveLimit ? files : nil
    // Those that are not relative follow from the numbers.
    if plan.expectations.contains(where: { $0.baselineFactor != nil }) { head.verdicts = verdicts }
    (self.head, self.plan, self.result) = (head, plan, result)
  }

  static func header(_ order: RunOrder, _ plan: Plan, _ shard: Shard) -> ShardHeader {
    ShardHeader(
      command: "run", version: Headroom.version, shard: shard, total: plan.replications, settings: order.settings,
      sources: plan.source.map { [.init(path: $0.path, hash: $0.hash)] + $0.files.map { .init(path: $0, hash: $1) } }
        ?? [])
  }

  static func name(of shard: Shard) -> String { "shard-\(shard.index)-of-\(shard.count).bin" }

  static func head(_ bytes: [UInt8], file: String) throws -> Head {
    var head = Head()
    try locating(file) { () throws(Archive.Damage) in
      var archive = try Archive.unseal(bytes, as: kind, format: format)
      try archive.pass(&head)
    }
    return head
  }

  private static func locating(_ file: String, _ read: () throws(Archive.Damage) -> Void) throws {
    do throws(Archive.Damage) {
      try read()
    } catch {
      throw CommandFailure(.invalid, ["\(file): error: at byte \(error.offset): \(error.problem)"])
    }
  }

  /// All of it, of which this is a part.
  func whole(of result: RunResult) -> RunRecord {
    var whole = self
    whole.head.header.shard = .all
    whole.head.rows = nil
    whole.result = result
    return whole
  }

  func model(version: String) -> ReportModel {
    var model = ReportModel(plan: plan, result: result, version: version)
    if !head.verdicts.isEmpty { model.take(head.verdicts) }
    return model
  }

  /// Whether it is of the same run as the summary beside it, if there is one: a later run that recorded nothing leaves
  /// the recording of the one before it lying.
  func isOf(_ model: ReportModel, in folder: String) throws -> Bool {
    let name = folder + (folder.hasSuffix("/") ? "" : "/") + "summary.json"
    guard let bytes = try? File.read(name), let there = try? JSON.parse(bytes) else { return true }
    let own = try JSON.parse(model.file("summary.json", as: .summary).bytes)
    return ["scenarioFile", "seed", "replications"].allSatisfy { there[$0] == own[$0] }
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
    var head = Head()
    var archive = Archive(reading: [])
    try Self.locating(file) { () throws(Archive.Damage) in
      archive = try Archive.unseal(bytes, as: Self.kind, format: Self.format)
      try archive.pass(&head)
      if head.isLeftOut { throw archive.damage("it was written without the run's numbers, which had no room in it") }
    }
    let plan = try Self.plan(head, file, output)
    var result = RunResult(plan)
    try Self.locating(file) { () throws(Archive.Damage) in
      try result.pass(through: &archive, of: plan)
      try archive.finish()
      guard result.recordings.allSatisfy({ $0.replication < head.header.total }) else {
        throw archive.damage("it has more replications than there are")
      }
      if head.header.shard != .all, result.recordings.map(\.replication) != Array(head.header.range) {
        throw archive.damage("it has other replications than those of its shard")
      }
    }
    (self.head, self.plan, self.result) = (head, plan, result)
  }

  private static func plan(_ head: Head, _ file: String, _ output: OutputOptions) throws -> Plan {
    var files = head.files ?? FileSnapshot()
    let plan = try head.order.plan(from: &files, output).plan
    let now = header(head.order, plan, head.header.shard).sources
    guard now != head.header.sources else { return plan }
    let changed = now.first { !head.header.sources.contains($0) } ?? head.header.sources.first { !now.contains($0) }
    throw CommandFailure(
      .invalid,
      [
        "\(changed?.path ?? head.order.scenario): error: it has changed since \(file) was written",
        "    hint: its files have more than \(FileSnapshot.archiveLimit >> 20) MiB, and are not kept in there",
      ])
  }
}
