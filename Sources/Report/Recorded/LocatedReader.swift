import JSON
import StatesLanguage

/// Takes members of a JSON file of ours, and says where one is not what it has to be.
struct LocatedReader {
  let file: String
  let value: LocatedJSON

  func failure(_ problem: ReadingProblem, _ message: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(problem, file: file, position: value.position, message: message, hint: hint)
  }

  subscript(_ name: String) -> LocatedReader {
    get throws(Diagnostic) {
      guard let found = try member(name) else { throw failure(.missingField, "\"\(name)\" is missing") }
      return found
    }
  }

  func member(_ name: String) throws(Diagnostic) -> LocatedReader? {
    let found = try members().last { $0.name == name }?.reader
    if let found, case .null = found.value.content { return nil }
    return found
  }

  func members() throws(Diagnostic) -> [(name: String, reader: LocatedReader)] {
    guard let members = value.members else { throw failure(.type, "an object was expected") }
    return members.map { ($0.key, LocatedReader(file: file, value: $0.value)) }
  }

  func list() throws(Diagnostic) -> [LocatedReader] {
    guard let elements = value.elements else { throw failure(.type, "a list was expected") }
    return elements.map { LocatedReader(file: file, value: $0) }
  }

  func text() throws(Diagnostic) -> String {
    guard let text = value.string else { throw failure(.type, "a string was expected") }
    return text
  }

  func flag() throws(Diagnostic) -> Bool {
    guard case .bool(let flag) = value.content else { throw failure(.type, "true or false was expected") }
    return flag
  }

  func number() throws(Diagnostic) -> Double {
    switch value.content {
    case .integer(let number): return Double(number)
    case .double(let number) where number.isFinite: return number
    default: throw failure(.type, "a number was expected")
    }
  }

  func integer(_ range: ClosedRange<Int>) throws(Diagnostic) -> Int {
    guard case .integer(let number) = value.content, range.contains(number) else {
      throw failure(.value, "a whole number from \(range.lowerBound) to \(range.upperBound) was expected")
    }
    return number
  }

  /// As many as 64 bits have room for in nanoseconds.
  func seconds() throws(Diagnostic) -> Double {
    let seconds = try number()
    guard (0...9e9).contains(seconds) else { throw failure(.value, "seconds from 0 to 9e9 were expected") }
    return seconds
  }

  /// One for each of `count` replications, or one number that all have.
  func numbers(_ count: Int) throws(Diagnostic) -> [Double] {
    guard value.elements != nil else { return Array(repeating: try number(), count: count) }
    let list = try list()
    guard list.count == count else {
      throw failure(.value, "\(count) numbers were expected, one for each replication, not \(list.count)")
    }
    var numbers: [Double] = []
    for element in list { numbers.append(try element.number()) }
    return numbers
  }

  /// Likewise, of executions or calls.
  func counts(_ count: Int) throws(Diagnostic) -> [Int] {
    var counts: [Int] = []
    for number in try numbers(count) {
      guard let whole = Int(exactly: number), (0...Self.mostCounted).contains(whole) else {
        throw failure(.value, "numbers of executions are whole numbers from 0 to \(Self.mostCounted)")
      }
      counts.append(whole)
    }
    return counts
  }

  /// No run counts more, and sums of so many have room.
  static let mostCounted = 1 << 40
}
