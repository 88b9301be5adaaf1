import TestSupport

@testable import Chance

/// Writes random machines with every kind of state.
struct DefinitionWriter {
  private var stream: RandomStream
  private var names = 0

  init(seed: UInt64) {
    stream = StreamKey(seed: seed, replication: 0, purpose: .entropy).stream(entity: 0)
  }

  private mutating func draw(_ count: Int) -> Int { Int(stream.next() % UInt64(count)) }

  mutating func machine(depth: Int, mayStart: Bool) -> String {
    let chain = (0...draw(4)).map { _ -> String in
      names += 1
      return "S\(names)"
    }
    var states: [String] = []
    for (index, name) in chain.enumerated() {
      let successor = chain.dropFirst(index + 1).first
      states.append("\"\(name)\": {\(state(depth: depth, mayStart: mayStart, successor: successor))}")
    }
    return Story.states(chain[0], states.joined(separator: ", "))
  }

  private mutating func state(depth: Int, mayStart: Bool, successor: String?) -> String {
    let handlers = self.handlers(successor)
    let next = successor.map { "\"Next\": \"\($0)\"" } ?? "\"End\": true"
    switch draw(depth > 0 ? 11 : 7) {
    case 0: return #""Type": "Pass", \#(next)"#
    case 1: return #""Type": "Pass", "Result": {"n": 0}, "ResultPath": "$.r", \#(next)"#
    case 2: return #""Type": "Wait", "Seconds": \#(draw(4)), \#(next)"#
    case 3:
      guard let successor else { return #""Type": "Succeed""# }
      return #"""
        "Type": "Choice", "Default": "\#(successor)",
        "Choices": [{"Variable": "$.n", "IsPresent": true, "Next": "\#(successor)"}]
        """#
    case 4, 5:
      let timeout = draw(3) == 0 ? "" : #", "TimeoutSeconds": \#(1 + draw(5))"#
      return #""Type": "Task", "Resource": "\#(Story.function)"\#(timeout)\#(handlers), \#(next)"#
    case 6: return mayStart ? start() + handlers + ", " + next : #""Type": "Pass", \#(next)"#
    case 7, 8:
      let branches = (0...draw(3)).map { _ in machine(depth: depth - 1, mayStart: mayStart) }
      return #""Type": "Parallel", "Branches": [\#(branches.joined(separator: ", "))]\#(handlers), \#(next)"#
    default:
      // What an Express execution may not do is not written into its machine.
      let isDistributed = mayStart && draw(3) == 0
      let isExpress = isDistributed && draw(2) == 0
      let body = machine(depth: depth - 1, mayStart: mayStart && !isExpress)
      let processor = isDistributed ? distributed(body, isExpress: isExpress) : body
      return #"""
        "Type": "Map", "ItemsPath": "$$.Execution.Input.items", "MaxConcurrency": \#(draw(4)),
        "ItemProcessor": \#(processor)\#(handlers), \#(next)
        """#
    }
  }

  private mutating func handlers(_ successor: String?) -> String {
    var text = ""
    if draw(2) == 0 {
      let error = ["A", "B", "States.ALL"][draw(3)]
      let jitter = ["NONE", "FULL"][draw(2)]
      text = #", "Retry": [{"ErrorEquals": ["\#(error)"], "MaxAttempts": \#(draw(3)), "JitterStrategy": "\#(jitter)"}]"#
    }
    if let successor, draw(2) == 0 {
      text += #", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "\#(successor)"}]"#
    }
    return text
  }

  /// The processor of a distributed Map, and the fields beside it.
  private mutating func distributed(_ machine: String, isExpress: Bool) -> String {
    let type = isExpress ? "EXPRESS" : "STANDARD"
    let tolerated = ["", #", "ToleratedFailureCount": 1"#, #", "ToleratedFailurePercentage": 60"#][draw(3)]
    let batcher = draw(3) == 0 ? #", "ItemBatcher": {"MaxItemsPerBatch": 3}"# : ""
    return #"{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\#(type)"}, "#
      + machine.dropFirst() + tolerated + batcher
  }

  private mutating func start() -> String {
    let pattern = ["", ".sync", ".sync:2", ".waitForTaskToken"][draw(4)]
    let isToken = pattern == ".waitForTaskToken"
    let timeout = isToken || draw(3) == 0 ? #""TimeoutSeconds": \#(1 + draw(3)), "# : ""
    let input = isToken ? #""token.$": "$$.Task.Token""# : #""n": 1"#
    return #"""
      "Type": "Task", "Resource": "arn:aws:states:::states:startExecution\#(pattern)", \#(timeout)"Parameters": {
        "StateMachineArn": "\#(ARNs.machine("Child"))", "Input": {\#(input)}}
      """#
  }
}
