import Report

/// The smallest set of increases under which a load is met: all limits that can be raised are lifted, and put back one
/// after the other as long as everything still holds. Of those that are left each gets no more than it takes, and of a
/// bucket only the part that it takes. What is left out of the set any more, or made smaller, is missed.
struct IncreaseSearch {
  /// Tests that are made at most, for the confidence of all together.
  static let mostTests = 32
  private static let resolution = 0.02
  private static let largestFactor = 64.0

  /// Those that can be raised, the tightest first.
  let limits: [AccountLimit]
  /// How many times as much of a limit the load asks for as there is; 1 where that is not known.
  let need: (AccountLimit) -> Double
  /// Whether everything holds with these.
  let isMet: ([Raising]) async throws -> Bool

  init(
    limits: [AccountLimit], need: @escaping (AccountLimit) -> Double,
    isMet: @escaping ([Raising]) async throws -> Bool
  ) {
    self.limits = limits
    self.need = need
    self.isMet = isMet
  }

  /// Empty: nothing has to be raised; nil: no increase of these is enough.
  func run() async throws -> [Raising]? {
    if try await isMet([]) { return [] }
    var kept = limits
    guard try await isMet(kept.map(Raising.lifted)) else { return nil }
    let needed = kept.filter { need($0) > 0.8 }
    if needed.count < kept.count, !needed.isEmpty, try await isMet(needed.map(Raising.lifted)) { kept = needed }
    for limit in kept.reversed() where kept.count > 1 {
      let rest = kept.filter { $0 != limit }
      if try await isMet(rest.map(Raising.lifted)) { kept = rest }
    }
    var raisings = kept.map(Raising.lifted)
    for index in raisings.indices { raisings[index] = try await smallest(index, in: raisings) }
    return raisings
  }

  /// Of one of them, with the others as they are.
  private func smallest(_ index: Int, in raisings: [Raising]) async throws -> Raising {
    let limit = raisings[index].limit
    var shapes: [(Double) -> Raising] = [{ Raising(limit, by: $0) }]
    if raisings[index].hasRefill {
      shapes.insert({ Raising(limit, size: 1, refill: $0) }, at: 0)
      shapes.insert({ Raising(limit, size: $0, refill: 1) }, at: 1)
    }
    for (place, shape) in shapes.enumerated() {
      func holds(_ factor: Double) async throws -> Bool {
        var changed = raisings
        changed[index] = shape(factor)
        return try await isMet(changed)
      }
      let isLast = place == shapes.count - 1
      if !isLast, try await !holds(.infinity) { continue }
      if let factor = try await smallestFactor(limit, holds) { return shape(factor) }
    }
    return raisings[index]
  }

  /// nil: none up to the largest.
  private func smallestFactor(_ limit: AccountLimit, _ holds: (Double) async throws -> Bool) async throws -> Double? {
    var (low, high) = (1.0, max(1.05, need(limit) * 1.02))
    while try await !holds(high) {
      guard high < Self.largestFactor else { return nil }
      low = high
      high = min(Self.largestFactor, high * 1.4)
    }
    for _ in 0..<8 where high > low * (1 + Self.resolution) {
      let middle = (low * high).squareRoot()
      if try await holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
