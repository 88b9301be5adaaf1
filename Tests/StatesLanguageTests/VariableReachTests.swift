import Testing

@testable import StatesLanguage

@Suite struct VariableReachTests {
  private static func map(_ mode: String, read: String, more: String = "") -> String {
    #"""
    {"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"x": [1]}, "Next": "M"},
    "M": {"Type": "Map", \#(more)"End": true, "ItemProcessor": {"ProcessorConfig": {\#(mode)}, "StartAt": "B",
    "States": {"B": {"Type": "Pass", \#(read), "End": true}}}}}}
    """#
  }

  private static let distributed = #""Mode": "DISTRIBUTED", "ExecutionType": "STANDARD""#
  private static let path = #""Parameters": {"y.$": "$x[0]"}"#

  @Test(arguments: [
    (map(distributed, read: path), true),
    (map(distributed, read: #""QueryLanguage": "JSONata", "Output": "{% $x %}""#), true),
    (map(#""Mode": "INLINE""#, read: path), false),
    (map(distributed, read: #""Assign": {"x": 1}, "Parameters": {"y.$": "$x"}"#), false),
    // The Map's own fields are of the scope around its states.
    (map(distributed, read: #""Comment": "none""#, more: #""ItemSelector": {"y.$": "$x"}, "#), false),
    (
      #"""
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Next": "R", "Branches": [
        {"StartAt": "B", "States": {"B": {"Type": "Pass", "Assign": {"x": 1}, "End": true}}}]},
      "R": {"Type": "Pass", "Parameters": {"y.$": "$x"}, "End": true}}}
      """#, true
    ),
  ])
  func variablesAreReadWhereTheyReach(definition: String, isWarned: Bool) {
    let (machine, found) = StateMachine.parse(Array(definition.utf8), file: "f")
    #expect(machine != nil)
    #expect(found.compactMap(\.rule) == (isWarned ? ["variable.out-of-reach"] : []), "\(found.map(\.text))")
  }
}
