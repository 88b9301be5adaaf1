import StepFunctions
import Testing

@Suite struct APIActionTests {
  @Test func everyActionHasItsPlace() {
    let places = PerAction { Int($0.rawValue) }
    #expect(APIAction.allCases.map { places[$0] } == Array(0..<15))
    #expect(Set(APIAction.allCases.map(\.name)).count == 15)
    #expect(APIAction.starts == Array(APIAction.allCases.prefix(3)))
  }

  @Test func countsOfOneActionLeaveTheOthers() {
    var calls = PerStart(repeating: CallCounts())
    calls[.startSyncExecution].throttled += 2
    #expect(APIAction.starts.map { calls[$0].offered } == [0, 0, 2])
    #expect(calls != PerStart(repeating: CallCounts()))
  }
}
