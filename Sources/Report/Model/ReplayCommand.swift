import Simulation

/// The command that shows the history of one execution of the run, with all that the run was told.
struct ReplayCommand {
  let text: String

  /// nil: no execution stands for the row, or nobody knows where the scenario lies.
  init?(_ plan: Plan, _ row: ErrorRecord) {
    self.init(plan, execution: row.execution, replication: row.replication)
  }

  init?(_ plan: Plan, _ exemplar: Exemplar) {
    self.init(plan, execution: exemplar.name, replication: exemplar.replication, options: ["--spans"])
  }

  private init?(_ plan: Plan, execution: String, replication: Int, options: [String] = []) {
    guard let source = plan.source, !execution.isEmpty else { return nil }
    let overrides = source.overrides
    // A path that begins with a hyphen would be taken for an option.
    var words = ["headroom", "replay", source.path.hasPrefix("-") ? "./" + source.path : source.path]
    for set in overrides.sets { words += ["--set", set] }
    if let seed = overrides.seed { words += ["--seed", String(seed)] }
    if let replications = overrides.replications { words += ["--replications", String(replications)] }
    // Names have no colon, so that this one is no word of the command's own.
    let isWord = Self.words.contains(execution)
    words += ["--execution", isWord ? "name:" + execution : execution]
    words += ["--replication", String(replication)]
    text = (words + options).map(Self.quoted).joined(separator: " ")
  }

  /// What `replay --execution` takes for more than a name.
  private static let words = ["worst", "failed", "p50", "p99", "p99.9", "max"]

  /// As a shell takes it for one word.
  static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && scalar.properties.isAlphabetic || "0123456789_./:=@%+,-".unicodeScalars.contains(scalar)
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

extension ReportModel {
  /// Shows an execution that was lost by what weighs most.
  var replayOfDamage: String? {
    guard damage > 0 else { return nil }
    for row in errors.byWeight where row.lostOutside > 0 {
      if let command = ReplayCommand(plan, row) { return command.text }
    }
    return nil
  }

  /// Shows an execution that met what weighs most.
  var replayOfErrors: String? {
    for row in errors.byWeight { if let command = ReplayCommand(plan, row) { return command.text } }
    return nil
  }
}
