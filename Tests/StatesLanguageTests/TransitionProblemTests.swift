import Testing

@Suite struct TransitionProblemTests {
  @Test(arguments: [
    Row(
      #""A": {"Type": "Pass"}"#,
      #"""
      2:1: error: Pass state "A" has neither "Next" nor "End"
          hint: add "Next": "..." or "End": true
      """#),
    Row(
      #""A": {"Type": "Pass", "End": false}"#,
      #"2:1: error: Pass state "A" has neither "Next" nor "End": true"#),
    Row(
      #""A": {"Type": "Pass", "Nxt": "A"}"#,
      #"""
      2:23: error: unknown field "Nxt" in Pass state "A"
          hint: did you mean "Next"?
      """#),
    Row(
      #""A": {"Type": "Pass", "Next": "A", "End": true}"#,
      #"2:36: error: Pass state "A" has both "Next" and "End", of which only one may be there"#),
    Row(
      #""A": {"Type": "Pass", "Next": 1}"#,
      #"2:31: error: "Next" must be a string, found the number 1"#),
    Row(
      #""A": {"Type": "Pass", "End": "true"}"#,
      #"2:30: error: "End" must be true, found the string "true""#),
    Row(
      #"""
      "A": {"Type": "Pass", "Next": "Ordr"},
      "Order": {"Type": "Succeed"}
      """#,
      #"""
      2:31: error: "Next" of Pass state "A" names the unknown state "Ordr"
          hint: did you mean "Order"?
      """#),
    Row(
      #""A": {"Type": "Pass", "Next": "Zebra"}"#,
      #"""
      2:31: error: "Next" of Pass state "A" names the unknown state "Zebra"
          hint: "States" has no state of that name
      """#),
    Row(
      #"""
      "A": {"Type": "Pass", "End": true},
      "B": {"Type": "Pass", "Next": "C"},
      "C": {"Type": "Succeed"}
      """#,
      #"""
      3:1: error: State "B" is not reachable from "StartAt": "A"
          hint: no Next, Default or Catch on the way from the start leads to it
      4:1: error: State "C" is not reachable from "StartAt": "A"
          hint: no Next, Default or Catch on the way from the start leads to it
      """#),
    Row(
      #"""
      "A": {"Type": "Pass", "End": true},
      "A": {"Type": "Succeed"}
      """#,
      #"""
      3:1: error: duplicate state name "A"
          hint: names are unique in the whole machine, branches included; the first one is at 2:1
      """#),
    Row(
      #"""
      "A": {"Type": "Parallel", "End": true, "Branches": [
      {"StartAt": "X", "States": {"X": {"Type": "Pass", "Next": "B"}}}]},
      "B": {"Type": "Succeed"}
      """#,
      #"""
      3:59: error: "Next" of Pass state "X" names the unknown state "B"
          hint: the state "B" at 4:1 belongs to another States object; no transition enters or leaves a branch \#
      or an item processor
      4:1: error: State "B" is not reachable from "StartAt": "A"
          hint: no Next, Default or Catch on the way from the start leads to it
      """#),
    Row(
      #"""
      "A": {"Type": "Parallel", "Next": "X", "Branches": [
      {"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}]}
      """#,
      #"""
      2:35: error: "Next" of Parallel state "A" names the unknown state "X"
          hint: the state "X" at 3:29 belongs to another States object; no transition enters or leaves a branch \#
      or an item processor
      """#),
    Row(
      #"""
      "A": {"Type": "Parallel", "End": true, "Branches": [
      {"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}},
      {"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}]}
      """#,
      #"""
      4:29: error: duplicate state name "X"
          hint: names are unique in the whole machine, branches included; the first one is at 3:29
      """#),
  ])
  func transitions(row: Row) {
    #expect(problems(machine(row.definition)) == row.problems)
  }
}
