import Engine
import Prelude
import StepFunctions
import Tracing

/// The spans of exemplars: their replications are simulated again, as far as that costs little beside the run itself.
extension Replay {
  /// A look at one reads no more spans than this, and keeps no more than that.
  private static let mostRead = 100_000
  private static let mostKept = 2_000

  /// Executions that may be simulated again, of a run of so many: of a long run a fortieth, so that its report takes
  /// little beside the run; of another what takes some seconds.
  package static func budget(ofRun executions: Int) -> Int { executions < 1_000_000 ? 200_000 : executions / 40 }

  /// Gives spans to as many as `budget` executions allow. Which they are depends on nothing else.
  package func look(at exemplars: inout [Exemplar], budget: Int) throws(SimulationError) {
    var rest = budget
    var replications: [Int] = []
    for one in exemplars where !replications.contains(one.replication) { replications.append(one.replication) }
    for replication in replications {
      let members = exemplars.indices.filter {
        exemplars[$0].replication == replication && exemplars[$0].finishedBefore <= rest
      }
      guard let most = members.map({ exemplars[$0].finishedBefore }).max() else { continue }
      rest -= most
      let readers = members.map { SpanReader(of: exemplars[$0].key, limit: Self.mostRead) }
      // Executions that nobody waits for may go on without end.
      let end = try read(replication, readers, mostEnds: most + most / 2 + 1_000)
      for (member, reader) in zip(members, readers) {
        let kept = SpanPruning.pruned(reader.finish(at: end), to: Self.mostKept)
        (exemplars[member].spans, exemplars[member].cuts) = kept
        exemplars[member].unread = reader.unwatched
      }
    }
  }

  private func read(
    _ replication: Int, _ readers: [SpanReader], mostEnds: Int
  ) throws(SimulationError) -> Instant {
    var ends = 0
    let probe = Probe(
      watching: { subject in readers.contains { $0.watches(subject) } },
      ended: { _ in ends += 1 }
    ) { sighting in
      for reader in readers { reader.see(sighting) }
    }
    return try follow(replication, probe) { ends >= mostEnds || readers.allSatisfy(\.isOver) }.now
  }
}
