import Prelude
import Scenario
import Schema
import Simulation
import StatesLanguage
import StepFunctions

extension Rate {
  /// `300/s`
  fileprivate var text: String {
    perSecond == perSecond.rounded() ? "\(Int(perSecond))/s" : "\(perSecond)/s"
  }
}

extension List {
  /// What can be listed.
  enum Topic: String, CaseIterable {
    case scenarios, schemas, quotas, regions, laws, metrics, rules, errors

    func listing(region: String) -> Listing {
      switch self {
      case .scenarios: Listing(columns: [], rows: [])
      case .schemas:
        Listing(columns: ["name", "title", "meaning"], rows: Documents.all.map { [$0.name, $0.title, $0.meaning] })
      case .quotas: Self.quotas(QuotaProfile(region: region))
      case .regions:
        Listing(
          columns: ["region", "quotas"], rows: QuotaProfile.regions.map { [$0, QuotaProfile(region: $0).text] })
      case .laws: Self.knownLaws
      case .metrics: Self.knownMetrics
      case .rules:
        Listing(
          columns: ["rule", "severity", "what it finds"],
          rows: Rules.catalogue.map { [$0.id, $0.severity.rawValue, $0.summary] })
      case .errors: Self.knownErrors
      }
    }

    private static func quotas(_ profile: QuotaProfile) -> Listing {
      let quotas = profile.quotas
      let grammar = ScenarioGrammar.grammar
      var rows = APIAction.allCases.map { action in
        switch quotas[action] {
        case .unlimited: [action.name, "unlimited", "", profile.text]
        case .tokens(let capacity, let refill): [action.name, "\(capacity)", refill.text, profile.text]
        }
      }
      let limits: [(String, Int?)] = [
        ("OpenExecutions", quotas.openExecutions), ("InlineMapConcurrency", quotas.inlineMapConcurrency),
        ("HistoryEvents", quotas.historyEvents), ("PayloadBytes", quotas.payloadBytes),
        ("VariableBytes", quotas.variableBytes), ("OpenMapRuns", quotas.openMapRuns),
        ("MapRunConcurrency", quotas.mapRunConcurrency), ("LambdaConcurrency", quotas.functions.concurrency),
      ]
      rows += limits.map { [$0, $1.map(String.init) ?? "unlimited", "", profile.text] }
      return Listing(
        columns: ["quota", "bucket or limit", "refill", "profile", "meaning"],
        rows: rows.map { $0 + [grammar.paths(of: ["quotas", $0[0]]).first?.key?.meaning ?? ""] })
    }

    private static var knownLaws: Listing {
      let grammar = ScenarioGrammar.grammar
      let keys = grammar.term("LATENCY")?.shape.block?.keys ?? []
      return Listing(
        columns: ["law", "parameters", "what it is", "example"],
        rows: keys.map {
          [$0.name, grammar.notation($0.shape), $0.meaning, "{ \($0.name): \(grammar.example(of: $0)) }"]
        })
    }

    private static var knownMetrics: Listing {
      let all: [(subject: String, metrics: [Metric])] = [
        ("of the run", Metric.askedOfRun), ("of an action, as StartExecution", Metric.ofAction),
        ("of a machine, as Root", Metric.askedOfMachine), ("of a Task, as Root.Charge", Metric.askedOfTask),
        ("of a depth, as depth(1)", Metric.askedOfDepth),
      ]
      return Listing(
        columns: ["metric", "whose", "unit", "statistics"],
        rows: all.flatMap { subject, metrics in
          metrics.map {
            [$0.name, subject, $0.unit.rawValue, $0.statistics.map(\.rawValue).joined(separator: " ")]
          }
        })
    }

    private static var knownErrors: Listing {
      let ours = [
        ("Headroom.LineFull", "an outside caller found no room in the line of an admission"),
        ("Headroom.CircuitOpen", "an outside caller met an open breaker"),
        ("Headroom.DeadLetter", "a message of SQS was received too often"),
        ("Headroom.InputExpression", "the expression of an input failed"),
        ("Headroom.ServiceExpression", "an expression of a service failed"),
        (ErrorName.throttledStart, "a Task's StartExecution was throttled; throttleError has another name"),
        (ErrorName.throttledSDKStart, "a Task's call of aws-sdk:sfn was throttled"),
        (ErrorName.tooManyOpen, "the account has all the open executions that it may have; openExecutionsError"),
        (FunctionModel.throttled, "a Lambda function, or a concurrency without excess, refused a call"),
      ]
      return Listing(
        columns: ["error", "when"],
        rows: ours.map { [$0, $1] } + ErrorName.reserved.map { [$0, "States Language, Appendix A"] })
    }
  }
}
