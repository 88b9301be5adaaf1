import JSON
import StatesLanguage
import StepFunctions

/// What one mocked state answers, call after call: one of `MockedResponses` of a `MockConfiguration`.
struct MockedResponse {
  let name: String
  /// Where the file has it.
  let position: SourcePosition
  private var answers: [(calls: ClosedRange<Int>, reply: TaskReply)] = []

  /// The calls that have an answer: from 0, without gaps.
  var count: Int { answers.last.map { $0.calls.upperBound + 1 } ?? 0 }

  /// Nil behind the last answer, where Step Functions Local fails too.
  func reply(to call: Int) -> TaskReply? { answers.first { $0.calls.contains(call) }?.reply }

  init(_ member: LocatedJSON.Member, _ reader: MockReader) throws(Diagnostic) {
    name = member.key
    position = member.keyPosition
    let members = try reader.object(member, "mocked response \"\(member.key)\"")
    guard !members.isEmpty else {
      throw reader.failure(.missingField, member.value.position, "found no answer, expected at least \"0\"")
    }
    var places: [(calls: ClosedRange<Int>, member: LocatedJSON.Member)] = []
    for answer in members { places.append((try Self.calls(answer, reader), answer)) }
    places.sort { $0.calls.lowerBound < $1.calls.lowerBound }
    for place in places {
      try checkContiguous(place.calls, place.member, reader)
      answers.append((place.calls, try Self.reply(place.member, reader)))
    }
  }

  private func checkContiguous(
    _ calls: ClosedRange<Int>, _ member: LocatedJSON.Member, _ reader: MockReader
  ) throws(Diagnostic) {
    if calls.lowerBound > count {
      throw reader.failure(
        .missingField, member.keyPosition, "found \"\(member.key)\", expected \"\(count)\" before it",
        hint: "the calls of a mocked response are counted from 0, without gaps")
    }
    if calls.lowerBound < count {
      throw reader.failure(
        .repeatedField, member.keyPosition, "\"\(member.key)\" has call \(calls.lowerBound) a second time")
    }
  }

  /// `"2"`, or `"1-3"` with both ends.
  private static func calls(
    _ member: LocatedJSON.Member, _ reader: MockReader
  ) throws(Diagnostic) -> ClosedRange<Int> {
    let parts = member.key.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part -> Int? in
      part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
    }
    guard numbers.count == parts.count, (1...2).contains(numbers.count), numbers[0] <= numbers[numbers.count - 1],
      numbers[numbers.count - 1] < .max
    else {
      throw reader.failure(
        .value, member.keyPosition, "found \"\(member.key)\", expected the number of a call or a range of them",
        hint: "such as \"0\" or \"1-2\"; the first call is 0")
    }
    return numbers[0]...numbers[numbers.count - 1]
  }

  private static func reply(_ member: LocatedJSON.Member, _ reader: MockReader) throws(Diagnostic) -> TaskReply {
    let members = try reader.object(member, "call \"\(member.key)\"")
    try reader.check(members, keys: ["Return", "Throw"], in: "call \"\(member.key)\"")
    guard members.count == 1 else {
      throw reader.failure(
        members.isEmpty ? .missingField : .conflictingFields, member.value.position,
        "found \(members.isEmpty ? "neither" : "both") \"Return\" \(members.isEmpty ? "nor" : "and") \"Throw\","
          + " expected one of them")
    }
    return members[0].key == "Return" ? .success(members[0].value.json) : try failure(members[0], reader)
  }

  private static func failure(_ member: LocatedJSON.Member, _ reader: MockReader) throws(Diagnostic) -> TaskReply {
    var texts: [String: String] = [:]
    let members = try reader.object(member, "\"Throw\"")
    try reader.check(members, keys: ["Error", "Cause"], in: "\"Throw\"")
    for part in members {
      guard let text = part.value.string else {
        throw reader.failure(
          .type, part.value.position, "\"\(part.key)\" must be a string, found \(part.value.described)")
      }
      texts[part.key] = text
    }
    guard let error = texts["Error"] else {
      throw reader.failure(.missingField, member.value.position, "\"Throw\" has no \"Error\"")
    }
    return .failure(error: error, cause: texts["Cause"])
  }
}
