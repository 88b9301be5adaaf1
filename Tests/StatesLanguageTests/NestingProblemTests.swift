import Testing

@Suite struct NestingProblemTests {
  private func inner(_ type: String, _ row: Row) -> String {
    machine("\"A\": {\"Type\": \"\(type)\", \"End\": true,\n\(row.definition)}")
  }

  @Test(arguments: [
    Row(
      #""Comment": """#,
      #"2:1: error: These fields are required: [Branches] in Parallel state "A""#),
    Row(
      #""Branches": {}"#,
      #"3:13: error: "Branches" must be an array of objects, found an object"#),
    Row(
      #""Branches": []"#,
      #"3:13: error: Value cannot be empty: "Branches" of Parallel state "A""#),
    Row(
      #""Branches": [3]"#,
      #"3:14: error: branch 0 of Parallel state "A" must be an object, found the number 3"#),
    Row(
      #""Branches": [{}]"#,
      #"3:14: error: These fields are required: [StartAt, States] in branch 0 of Parallel state "A""#),
    Row(
      #""Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass"}}}]"#,
      #"""
      3:42: error: Pass state "B" has neither "Next" nor "End"
          hint: add "Next": "..." or "End": true
      """#),
    Row(
      #""Branches": [{"StartAt": "B", "Timeout": 1, "States": {"B": {"Type": "Succeed"}}}]"#,
      #"""
      3:31: error: unknown field "Timeout" in branch 0 of Parallel state "A"
          hint: allowed here: Comment, StartAt, States
      """#),
  ])
  func branches(row: Row) {
    #expect(problems(inner("Parallel", row)) == row.problems)
  }

  @Test(arguments: [
    Row(
      #""MaxConcurrency": 1"#,
      #"2:1: error: These fields are required: [ItemProcessor] in Map state "A""#),
    Row(
      #""ItemProcessor": 3"#,
      #"3:18: error: ItemProcessor of Map state "A" must be an object, found the number 3"#),
    Row(
      #"""
      "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
      "Iterator": {}
      """#,
      #"4:1: error: Map state "A" has both "ItemProcessor" and "Iterator", of which only one may be there"#),
    Row(
      #"""
      "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
      "ItemSelector": {}, "Parameters": {}
      """#,
      #"4:21: error: Map state "A" has both "ItemSelector" and "Parameters", of which only one may be there"#),
    Row(
      #"""
      "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}, "MaxConcurrency": -1, \#
      "MaxConcurrencyPath": "$.m"
      """#,
      #"""
      3:92: error: "MaxConcurrency" must be a whole number from 0 to 2147483647, found the number -1
      3:96: error: Map state "A" has both "MaxConcurrency" and "MaxConcurrencyPath", of which only one may be there
      """#),
    Row(
      #"""
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": \#
      "I", "States": {"I": {"Type": "Succeed"}}},
      "ItemReader": {}, "ItemBatcher": {},
      "ResultWriter": {"Resource": "arn:aws:states:::s3:getObject"}, "Label": "",
      "ToleratedFailureCount": 1.5, "ToleratedFailurePercentage": 101
      """#,
      #"""
      4:15: error: These fields are required: [Resource, Parameters] in ItemReader of Map state "A"
      4:34: error: ItemBatcher of Map state "A" needs "MaxItemsPerBatch" or "MaxInputBytesPerBatch", or both
          hint: each may also be read from the input: "MaxItemsPerBatchPath"
      5:17: error: These fields are required: [Parameters] in ResultWriter of Map state "A"
      5:30: error: "Resource" must be "arn:aws:states:::s3:putObject", found the string \#
      "arn:aws:states:::s3:getObject"
      5:73: error: "Label" has 1 to 40 characters, this one has 0
      6:26: error: "ToleratedFailureCount" must be a whole number from 0 to 2147483647, found the number 1.5
      6:61: error: "ToleratedFailurePercentage" must be a number from 0 to 100, found the number 101
      """#),
    Row(
      #"""
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": \#
      "I", "States": {"I": {"Type": "Succeed"}}},
      "ResultWriter": {"WriterConfig": {"Transformation": "FLAT", "OutputType": 1, "X": 1}}
      """#,
      #"""
      4:53: error: "Transformation" must be "NONE", "COMPACT" or "FLATTEN", found the string "FLAT"
      4:75: error: "OutputType" must be "JSON" or "JSONL", found the number 1
      4:78: error: unknown field "X" in WriterConfig of ResultWriter of Map state "A"
          hint: allowed here: OutputType, Transformation
      """#),
    Row(
      #"""
      "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": \#
      "I", "States": {"I": {"Type": "Succeed"}}},
      "ResultWriter": {}
      """#,
      #"""
      4:17: error: ResultWriter of Map state "A" needs "Resource" and "Parameters", or "WriterConfig", or all three
          hint: without it the children's outputs are the state's output
      """#),
    Row(
      #"""
      "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
      "Label": "L"
      """#,
      #"""
      4:1: warning: "Label" of Map state "A" has no meaning without "Mode": "DISTRIBUTED", and AWS may refuse it
      """#),
    Row(
      #"""
      "ItemProcessor": {"ProcessorConfig": {"Mode": "inline", "ExecutionType": "STANDARD", "X": 1}, "StartAt": \#
      "I", "States": {"I": {"Type": "Succeed"}}}
      """#,
      #"""
      3:47: error: "Mode" must be "INLINE" or "DISTRIBUTED", found the string "inline"
      3:57: error: "ExecutionType" in ItemProcessor of Map state "A" needs "Mode": "DISTRIBUTED"
          hint: the iterations of an inline Map belong to the execution that runs it
      3:86: error: unknown field "X" in ProcessorConfig in ItemProcessor of Map state "A"
          hint: allowed here: ExecutionType, Mode
      """#),
    Row(
      #""ItemProcessor": {"StartAt": "J", "States": {"I": {"Type": "Succeed"}}}"#,
      #"""
      3:30: error: "StartAt" of ItemProcessor of Map state "A" names the unknown state "J"
          hint: "States" has no state of that name
      """#),
    Row(
      #""ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}, "Items": []"#,
      #"""
      3:74: error: unknown field "Items" in Map state "A"
          hint: "Items" belongs to JSONata, and the state's query language is JSONPath
      """#),
  ])
  func iterations(row: Row) {
    #expect(problems(inner("Map", row)) == row.problems)
  }
}
