/// What the replications of a plan leave behind: a recording of each, and their time series added up.
package struct RunResult: Sendable {
  package internal(set) var recordings: [Recording] = []
  package internal(set) var series: SeriesTotal
  /// Single executions that may be worth a look, until those that are have been chosen.
  package var candidates = ExemplarTable()
  /// Those, in the order in which a reader wants them.
  package var exemplars: [Exemplar] = []

  package init(_ plan: Plan) {
    series = SeriesTotal(plan.account, admissions: plan.admissions.count, isAlone: plan.replications == 1)
  }

  /// The recording without its time series.
  package mutating func add(_ recording: Recording) {
    series.add(recording.series)
    recordings.append(recording)
    recordings[recordings.count - 1].series = TimeSeries()
    for table in recording.exemplars { candidates.add(table) }
    recordings[recordings.count - 1].exemplars = []
  }

  package mutating func add(_ other: RunResult) {
    if recordings.isEmpty { recordings = other.recordings } else { recordings += other.recordings }
    series.add(other.series)
    candidates.add(other.candidates)
  }

  /// Puts the values of large samples in their order, once for the report and all that is recorded. Small ones share
  /// their memory with others, which a sorted one would not.
  package mutating func sortSamples() {
    for index in recordings.indices { recordings[index].sortSamples() }
  }

  /// In the order of the replications. Mostly they are sorted, and a copy of all would be large.
  package mutating func sort() {
    let isSorted = zip(recordings, recordings.dropFirst()).allSatisfy { $0.replication <= $1.replication }
    if !isSorted { recordings.sort { $0.replication < $1.replication } }
  }
}
