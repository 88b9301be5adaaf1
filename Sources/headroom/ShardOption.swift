import ArgumentParser
import Planning

/// `i/n`, or what the engine of an array job has put into the environment.
enum ShardOption: ExpressibleByArgument {
  case given(Shard)
  /// n, where it is given.
  case auto(Int?)

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    let count = parts.count == 2 ? Int(parts[1]) : nil
    if let count, !(1...Shard.most).contains(count) { return nil }
    if parts[0] == "auto" {
      guard parts.count == 1 || count != nil else { return nil }
      self = .auto(count)
    } else {
      guard let count, let index = Int(parts[0]), (0..<count).contains(index) else { return nil }
      self = .given(Shard(index: index, count: count))
    }
  }

  /// The index of an array engine's task, and the number of tasks where the engine says it.
  private static func task(in environment: [String: String]) -> (variable: String, index: Int, count: Int?)? {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    if let index = number("SLURM_ARRAY_TASK_ID") {
      return ("SLURM_ARRAY_TASK_ID", index, number("SLURM_ARRAY_TASK_COUNT"))
    }
    if let index = number("AWS_BATCH_JOB_ARRAY_INDEX") {
      return ("AWS_BATCH_JOB_ARRAY_INDEX", index, number("AWS_BATCH_JOB_ARRAY_SIZE"))
    }
    return number("JOB_COMPLETION_INDEX").map { ("JOB_COMPLETION_INDEX", $0, nil) }
  }

  func shard(in environment: [String: String]) throws(ValidationError) -> Shard {
    switch self {
    case .given(let shard): return shard
    case .auto(let given):
      guard let task = Self.task(in: environment) else {
        throw ValidationError(
          """
          --shard auto needs an array job: none of SLURM_ARRAY_TASK_ID, AWS_BATCH_JOB_ARRAY_INDEX and \
          JOB_COMPLETION_INDEX is a number
          """)
      }
      let variable = task.variable
      var index = task.index
      if given == nil, variable == "SLURM_ARRAY_TASK_ID" {
        // An array may begin anywhere, and leave numbers out.
        let first = environment["SLURM_ARRAY_TASK_MIN"].flatMap { Int($0) } ?? 0
        let step = environment["SLURM_ARRAY_TASK_STEP"].flatMap { Int($0) } ?? 1
        index = (index - first) / max(1, step)
      }
      // Of an array of which some tasks run again, the engine knows their number alone.
      guard let count = given ?? task.count, (1...Shard.most).contains(count) else {
        throw ValidationError("\(variable) does not say of how many: --shard auto/8 does")
      }
      guard (0..<count).contains(index) else {
        throw ValidationError("\(variable) is \(index), which is no shard of \(count): they count from 0")
      }
      return Shard(index: index, count: count)
    }
  }
}
