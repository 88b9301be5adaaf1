import Simulation

/// The command that shows the history of one execution of the run, with all that the run was told.
struct ReplayCommand {
  let text: String

  /// nil: no execution stands for the row, or nobody knows where the scenario lies.
  init?(_ plan: Plan, _ row: ErrorRecord) {
    guard let source = plan.source, !row.execution.isEmpty else { return nil }
    let overrides = source.overrides
    // A path that begins with a hyphen would be taken for an option.
    var words = ["headroom", "replay", source.path.hasPrefix("-") ? "./" + source.path : source.path]
    for set in overrides.sets { words += ["--set", set] }
    if let seed = overrides.seed { words += ["--seed", String(seed)] }
    if let replications = overrides.replications { words += ["--replications", String(replications)] }
    // Names have no colon, so that this one is no word of the command's own.
    let isWord = row.execution == "worst" || row.execution == "failed"
    words += ["--execution", isWord ? "name:" + row.execution : row.execution]
    words += ["--replication", String(row.replication)]
    text = words.map(Self.quoted).joined(separator: " ")
  }

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
