extension LoadStream {
  /// What the draws of each stream are keyed by: its name, or else its machine's, with a number from the machine's
  /// second nameless stream on. So a stream of another machine or with a name of its own changes no draw of the others.
  package static func names(of load: [LoadStream], machines: [String]) -> [String] {
    var ordinals = [Int](repeating: 0, count: machines.count)
    return load.map { stream in
      if let name = stream.name { return name }
      ordinals[stream.machine] += 1
      let ordinal = ordinals[stream.machine]
      return ordinal == 1 ? machines[stream.machine] : "\(machines[stream.machine]) \(ordinal)"
    }
  }
}
