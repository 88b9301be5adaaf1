/// A drawing of a directed graph in layers, from top to bottom, after Sugiyama, Tagawa and Toda (1981): cycles are
/// broken, nodes get layers by their longest path, barycentres put each layer in order, and each layer's places are
/// those of least squares that keep the order and the distances.
struct LayeredLayout {
  struct Size: Equatable {
    var width: Double
    var height: Double
  }
  struct Edge: Equatable {
    var from: Int
    var to: Int
  }
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  static let gap = Size(width: 26, height: 36)

  /// The upper left corner of each node.
  private(set) var corners: [Point]
  /// Through which points each edge goes, from the lower side of what it leaves to the upper side of what it enters;
  /// those of an edge that goes back run upwards.
  private(set) var routes: [[Point]]
  private(set) var size: Size

  /// `nodes`: their sizes, the first one being where all begins.
  init(_ nodes: [Size], _ edges: [Edge]) {
    var layers = Layers(nodes, edges)
    layers.order()
    let centers = layers.centers()
    let heights = layers.rows.map { row in row.map { layers.sizes[$0].height }.max() ?? 0 }
    var tops: [Double] = []
    var y = 0.0
    for height in heights {
      tops.append(y)
      y += height + Self.gap.height
    }
    let left = layers.sizes.indices.map { centers[$0] - layers.sizes[$0].width / 2 }.min() ?? 0
    let right = layers.sizes.indices.map { centers[$0] + layers.sizes[$0].width / 2 }.max() ?? 0
    size = Size(width: right - left, height: max(0, y - Self.gap.height))
    func middle(_ node: Int) -> Double { tops[layers.layer[node]] + heights[layers.layer[node]] / 2 }
    corners = nodes.indices.map {
      Point(x: centers[$0] - nodes[$0].width / 2 - left, y: middle($0) - nodes[$0].height / 2)
    }
    routes = layers.chains.map { chain in
      guard let first = chain.nodes.first, let last = chain.nodes.last, chain.nodes.count > 1 else { return [] }
      var points = [Point(x: centers[first] - left, y: middle(first) + nodes[first].height / 2)]
      for node in chain.nodes.dropFirst().dropLast() {
        // A long edge passes a layer in a straight line.
        let x = centers[node] - left
        points.append(Point(x: x, y: tops[layers.layer[node]]))
        points.append(Point(x: x, y: tops[layers.layer[node]] + heights[layers.layer[node]]))
      }
      points.append(Point(x: centers[last] - left, y: middle(last) - nodes[last].height / 2))
      return chain.isReversed ? points.reversed() : points
    }
  }
}

/// Nodes in layers, with one more in every layer that a long edge passes.
private struct Layers {
  struct Chain {
    /// From the upper layer to the lower one; empty: the edge leads to where it begins.
    var nodes: [Int]
    var isReversed: Bool
  }

  private(set) var sizes: [LayeredLayout.Size]
  private(set) var layer: [Int]
  /// One for each edge.
  private(set) var chains: [Chain] = []
  /// The nodes of each layer, from left to right.
  private(set) var rows: [[Int]] = []
  private let real: Int
  private var above: [[Int]] = []
  private var below: [[Int]] = []

  init(_ nodes: [LayeredLayout.Size], _ edges: [LayeredLayout.Edge]) {
    sizes = nodes
    real = nodes.count
    let back = Self.backEdges(nodes.count, edges)
    let downward = zip(edges, back).map { $1 ? LayeredLayout.Edge(from: $0.to, to: $0.from) : $0 }
    layer = Self.longestPaths(nodes.count, downward)
    for (edge, isReversed) in zip(downward, back) {
      guard edge.from != edge.to else {
        chains.append(Chain(nodes: [], isReversed: false))
        continue
      }
      var chain = [edge.from]
      for level in layer[edge.from] + 1..<layer[edge.to] {
        chain.append(sizes.count)
        sizes.append(LayeredLayout.Size(width: 10, height: 0))
        layer.append(level)
      }
      chains.append(Chain(nodes: chain + [edge.to], isReversed: isReversed))
    }
    above = [[Int]](repeating: [], count: sizes.count)
    below = above
    for chain in chains {
      for (upper, lower) in zip(chain.nodes, chain.nodes.dropFirst()) {
        below[upper].append(lower)
        above[lower].append(upper)
      }
    }
    rows = [[Int]](repeating: [], count: (layer.max() ?? -1) + 1)
    for node in Self.depthFirst(sizes.count, below) { rows[layer[node]].append(node) }
  }

  /// Which edges lead to where a walk from the first node has come from.
  private static func backEdges(_ count: Int, _ edges: [LayeredLayout.Edge]) -> [Bool] {
    var leaving = [[Int]](repeating: [], count: count)
    for (index, edge) in edges.enumerated() { leaving[edge.from].append(index) }
    var isBack = [Bool](repeating: false, count: edges.count)
    // 0: not met, 1: on the way, 2: done.
    var state = [UInt8](repeating: 0, count: count)
    for root in 0..<count where state[root] == 0 {
      state[root] = 1
      var way = [(node: root, next: 0)]
      while let top = way.last {
        guard top.next < leaving[top.node].count else {
          state[top.node] = 2
          way.removeLast()
          continue
        }
        way[way.count - 1].next += 1
        let index = leaving[top.node][top.next]
        let target = edges[index].to
        isBack[index] = state[target] == 1 && target != top.node
        if state[target] == 0 {
          state[target] = 1
          way.append((target, 0))
        }
      }
    }
    return isBack
  }

