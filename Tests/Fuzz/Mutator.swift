import JSON

/// Changes a text a few times, at random, in ways that often leave it nearly right.
struct Mutator {
  /// What the text may be crossed with.
  let corpus: [[UInt8]]
  /// Pieces that mean something to the reader of the text.
  let words: [[UInt8]]

  /// One text of so many is changed byte by byte; the others keep their structure, so that they get past the reader.
  let roughness: Int

  private static let plainNumbers = ["0", "1", "2", "3", "7", "20", "100", "1000", "1.5", "-1"]

  init(corpus: [String], words: [String], roughness: Int = 2) {
    self.roughness = roughness
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

  func text(_ random: inout Random) -> [UInt8] { text(changing: random.pick(corpus), &random) }

  func text(changing original: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = original
    if random.oneIn(roughness) {
      for _ in 0..<(1 + random.below(random.oneIn(4) ? 12 : 4)) { change(&bytes, &random) }
    } else {
      for _ in 0..<(1 + random.below(random.oneIn(8) ? 8 : 2)) { changeGently(&bytes, &random) }
    }
    return bytes
  }

  private func changeGently(_ bytes: inout [UInt8], _ random: inout Random) {
    switch random.below(20) {
    case 0..<3: replaceNumber(&bytes, &random)
    case 3..<6: replacePath(&bytes, &random)
    case 6..<8: swap(&bytes, &random, keys: false)
    case 8: changeMember(&bytes, &random)
    case 9: replaceValue(&bytes, &random)
    case 10..<19: replaceByKey(&bytes, &random)
    default: insertMember(&bytes, &random)
    }
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
    bytes.replaceSubrange(
      tokens.ranges[place], with: Array(random.pick(random.oneIn(2) ? Self.numbers : Self.plainNumbers).utf8))
  }

  private func replaceToken(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    guard let place = tokens.find(&random, { !tokens.isBlank($0) }) else { return }
    bytes.replaceSubrange(tokens.ranges[place], with: random.oneIn(8) ? [] : random.pick(words))
  }

  /// Two quoted texts change places: names of states, types and paths, or the keys of members, or either.
  private func swap(_ bytes: inout [UInt8], _ random: inout Random, keys: Bool? = nil) {
    let tokens = Tokens(bytes)
    func fits(_ place: Int) -> Bool { tokens.isQuoted(place) && (keys == nil || tokens.isKey(place) == keys) }
    guard let a = tokens.find(&random, fits),
      let b = tokens.find(&random, { fits($0) && (keys == nil || tokens.likeness($0) == tokens.likeness(a)) }), a != b
    else { return }
    let (former, latter) = (tokens.ranges[min(a, b)], tokens.ranges[max(a, b)])
    bytes.replaceSubrange(latter, with: tokens.bytes[former])
    bytes.replaceSubrange(former, with: tokens.bytes[latter])
  }

  /// A quoted path or intrinsic function gives way to another.
  private func replacePath(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    let isPath: (Int) -> Bool = { tokens.isValue($0) && tokens.likeness($0).contains(Tokens.dollar) }
    guard let place = tokens.find(&random, isPath) else { return }
    bytes.replaceSubrange(tokens.ranges[place], with: JSON.string(random.pick(Corpus.paths)).utf8Text)
  }

  /// A value gives way to what the same key has elsewhere.
  private func replaceByKey(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    let source = random.oneIn(2) ? tokens : Tokens(random.pick(corpus))
    guard let target = tokens.find(&random, { tokens.isValue($0) && tokens.key(of: $0) != nil }),
      let place = source.find(&random, { source.isValue($0) && source.key(of: $0) == tokens.key(of: target) })
    else { return }
    bytes.replaceSubrange(tokens.value(at: target), with: source.bytes[source.value(at: place)])
  }

  /// A word that is a whole member goes behind an opening brace.
  private func insertMember(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    guard let place = tokens.find(&random, { tokens.first($0) == UInt8(ascii: "{") }) else { return }
    bytes.insert(contentsOf: random.pick(words), at: tokens.ranges[place].upperBound)
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

  /// A value of this text or another takes the place of one that begins alike, or of any.
  private func replaceValue(_ bytes: inout [UInt8], _ random: inout Random) {
    let tokens = Tokens(bytes)
    let source = random.oneIn(2) ? tokens : Tokens(random.pick(corpus))
    let alike = !random.oneIn(4)
    guard let target = tokens.find(&random, tokens.isValue),
      let place = source.find(
        &random, { source.isValue($0) && (!alike || source.likeness($0) == tokens.likeness(target)) })
    else { return }
    bytes.replaceSubrange(tokens.value(at: target), with: source.bytes[source.value(at: place)])
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
