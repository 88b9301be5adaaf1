import Testing

@testable import Report

@Suite struct LayeredLayoutTests {
  typealias Edge = LayeredLayout.Edge
  typealias Size = LayeredLayout.Size

  private static func edges(_ pairs: [(Int, Int)]) -> [Edge] { pairs.map { Edge(from: $0.0, to: $0.1) } }

  private static func boxes(_ layout: LayeredLayout, _ sizes: [Size]) -> [(
    left: Double, right: Double, top: Double, bottom: Double
  )] {
    zip(layout.corners, sizes).map { ($0.x, $0.x + $1.width, $0.y, $0.y + $1.height) }
  }

  @Test func aChainStandsInOneColumn() {
    let sizes = [Size(width: 20, height: 10), Size(width: 100, height: 50), Size(width: 60, height: 30)]
    let layout = LayeredLayout(sizes, Self.edges([(0, 1), (1, 2)]))
    #expect(layout.size == Size(width: 100, height: 90 + 2 * LayeredLayout.gap.height))
    #expect(zip(layout.corners, sizes).map { $0.x + $1.width / 2 } == [50, 50, 50])
    #expect(layout.routes.map(\.count) == [2, 2])
    #expect(layout.routes[0] == [.init(x: 50, y: 10), .init(x: 50, y: 10 + LayeredLayout.gap.height)])
  }

  @Test func aForkIsEvenAndItsParentStandsInTheMiddle() {
    let sizes = [Size](repeating: Size(width: 40, height: 20), count: 4)
    let layout = LayeredLayout(sizes, Self.edges([(0, 1), (0, 2), (1, 3), (2, 3)]))
    let boxes = Self.boxes(layout, sizes)
    #expect(boxes[2].left - boxes[1].right >= LayeredLayout.gap.width - 1e-9)
    #expect(abs(boxes[0].left - (boxes[1].left + boxes[2].left) / 2) < 1)
    #expect(boxes[1].top == boxes[2].top)
  }

  @Test func whatGoesBackRunsUpwards() throws {
    let sizes = [Size](repeating: Size(width: 40, height: 20), count: 3)
    let layout = LayeredLayout(sizes, Self.edges([(0, 1), (1, 2), (2, 0), (1, 1)]))
    let back = layout.routes[2]
    #expect(try #require(back.first).y > (try #require(back.last)).y)
    #expect(layout.routes[3].isEmpty)
    #expect(layout.corners.map(\.y) == [0, 1, 2].map { $0 * (20 + LayeredLayout.gap.height) })
  }

  @Test func crossingsAreTakenOut() {
    // Drawn as given, all three edges would cross.
    let sizes = [Size](repeating: Size(width: 30, height: 20), count: 7)
    let layout = LayeredLayout(sizes, Self.edges([(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4)]))
    let x = layout.corners.map(\.x)
    for (upper, lower) in [(1, 6), (2, 5), (3, 4)] { #expect(abs(x[upper] - x[lower]) < 1) }
  }

  /// Of graphs of every form: no two boxes overlap, all lies within the drawing, and edges meet their boxes.
  @Test(arguments: 0..<60) func nothingOverlaps(seed: UInt64) throws {
    var state = seed
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let count = 1 + next(25)
    let sizes = (0..<count).map { _ in Size(width: Double(20 + next(200)), height: Double(20 + next(90))) }
    let edges = (0..<next(3 * count + 1)).map { _ in Edge(from: next(count), to: next(count)) }
    let layout = LayeredLayout(sizes, edges)
    let boxes = Self.boxes(layout, sizes)
    for (index, box) in boxes.enumerated() {
      #expect(box.left > -1e-6 && box.right < layout.size.width + 1e-6 && box.bottom < layout.size.height + 1e-6)
      for other in boxes[..<index] {
        let isApart =
          box.right <= other.left + 1e-6 || other.right <= box.left + 1e-6 || box.bottom <= other.top + 1e-6
          || other.bottom <= box.top + 1e-6
        #expect(isApart)
      }
    }
    for (edge, route) in zip(edges, layout.routes) where edge.from != edge.to {
      let (first, last) = (try #require(route.first), try #require(route.last))
      let (from, to) = (boxes[edge.from], boxes[edge.to])
      #expect(first.x > from.left && first.x < from.right && last.x > to.left && last.x < to.right)
      #expect([from.top, from.bottom].contains { abs($0 - first.y) < 1e-6 })
      #expect([to.top, to.bottom].contains { abs($0 - last.y) < 1e-6 })
    }
  }
}
