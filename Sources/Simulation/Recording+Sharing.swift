import Statistics

/// Recordings are kept by the hundred thousand, and most of a small one is what another has too.
extension Recording {
  /// Lets its parts share memory: with one another, and with the recording of the replication before.
  mutating func share(with previous: Recording?) {
    for index in machines.indices {
      machines[index].share(with: previous?.machines[index])
    }
    for index in tasks.indices {
      tasks[index].attempts.share(previous?.tasks[index].attempts ?? Sample())
    }
    for depth in latencyByDepth.indices {
      // Where one machine has the depth for itself, which is the rule.
      let like = machines.first { $0.latency.count == latencyByDepth[depth].count }
      latencyByDepth[depth].share(like?.latency ?? Sample())
    }
    if let previous, levels == previous.levels { levels = previous.levels }
    if let previous, services == previous.services { services = previous.services }
  }
}

extension MachineRecording {
  fileprivate mutating func share(with previous: MachineRecording?) {
    latency.share(previous?.latency ?? Sample())
    // Equal where no start was throttled.
    duration.share(latency)
    retriesPerAdmittedCall.share(previous?.retriesPerAdmittedCall ?? Sample())
    unfinishedAges.share(previous?.unfinishedAges ?? Sample())
    if let previous, startedBy == previous.startedBy { startedBy = previous.startedBy }
  }
}

extension Recording {
  fileprivate static let mostShared = 64

  mutating func sortSamples() {
    for index in machines.indices {
      machines[index].latency.sortIfLarge()
      machines[index].duration.sortIfLarge()
      machines[index].retriesPerAdmittedCall.sortIfLarge()
      machines[index].unfinishedAges.sortIfLarge()
    }
    for index in tasks.indices { tasks[index].attempts.sortIfLarge() }
    for depth in latencyByDepth.indices { latencyByDepth[depth].sortIfLarge() }
  }
}

extension Sample {
  fileprivate mutating func sortIfLarge() {
    if count > Recording.mostShared { sort() }
  }
}
