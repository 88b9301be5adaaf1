import Engine
import JSON
import StatesLanguage
import StepFunctions
import TestSupport
import Testing

/// A recorded answer of StartSyncExecution: the recorded machine is started by a Task of another one.
struct SyncExecutionReplay {
  let recorded: RecordedCase

  func differences() throws -> [Comparison.Difference] {
    let (machine, diagnostics) = recorded.definitions.first.map(Replay.machine) ?? (nil, [])
    guard let callee = machine else { return Replay.refused(diagnostics) }
    let machines = [callee, try #require(Replay.machine(Self.caller(of: callee.arn)).0)]
    let account = AccountModel(
      region: "us-east-1", accountID: "111111111111", machines: machines, services: [], quotas: .withoutBuckets,
      overheads: .none)
    var script = Script(recorded, machines)
    let execution = LocalExecution(account: account, machine: 1, input: recorded.input, name: "caller", history: true)
    let outcome = try execution.run { call in script.reply(to: call) }
    var comparison = Comparison(recorded)
    var wanted = recorded.expected["start_sync_execution"] ?? .null
    var answer = (outcome.output ?? .null).asAPI
    // How long a function took lies outside of the recording.
    if recorded.services != ["none"] {
      wanted = wanted.without("billingDetails")
      answer = answer.without("billingDetails")
    }
    comparison.compare(wanted, answer, at: "start_sync_execution")
    return comparison.differences
  }

  private static func caller(of callee: String) -> JSON {
    let arn = callee.split(separator: ":").dropLast().joined(separator: ":") + ":Caller"
    return [
      "name": "Caller", "arn": .string(arn), "type": "STANDARD",
      "definition": [
        "StartAt": "Call",
        "States": [
          "Call": [
            "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution", "End": true,
            "Parameters": ["StateMachineArn": .string(callee), "Input.$": "$"],
          ]
        ],
      ],
    ]
  }
}

extension JSON {
  fileprivate func without(_ key: String) -> JSON {
    guard case .object(var members) = self else { return self }
    members[key] = nil
    return .object(members)
  }

  /// An integration's members begin with capital letters, the API's with small ones.
  var asAPI: JSON {
    guard case .object(let members) = self else { return self }
    var object = JSONObject()
    for (key, value) in members { object[key.prefix(1).lowercased() + key.dropFirst()] = value.asAPI }
    return .object(object)
  }
}
