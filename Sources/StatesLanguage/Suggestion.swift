/// The word among `candidates` that the writer of `word` probably meant: nil where none is near.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
  let letters = Array(word.lowercased().utf8)
  guard letters.count <= 80 else { return nil }
  // Names of one or two letters are near to everything; only their case may differ.
  let limit = letters.count < 3 ? 0 : max(1, letters.count / 3)
  var best: (distance: Int, candidate: String)?
  for candidate in candidates where abs(candidate.utf8.count - letters.count) <= limit {
    let distance = editDistance(letters, Array(candidate.lowercased().utf8))
    guard distance <= limit else { continue }
    // The smaller text breaks ties, so that the order of a set cannot be seen.
    if best.map({ (distance, candidate) < ($0.distance, $0.candidate) }) ?? true { best = (distance, candidate) }
  }
  return best?.candidate
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in b.indices {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
