import Engine
import JSON
import Mocks
import StatesLanguage
import StepFunctions

/// What `execute` says of how an execution ended.
extension Execute {
  /// Keys of the mock file of which only the run could tell whether a call asks for them.
  func sayUnasked(_ outcome: LocalExecution.Outcome, _ subject: ExecutionSubject) {
    guard let mocks = subject.account.mocks, !output.quiet else { return }
    let told = Set(subject.diagnostics.filter { $0.file == mocks.file }.map(\.position))
    let matched = subject.mocked.flatMap { machine in
      machine.definition.everyState.compactMap { mocks.match($0, of: machine.name, takesRest: true) }
    }
    for (index, entry) in mocks.entries.enumerated()
    where !entry.isLiteral && !outcome.asked.contains(index) && !told.contains(entry.position)
      && !matched.contains(.entry(index))
    {
      let place = "\(mocks.file):\(entry.position.line):\(entry.position.column)"
      Terminal.complain("\(place): warning: no Task asked for \(JSON.string(entry.key).text)")
    }
  }

  func tell(_ outcome: LocalExecution.Outcome) throws {
    if history, !output.quiet {
      try Terminal.output(outcome.events.historyText)
    }
    guard outcome.status != .succeeded else {
      if !history, !output.quiet, let value = outcome.output { try Terminal.output(value.prettyText + "\n") }
      if !output.quiet { for line in outcome.mapRuns.flatMap(\.words) { Terminal.complain(line) } }
      return
    }
    var lines = [
      outcome.status == .running
        ? "the execution never ends: it waits for an answer that nobody gives, or beyond the 292 years of virtual time"
        : "the execution ended as \(outcome.status.name)"
    ]
    if let error = outcome.error { lines.append("  error: \(error)") }
    if let cause = outcome.cause { lines.append("  cause: \(cause)") }
    if let bucket = outcome.missingBucket {
      lines.append("    hint: --s3 \(bucket)=FOLDER names a folder that stands for the bucket")
    }
    lines += outcome.mapRuns.flatMap(\.words)
    throw CommandFailure(.notSucceeded, lines)
  }
}
