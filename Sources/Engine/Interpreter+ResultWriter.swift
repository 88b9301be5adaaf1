import JSON
import JSONPath
public import Prelude
import StatesLanguage

/// What a Map Run leaves behind: the state's result, and the files of a ResultWriter.
/// Source: AWS developer guide, "ResultWriter (Map)".
extension Interpreter {
  /// What the Map Run must keep of its children, so that memory holds nothing that nobody reads.
  func keeping(_ distributed: DistributedMap, _ state: UnsafeMutablePointer<CompiledState>) -> MapRun.Keeping {
    let isWanted = keepsHistory || !state.pointee.ignoresResult
    guard let writer = distributed.writer else { return isWanted ? .outputs : .nothing }
    if writer.parameters != nil { return writesObjects ? .descriptions : .nothing }
    return isWanted ? .descriptions : .nothing
  }

  /// The children's results, or where a ResultWriter put them; there they are written.
  mutating func mapRunResult(_ index: MapRunID) throws(QueryFailure) -> JSON {
    let run = mapRuns[index]
    let slot = run.pointee.strand
    let state = self.state(slot)
    guard case .map(let map) = state.pointee.source.action, let writer = map.distributed?.writer else {
      return .array(run.pointee.results.compactMap(\.self))
    }
    guard let parameters = writer.parameters else {
      return .array(run.pointee.descriptions.compactMap(\.self).flatMap(writer.values))
    }
    let place = try evaluate(parameters, slot, input: try effectiveInput(slot, state))
    let arn = mapRunARN(index)
    var prefix = place["Prefix"]?.string ?? ""
    if !prefix.isEmpty, !prefix.hasSuffix("/") { prefix += "/" }
    let folder = prefix + mapRunID(index)
    let manifest = folder + "/manifest.json"
    if writesObjects {
      let bucket = place["Bucket"]?.string ?? ""
      guard objects.hasBucket(bucket) else {
        throw QueryFailure(error: "States.ResultWriterFailed", cause: ObjectStore.cause(noBucket: bucket))
      }
      let groups = writer.groups(
        run.pointee.descriptions.compactMap(\.self), pending: run.pointee.pending,
        machineARN: program.machines[Int(run.pointee.machine)].arn)
      let files = write(groups, bucket: bucket, folder: folder, as: writer)
      let contents: JSON = [
        "DestinationBucket": .string(bucket), "MapRunArn": .string(arn), "ResultFiles": files,
      ]
      objects.write(contents.text, bucket: bucket, key: manifest)
    }
    return [
      "MapRunArn": .string(arn),
      "ResultWriterDetails": ["Bucket": place["Bucket"] ?? .null, "Key": .string(manifest)],
    ]
  }

  /// A file for each group that has anything in it. AWS begins another one after 5 GB.
  private mutating func write(
    _ groups: [ResultWriter.Group], bucket: String, folder: String, as writer: ResultWriter
  ) -> JSON {
    var files: JSONObject = [:]
    for group in groups {
      files[group.name] = .array([])
      if group.values.isEmpty { continue }
      let key = "\(folder)/\(group.name)_0.\(writer.outputType == .json ? "json" : "jsonl")"
      let text = writer.text(group.values)
      objects.write(text, bucket: bucket, key: key)
      files[group.name] = [["Key": .string(key), "Size": .integer(text.utf8.count)]]
    }
    return .object(files)
  }

  /// Describes the children that a failing Map Run stops, or leaves to themselves, and takes down what has not started.
  mutating func describeUnfinished(of index: MapRunID, isExpress: Bool, at now: Instant) {
    let run = mapRuns[index]
    if run.pointee.next < run.pointee.inputs.count {
      run.pointee.pending = Array(run.pointee.inputs[run.pointee.next...])
    }
    for (item, child) in run.pointee.children.enumerated() where !child.isNone {
      var description = describe(child, at: now)
      if executions[child].pointee.status == .running, !isExpress {
        description.status = .aborted
      }
      run.pointee.descriptions[item] = description
    }
  }

  /// DescribeExecution of an execution that has ended at `now`, or still runs.
  public mutating func describe(_ slot: ExecutionID, at now: Instant) -> ChildDescription {
    let execution = executions[slot]
    let failure = execution.pointee.extra?.failure
    var child = ChildDescription(
      executionARN: executionARN(slot), name: executionName(slot),
      machineARN: program.machines[Int(execution.pointee.machine)].arn, input: execution.pointee.input,
      output: execution.pointee.status == .succeeded ? strands[execution.pointee.root].pointee.input : nil,
      error: failure?.error, cause: failure?.cause.text, status: execution.pointee.status,
      start: epochMilliseconds(execution.pointee.startedAt), stop: epochMilliseconds(now))
    child.aliasARN = execution.pointee.extra?.aliasARN
    child.isExpress = program.machines[Int(execution.pointee.machine)].isExpress
    child.redrives = execution.pointee.extra?.redrives ?? 0
    return child
  }
}
