import JSON
import JSONPath
import Prelude
import StatesLanguage

/// What a Map Run leaves behind: the state's result, and the files of a ResultWriter.
/// Source: AWS developer guide, "ResultWriter (Map)".
extension Interpreter {
  /// What the Map Run must keep of its children, so that memory holds nothing that nobody reads.
  mutating func keeping(_ distributed: DistributedMap, _ slot: StrandID) -> MapRun.Keeping {
    let isWanted = records.observes(slot) || !state(slot).pointee.ignoresResult
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
    let children = run.pointee.descriptions.compactMap(\.self)
    guard let parameters = writer.parameters else { return .array(children.flatMap(writer.values)) }
    let place = try evaluator.evaluate(
      parameters, slot, input: evaluator.effectiveInput(slot, state, in: &records), in: &records)
    let export = MapRunExport(
      ofRun: records.mapRunARN(index), id: records.mapRunID(index), to: place, outputType: writer.outputType)
    if writesObjects {
      let machine = records.program.machines[Int(run.pointee.machine)].arn
      try export.write(writer.groups(children, pending: run.pointee.pending, machineARN: machine), into: &objects)
    }
    return export.result
  }
}