  private static func longestPaths(_ count: Int, _ edges: [LayeredLayout.Edge]) -> [Int] {
    var leaving = [[Int]](repeating: [], count: count)
    var waits = [Int](repeating: 0, count: count)
    for edge in edges where edge.from != edge.to {
      leaving[edge.from].append(edge.to)
      waits[edge.to] += 1
    }
    var layer = [Int](repeating: 0, count: count)
    var ready = (0..<count).filter { waits[$0] == 0 }
    while let node = ready.popLast() {
      for target in leaving[node] {
        layer[target] = max(layer[target], layer[node] + 1)
        waits[target] -= 1
        if waits[target] == 0 { ready.append(target) }
      }
    }
    return layer
  }

  private static func depthFirst(_ count: Int, _ below: [[Int]]) -> [Int] {
    var seen = [Bool](repeating: false, count: count)
    var order: [Int] = []
    for root in 0..<count where !seen[root] {
      var way = [root]
      while let node = way.popLast() {
        guard !seen[node] else { continue }
        seen[node] = true
        order.append(node)
        way += below[node].reversed()
      }
    }
    return order
  }

  // MARK: Order

  /// Sweeps downwards and upwards, and keeps the order of the fewest crossings.
  mutating func order() {
    var best = (rows: rows, crossings: crossings())
    for sweep in 0..<8 where best.crossings > 0 {
      let isDownward = sweep.isMultiple(of: 2)
      for index in isDownward ? Array(rows.indices.dropFirst()) : rows.indices.dropLast().reversed() {
        let place = places(rows[isDownward ? index - 1 : index + 1])
        let neighbours = isDownward ? above : below
        let keyed = rows[index].enumerated().map { offset, node -> (key: Double, offset: Int, node: Int) in
          let known = neighbours[node].compactMap { place[$0] }
          let key = known.isEmpty ? Double(offset) : known.reduce(0, +) / Double(known.count)
          return (key, offset, node)
        }
        rows[index] = keyed.sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }.map(\.node)
      }
      let count = crossings()
      if count < best.crossings { best = (rows, count) }
    }
    rows = best.rows
  }

  private func places(_ row: [Int]) -> [Int: Double] {
    var places: [Int: Double] = [:]
    for (offset, node) in row.enumerated() { places[node] = Double(offset) }
    return places
  }

  private func crossings() -> Int {
    var count = 0
    for (upper, lower) in zip(rows, rows.dropFirst()) {
      let place = places(lower)
      let ends = upper.flatMap { node in below[node].compactMap { place[$0] }.sorted() }
      for (index, end) in ends.enumerated() { count += ends[..<index].count { $0 > end } }
    }
    return count
  }

  // MARK: Places

  /// The horizontal centre of each node.
  func centers() -> [Double] {
    var centers = [Double](repeating: 0, count: sizes.count)
    for row in rows { settle(row, &centers, wanted: [Double](repeating: 0, count: row.count)) }
    for pass in 0..<10 {
      let isDownward = pass.isMultiple(of: 2)
      for index in isDownward ? Array(rows.indices) : rows.indices.reversed() {
        let row = rows[index]
        let wanted = row.map { node -> Double in
          // At the end both sides count, so that a node stands in the middle of its neighbours.
          let near = pass >= 6 ? above[node] + below[node] : isDownward ? above[node] : below[node]
          return near.isEmpty ? centers[node] : near.reduce(0) { $0 + centers[$1] } / Double(near.count)
        }
        settle(row, &centers, wanted: wanted)
      }
    }
    return centers
  }

  /// Least squares with distances kept, by pooling neighbours that would come too close. Source: Ayer et al., Annals of
  /// Mathematical Statistics 26 (1955). Long edges weigh more, which makes them straight.
  private func settle(_ row: [Int], _ centers: inout [Double], wanted: [Double]) {
    var offset = 0.0
    var offsets: [Double] = []
    var blocks: [(sum: Double, weight: Double, count: Int)] = []
    for (index, node) in row.enumerated() {
      if index > 0 {
        offset += (sizes[row[index - 1]].width + sizes[node].width) / 2 + LayeredLayout.gap.width
      }
      offsets.append(offset)
      let weight = node < real ? 1.0 : 4.0
      blocks.append(((wanted[index] - offset) * weight, weight, 1))
      while blocks.count > 1, let last = blocks.last,
        blocks[blocks.count - 2].sum / blocks[blocks.count - 2].weight > last.sum / last.weight
      {
        blocks.removeLast()
        blocks[blocks.count - 1].sum += last.sum
        blocks[blocks.count - 1].weight += last.weight
        blocks[blocks.count - 1].count += last.count
      }
    }
    var index = 0
    for block in blocks {
      for _ in 0..<block.count {
        centers[row[index]] = block.sum / block.weight + offsets[index]
        index += 1
      }
    }
  }
}
