/// Events of executions that are not complete yet: pages of a history, and lines of logs in which executions mingle.
struct OpenExecutions {
  struct Whole {
    var arn: String?
    private(set) var events: [RecordedEvent] = []
    /// Of its last event, where that is there.
    private(set) var endID: Int?
    /// Its file's name without what follows the first dot, for a description beside it.
    var stem: String
    var description: RecordedDescription?

    init(arn: String? = nil, events: [RecordedEvent] = [], stem: String = "") {
      (self.arn, self.stem) = (arn, stem)
      add(events)
    }

    mutating func add(_ more: [RecordedEvent]) {
      events += more
      for event in more where event.endsExecution { endID = max(endID ?? 0, event.id) }
    }
  }

  /// By ARN, in the order in which they came.
  private var byARN: [String: Int] = [:]
  private var open: [Whole?] = []
  /// The history without an ARN that the next page may go on with.
  private var page: Whole?
  private var descriptions: [RecordedDescription] = []
  private var stems: [String: Int] = [:]
  private var arns: [String: Int] = [:]
  private var starts: [Int64: Int] = [:]
  private var taken: Set<Int> = []

  // MARK: Events

  /// What is complete now. An event of nobody's is one of the history that its file is.
  mutating func add(_ event: RecordedEvent, arn: String?) -> Whole? {
    guard let arn else {
      guard var page, event.id > 1 else {
        defer { page = Whole(events: [event]) }
        return page
      }
      page.add([event])
      self.page = page
      return nil
    }
    let index = index(of: arn)
    open[index]?.add([event])
    return takeIfComplete(index)
  }

  private mutating func index(of arn: String) -> Int {
    if let known = byARN[arn] { return known }
    byARN[arn] = open.count
    open.append(Whole(arn: arn))
    return open.count - 1
  }

  /// An execution is complete when its last event is there, and as many as that says.
  private mutating func takeIfComplete(_ index: Int) -> Whole? {
    guard let whole = open[index], whole.endID == whole.events.count else { return nil }
    if let arn = whole.arn { byARN[arn] = nil }
    open[index] = nil
    return whole
  }

  /// A history, or a page of one: what is complete now.
  mutating func add(
    history events: [RecordedEvent], describedAs description: RecordedDescription?, file: String
  ) -> [Whole] {
    let stem = Self.stem(file)
    if let arn = description?.arn {
      let index = index(of: arn)
      open[index]?.add(events)
      open[index]?.stem = stem
      open[index]?.description = description?.start == nil ? nil : description
      return takeIfComplete(index).map { [$0] } ?? []
    }
    guard let least = events.map(\.id).min(), let most = events.map(\.id).max() else { return [] }
    if var page, let first = page.events.map(\.id).min(), let last = page.events.map(\.id).max(),
      least == last + 1 || most == first - 1, least > 1 || first > 1
    {
      page.add(events)
      self.page = page
      return []
    }
    defer { page = Whole(events: events, stem: stem) }
    return page.map { [$0] } ?? []
  }

  mutating func finish() -> [Whole] {
    defer { (open, byARN, page) = ([], [:], nil) }
    return open.compactMap(\.self) + (page.map { [$0] } ?? [])
  }

  // MARK: Descriptions

  mutating func describe(_ description: RecordedDescription, file: String) {
    let index = descriptions.count
    if let arn = description.arn {
      guard arns[arn] == nil else { return }
      arns[arn] = index
    }
    descriptions.append(description)
    stems[Self.stem(file)] = stems[Self.stem(file)] == nil ? index : -1
    if let start = description.start { starts[start] = starts[start] == nil ? index : -1 }
  }

  /// Of a history: by its ARN, by its start, or by the name of its file, as far as these are nobody else's.
  mutating func description(of whole: Whole) -> RecordedDescription? {
    let start = whole.events.first { $0.type == "ExecutionStarted" }?.time
    let found = [whole.arn.flatMap { arns[$0] }, start.flatMap { starts[$0] }, stems[whole.stem]]
    guard let index = found.compactMap(\.self).first(where: { $0 >= 0 && !taken.contains($0) }) else {
      return whole.description
    }
    taken.insert(index)
    return descriptions[index]
  }

  /// Those that no history belongs to.
  mutating func takeDescriptions() -> [RecordedDescription] {
    defer { descriptions = [] }
    return descriptions.indices.filter { !taken.contains($0) }.map { descriptions[$0] }
  }

  private static func stem(_ file: String) -> String { String(file.prefix { $0 != "." }) }
}
