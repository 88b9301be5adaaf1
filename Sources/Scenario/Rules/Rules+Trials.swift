import Engine
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

extension Rules {
  /// Found by running a root alone: what its services answer decides whether a loop ends.
  static let fullHistory = Rule<LoadCheck>(
    RuleInfo(
      "load.full-history", .warning, "executions that reach 25,000 events though nothing is refused",
      source: "service quotas; a root that runs alone",
      example: .scenario(
        """
        region: us-east-1
        stateMachines: { Root: { definition: machine.asl.json } }
        load: [ { start: Root, arrivals: { burst: 1 }, input: { n: 0 } } ]

        """,
        definition: #"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n,1)"},"#
          + #""Next":"W"},"W":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"#
          + #""$.n","NumericGreaterThan":100000,"Next":"E"}],"Default":"A"},"E":{"Type":"Succeed"}}}"#))
  ) { check in
    guard let limit = check.plan.account.quotas.historyEvents else { return [] }
    return check.trials.enumerated().flatMap { index, trial -> [Finding] in
      var said: Set<Int32> = []
      return (trial?.finished ?? []).compactMap { execution in
        guard execution.historyEvents >= limit, execution.status == .failed, said.insert(execution.machine).inserted
        else { return nil }
        let machine = check.plan.account.machines[Int(execution.machine)].name
        let lifetime = LoadCheck.rounded((execution.endedAt - execution.startedAt).seconds)
        return Finding(
          check.places[index],
          "an execution of \(machine) reaches \(limit) events \(lifetime) s after its start and fails, even where "
            + "nothing is refused",
          hint: "a loop that polls must end before, or go on in a new execution")
      }
    }
  }
}
