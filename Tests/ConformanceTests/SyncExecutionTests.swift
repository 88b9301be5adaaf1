import Engine
import JSON
import StatesLanguage
import StepFunctions
import Testing

/// Answers of StartSyncExecution that were recorded on AWS: the recorded machine is started by a Task of another one.
@Suite struct SyncExecutionTests {
  @Test func theAnswersAreThoseOfAWS() throws {
    let place = Corpus.place
    guard place.exists else {
      return print("no conformance corpus at \(place.path); set \(Corpus.variable) to a folder that has one")
    }
    let cases = try Corpus(folder: place.path).cases.filter { $0.json["kind"] == "sync_execution" }
    var count = 0
    for recorded in cases where recorded.definitions.allSatisfy({ $0["definition"]?["QueryLanguage"] == nil }) {
      count += 1
      let differences = try Self.differences(recorded)
      #expect(differences.isEmpty, "\(recorded.id): \(differences.map(\.description))")
    }
    print("\(count) answers of StartSyncExecution compared")
  }

  private static func differences(_ recorded: RecordedCase) throws -> [Comparison.Difference] {
    let callee = try #require(recorded.definitions.first.flatMap { Replay.machine($0).0 })
    let arn = callee.arn.split(separator: ":").dropLast().joined(separator: ":") + ":Caller"
    let caller: JSON = [
      "name": "Caller", "arn": .string(arn), "type": "STANDARD",
      "definition": [
        "StartAt": "Call",
        "States": [
          "Call": [
            "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution", "End": true,
            "Parameters": ["StateMachineArn": .string(callee.arn), "Input.$": "$"],
          ]
        ],
      ],
    ]
    let machines = [callee, try #require(Replay.machine(caller).0)]
    let account = AccountModel(
      region: "us-east-1", accountID: "111111111111", machines: machines, services: [], quotas: .none, overheads: .none)
    var script = Script(recorded, machines)
    let execution = LocalExecution(account: account, machine: 1, input: recorded.input, name: "caller", history: true)
    // The recording has no history; what the function of the failing Task answered stands in the output.
    let output = recorded.expected["start_sync_execution"]?["output"]
    let outcome = try execution.run { call in
      guard call.resource.service == "lambda" else { return script.reply(to: call) }
      return .failure(error: output?["Error"]?.string, cause: output?["Cause"]?.string)
    }
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
}

extension JSON {
  fileprivate func without(_ key: String) -> JSON {
    guard case .object(var members) = self else { return self }
    members[key] = nil
    return .object(members)
  }

  /// An integration's members begin with capital letters, the API's with small ones.
  fileprivate var asAPI: JSON {
    guard case .object(let members) = self else { return self }
    var object = JSONObject()
    for (key, value) in members { object[key.prefix(1).lowercased() + key.dropFirst()] = value.asAPI }
    return .object(object)
  }
}
