import Chance
import JSON
import Prelude
import StatesLanguage
import StepFunctions

/// Tasks that wait for a token to be answered, and who answers it.
extension Rules {
  static let childAnswersNot = Rule<CallCheck>(
    RuleInfo(
      "call.child-answers-not", .warning, "a task token for a child that does not answer it, without `TimeoutSeconds`",
      source: "AWS guide, \"Wait for a callback\": the Task waits for ever",
      example: .scenario(
        """
        region: us-east-1
        stateMachines: { Root: { definition: machine.asl.json, versions: { 1: machine.asl.json } } }
        load: [ { start: Root, arrivals: { burst: 1 } } ]

        """,
        definition: #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.leaf","IsPresent":true,"#
          + #""Next":"E"}],"Default":"A"},"E":{"Type":"Succeed"},"A":{"Type":"Task","Resource":"#
          + #""arn:aws:states:::states:startExecution.waitForTaskToken","Retry":[{"ErrorEquals":["States.ALL"]}],"#
          + #""Parameters":{"StateMachineArn":"\#(ARN.stateMachine("Root").text)","#
          + #""Input":{"leaf":true,"token.$":"$$.Task.Token"}},"End":true}}}"#))
  ) { check in
    check.starts.filter { !$0.isMocked }.compactMap { call in
      guard call.task.resource.pattern == .waitForTaskToken, call.waitsForEver,
        let child = call.state.machineARN.flatMap(check.machine)
      else { return nil }
      let name = check.machines[child].name
      let why: String
      if !call.passesToken {
        why = "its token is no part of the child's input"
      } else if let started = check.startedBy(child), check.answering.isDisjoint(with: started) {
        why = "neither \(Node.excerpt(name)) nor what it starts answers its task token"
      } else {
        return nil
      }
      return call.finding(
        ["Resource"], "\(why), and without TimeoutSeconds or HeartbeatSeconds it waits for ever",
        hint:
          "let \(Node.excerpt(name)) call arn:aws:states:::aws-sdk:sfn:sendTaskSuccess with the token, or a service "
          + "that has answersToken, or give the Task a TimeoutSeconds")
    }
  }

  static let lateAnswer = Rule<CallCheck>(
    RuleInfo(
      "call.late-answer", .warning, "a `callback` that always comes after the Task has timed out",
      source: "AWS guide, \"Wait for a callback\"",
      example: .task(
        #""Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":5,"#
          + #""Parameters":{"QueueUrl":"q"}"#,
        services: #""arn:aws:states:::sqs:sendMessage": { latency: 1s, callback: { after: 5s } }"#))
  ) { check in
    check.serviceCalls.compactMap { call in
      guard call.task.resource.pattern == .waitForTaskToken, let index = call.service,
        let after = check.services[index].model.callback?.after.constantSpan
      else { return nil }
      // Whoever sends heartbeats is not in the scenario.
      for (field, limit) in [("HeartbeatSeconds", call.task.heartbeat), ("TimeoutSeconds", call.task.timeout)] {
        guard case .fixed(let seconds) = limit, after >= .seconds(seconds) else { continue }
        return call.finding(
          [field],
          "its token is answered \(LoadCheck.rounded(after.seconds)) s after the call, and it has timed out "
            + "by then", hint: "a larger \(field), or a callback that comes before \(seconds) s")
      }
      return nil
    }
  }

  static let idleCallback = Rule<CallCheck>(
    RuleInfo(
      "service.idle-callback", .warning, "a `callback` of a service that no Task waits for by token",
      source: "AWS guide, \"Wait for a callback\": only .waitForTaskToken makes a token",
      example: .task(
        #""Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q"}"#,
        services: #""arn:aws:states:::sqs:sendMessage": { latency: 1s, callback: { after: 5s } }"#))
  ) { check in
    if check.hasErrors || check.serviceCalls.contains(where: \.namesFunctionInCall) { return [] }
    let waited = Set(check.serviceCalls.filter { $0.task.resource.pattern == .waitForTaskToken }.compactMap(\.service))
    let called = Set(check.serviceCalls.compactMap(\.service))
    return check.services.indices.filter { index in
      check.services[index].model.callback != nil && called.contains(index) && !waited.contains(index)
    }.map { index in
      Finding(
        check.services[index].place,
        "services.\(Node.excerpt(check.services[index].name)): its callback never comes: no Task calls it by "
          + ".waitForTaskToken",
        hint: "end the Task's Resource in .waitForTaskToken, or leave callback out")
    }
  }
}

extension CallCheck.Call {
  /// Nothing but an answer ends the Task.
  var waitsForEver: Bool {
    task.timeout == nil && task.heartbeat == nil && machine.definition?.timeoutSeconds == nil
  }

  fileprivate var passesToken: Bool {
    let request = machine.source?.value([state.language.parametersName], in: state)?.json
    return request.map { $0.text.contains("Task") } ?? true
  }
}

extension CallCheck {
  /// The names of a machine and of all that it starts; nil where the input decides what that is.
  fileprivate func startedBy(_ machine: Int) -> Set<String>? {
    var found: Set<String> = []
    var pending = [machine]
    while let next = pending.popLast() {
      // Versions, and whichever an alias names, are machines of their own: any of them may be meant.
      let base = machines[next].name.prefix { $0 != ":" }
      for (index, other) in machines.enumerated() where other.name.prefix(while: { $0 != ":" }) == base {
        guard found.insert(other.name).inserted else { continue }
        for start in starts where start.machine.name == machines[index].name {
          guard let arn = start.state.machineARN, let child = self.machine(arn) else { return nil }
          pending.append(child)
        }
      }
    }
    return found
  }
}
