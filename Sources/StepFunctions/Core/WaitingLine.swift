/// What waits, first come, first served. Memory stays close to what waits now.
public struct WaitingLine<Element> {
  private var waiting: ContiguousArray<Element> = []
  /// Those before it were served.
  private var head = 0

  public init() {}

  public var isEmpty: Bool { head == waiting.count }

  public var count: Int { waiting.count - head }

  var first: Element? { isEmpty ? nil : waiting[head] }

  public mutating func append(_ element: Element) { waiting.append(element) }

  public mutating func popFirst() -> Element? {
    guard head < waiting.count else { return nil }
    defer {
      head += 1
      if head == waiting.count || head > 1_024 && 2 * head > waiting.count {
        waiting.removeFirst(head)
        head = 0
      }
    }
    return waiting[head]
  }
}
