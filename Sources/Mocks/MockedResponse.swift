import JSON
import StatesLanguage
import StepFunctions

/// What one mocked state answers, call after call: one of `MockedResponses` of a `MockConfiguration`.
struct MockedResponse {
  let entry: MockedAnswers.Entry

  /// Nil: a problem was reported. There is an answer for each call from 0 on, without gaps, up to the last one, behind
  /// which Step Functions Local fails too.
  init?(_ member: LocatedJSON.Member, _ reader: MockReader) {
    guard let members = reader.object(member, "mocked response \"\(member.key)\"") else { return nil }
    guard !members.isEmpty else {
      reader.error(.missingField, member.value.position, "found no answer, expected at least \"0\"")
      return nil
    }
    let before = reader.problems.count
    let places = members.compactMap { answer in Self.calls(answer, reader).map { ($0, answer) } }
      .sorted { $0.0.lowerBound < $1.0.lowerBound }
    var runs: [MockedAnswers.Entry.Run] = []
    var next = 0
    for (calls, answer) in places {
      if reader.problems.count == before { Self.check(calls, answer, next: next, reader) }
      next = max(next, calls.upperBound + 1)
      guard let reply = Self.reply(answer, reader) else { continue }
      runs.append(.init(last: calls.upperBound, reply: reply, position: answer.value.position))
    }
    guard reader.problems.count == before else { return nil }
    entry = MockedAnswers.Entry(
      key: member.key, runs: runs, repeatsLast: false, isLiteral: true, position: member.keyPosition)
  }

  private static func check(
    _ calls: ClosedRange<Int>, _ member: LocatedJSON.Member, next: Int, _ reader: MockReader
  ) {
    if calls.lowerBound > next {
      reader.error(
        .missingField, member.keyPosition, "found \"\(member.key)\", expected \"\(next)\" before it",
        hint: "the calls of a mocked response are counted from 0, without gaps")
    }
    if calls.lowerBound < next, !reader.problems.contains(where: { $0.position == member.keyPosition }) {
      reader.error(.repeatedField, member.keyPosition, "\"\(member.key)\" has call \(calls.lowerBound) a second time")
    }
  }

  /// `"2"`, or `"1-3"` with both ends.
  private static func calls(_ member: LocatedJSON.Member, _ reader: MockReader) -> ClosedRange<Int>? {
    let parts = member.key.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part -> Int? in
      part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
    }
    guard numbers.count == parts.count, (1...2).contains(numbers.count), numbers[0] <= numbers[numbers.count - 1],
      numbers[numbers.count - 1] < .max
    else {
      reader.error(
        .value, member.keyPosition, "found \"\(member.key)\", expected the number of a call or a range of them",
        hint: "such as \"0\" or \"1-2\"; the first call is 0")
      return nil
    }
    return numbers[0]...numbers[numbers.count - 1]
  }

  private static func reply(_ member: LocatedJSON.Member, _ reader: MockReader) -> TaskReply? {
    let owner = "call \"\(member.key)\""
    guard let members = reader.object(member, owner) else { return nil }
    let before = reader.problems.count
    reader.check(members, keys: ["Return", "Throw"], in: owner)
    guard reader.problems.count == before else { return nil }
    guard members.count == 1 else {
      reader.error(
        members.isEmpty ? .missingField : .conflictingFields, member.value.position,
        "found \(members.isEmpty ? "neither" : "both") \"Return\" \(members.isEmpty ? "nor" : "and") \"Throw\","
          + " expected one of them")
      return nil
    }
    return reader.reply(member.value)
  }
}
