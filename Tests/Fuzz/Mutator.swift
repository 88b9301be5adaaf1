/// Changes a text a few times, at random, in ways that often leave it nearly right.
struct Mutator {
  /// What the text may be crossed with.
  let corpus: [[UInt8]]
  /// Pieces that mean something to the reader of the text.
  let words: [[UInt8]]

  init(corpus: [String], words: [String]) {
    self.corpus = corpus.map { Array($0.utf8) }
    self.words = (words + Self.signs + Self.numbers).map { Array($0.utf8) }
  }

  private static let signs = [
    "{", "}", "[", "]", "(", ")", ",", ":", "\"", "'", "\\", "null", "true", "\"\"", "\"A\"", "$", ".", "..", "*", "é",
    "\u{0}", "\u{1F600}", "\u{301}", "\n", "\t", "\\u0000", "\\uD800", "\\uDC00", "\u{FEFF}", "-", "@", "?", "&", "|",
  ]
  private static let numbers = [
    "0", "-0", "1", "-1", "1.5", "1e308", "-1e308", "1e309", "1e-320", "1e400", "0.1", "00", "NaN", "Infinity",
    "2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "99999999", "100000000", "1e18", "4e9", "1000000",
    "123456789012345678901234567890", "1.7976931348623157e308",
  ]

  func text(_ random: inout Random) -> [UInt8] {
    var bytes = random.pick(corpus)
    for _ in 0..<(1 + random.below(random.oneIn(4) ? 12 : 4)) { change(&bytes, &random) }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout Random) {
    switch random.below(100) {
    case 0..<10: flip(&bytes, &random)
    case 10..<20: bytes.removeSubrange(range(in: bytes, &random))
    case 20..<28: bytes.insert(contentsOf: bytes[range(in: bytes, &random)], at: random.below(bytes.count + 1))
    case 28..<40: bytes.insert(contentsOf: random.pick(words), at: random.below(bytes.count + 1))
    case 40..<50: bytes.replaceSubrange(range(in: bytes, &random), with: random.pick(words))
    case 50..<62: replaceNumber(&bytes, &random)
    case 62..<72: replaceToken(&bytes, &random)
    case 72..<79: swap(&bytes, &random)
    case 79..<86: changeMember(&bytes, &random)
    case 86..<94: replaceValue(&bytes, &random)
    case 94..<98: cross(&bytes, &random)
    case 98: bytes.removeLast(random.below(bytes.count + 1))
    default: if random.oneIn(4) { enlarge(&bytes, &random) }
    }
  }

  private func range(in bytes: [UInt8], _ random: inout Random) -> Range<Int> {
    let start = random.below(bytes.count + 1)
    return start..<min(bytes.count, start + 1 + random.below(12))
  }

  private func flip(_ bytes: inout [UInt8], _ random: inout Random) {
    guard !bytes.isEmpty else { return }
    let place = random.below(bytes.count)
    bytes[place] = random.oneIn(2) ? UInt8(random.below(256)) : bytes[place] ^ 1 << UInt8(random.below(8))
  }

  private func replaceNumber(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    guard let place = tokens.find(&random, tokens.isNumber) else { return }
    bytes.replaceSubrange(tokens.ranges[place], with: Array(random.pick(Self.numbers).utf8))
  }

  private func replaceToken(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    guard let place = tokens.find(&random, { !tokens.isBlank($0) }) else { return }
    bytes.replaceSubrange(tokens.ranges[place], with: random.oneIn(8) ? [] : random.pick(words))
  }

  /// Two quoted texts change places: keys, names of states, types, paths.
  private func swap(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    guard let a = tokens.find(&random, tokens.isQuoted), let b = tokens.find(&random, tokens.isQuoted), a != b else {
      return
    }
    let (former, latter) = (tokens.ranges[min(a, b)], tokens.ranges[max(a, b)])
    bytes.replaceSubrange(latter, with: tokens.bytes[former])
    bytes.replaceSubrange(former, with: tokens.bytes[latter])
  }

  private func changeMember(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    guard let place = tokens.find(&random, { tokens.member(at: $0) != nil }), let member = tokens.member(at: place)
    else { return }
    guard random.oneIn(2) else { return bytes.removeSubrange(member) }
    let target = tokens.find(&random) { tokens.member(at: $0) != nil } ?? place
    var copy = Array(tokens.bytes[member])
    if copy.last != UInt8(ascii: ",") { copy.append(UInt8(ascii: ",")) }
    bytes.insert(contentsOf: copy, at: tokens.ranges[target].lowerBound)
  }

  /// A value of this text or another takes the place of a value.
  private func replaceValue(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    let source = random.oneIn(2) ? tokens : Tokens(random.pick(corpus))
    guard !tokens.ranges.isEmpty, !source.ranges.isEmpty else { return }
    let value = source.value(at: random.below(source.ranges.count))
    bytes.replaceSubrange(tokens.value(at: random.below(tokens.ranges.count)), with: source.bytes[value])
  }

  private func cross(_ bytes: inout [UInt8], _ random: inout Random) {
    let other = random.pick(corpus)
    bytes.replaceSubrange(random.below(bytes.count + 1)..., with: other[random.below(other.count + 1)...])
  }

  /// Nests 10,000 deep, or repeats a piece up to 64 Ki times.
  private func enlarge(_ bytes: inout [UInt8], _ random: inout Random) {
    let place = random.below(bytes.count + 1)
    let pairs = [
      ("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("[?(@.a&&", ")]"), ("!", ""), ("[?(", ")]"), ("- ", ""), ("..a", ""),
      ("States.Array(", ")"), ("[*]", ""), ("{\"Not\":", "}"), ("..*", ""), ("{a: ", "}"),
    ]
    let (open, close) = random.pick(pairs)
    let count = random.pick([3, 9, 31, 33, 100, 511, 513, 1_000, 10_000])
    let isNested = random.oneIn(2)
    let piece = isNested ? Array(open.utf8) : Array(bytes[range(in: bytes, &random)])
    let opened = Array(repeatElement(piece, count: isNested ? count : count * 6).joined())
    bytes.insert(contentsOf: opened, at: place)
    guard isNested, random.oneIn(2) else { return }
    let end = min(bytes.count, place + opened.count + random.below(3))
    bytes.insert(contentsOf: repeatElement(Array(close.utf8), count: count).joined(), at: end)
  }
}
