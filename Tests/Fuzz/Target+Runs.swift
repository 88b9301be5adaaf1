import Engine
import JSON
import Prelude
import Report
import Scenario
import Simulation
import StatesLanguage
import StepFunctions
import TestState
import TestSupport

extension Target {
  /// Half a million entries of the agenda are enough for one text.
  private static let lookLimit = 4
  private static let arrivalLimit = 2_000.0

  /// A scenario with its files: every replication is run, twice, and reported.
  func simulation(_ bytes: [UInt8]) {
    let bundle = Bundle(bytes)
    let own = folder + "bundle/"
    bundle.write(to: own)
    require(ScenarioReader.isScenario(file: own + "s.yaml"), "a scenario's name says that it is one")
    var snapshot = FileSnapshot()
    guard
      let (read, diagnostics) = try? ScenarioReader.read(
        file: own + "s.yaml", from: &snapshot, sets: Self.sets(bundle), lints: true)
    else { return require(false, "a scenario that is there can be read") }
    require((read == nil) == diagnostics.contains { $0.severity == .error }, "a plan or errors")
    guard var plan = read, plan.load.allSatisfy({ $0.expectedCount < Self.arrivalLimit }) else { return }
    plan.replications = min(plan.replications, 2)
    guard let model = report(plan) else { return }
    let files = model.files()
    require(report(plan)?.files().elementsEqual(files) { $0.bytes == $1.bytes } == true, "a plan gives the same bytes")
    for file in files where file.name.hasSuffix(".json") {
      require((try? JSON.parse(file.bytes)) != nil, "a summary reads back")
    }
    for width in [20, 80, 200] { require(!model.text(color: width == 80, width: width).isEmpty, "a report has words") }
    require(model.verdicts.count == plan.expectations.count, "every expectation is judged")
    replay(plan)
  }

  /// The lines `path=value` of the file `sets`.
  private static func sets(_ bundle: Bundle) -> [(path: String, value: String)] {
    let bytes = bundle.files.first { $0.name == "sets" }?.bytes ?? []
    return bytes.split(separator: 10).map { line in
      let path = line.prefix { $0 != UInt8(ascii: "=") }
      return (String(decoding: path, as: UTF8.self), String(decoding: line.dropFirst(path.count + 1), as: UTF8.self))
    }
  }

  private func report(_ plan: Plan) -> ReportModel? {
    var recordings: [Recording] = []
    for replication in 0..<plan.replications {
      var looks = 0
      do throws(SimulationError) {
        recordings.append(
          try simulate(plan, replication: replication) {
            looks += 1
            return looks > Self.lookLimit
          })
      } catch {
        require(!error.message.isEmpty, "an end without a result has a reason")
        if case .unbalanced(let law) = error { require(false, "conservation: \(law)") }
        return nil
      }
    }
    return ReportModel(plan: plan, recordings: recordings, version: "fuzz")
  }

  /// A machine with what its Maps read.
  func items(_ bytes: [UInt8], _ random: inout Random) {
    let bundle = Bundle(bytes)
    guard let definition = bundle.files.first, let machine = StateMachine.parse(definition.bytes, file: "f").machine
    else { return }
    LocalRun(machine, objects: Array(bundle.files.dropFirst()), random: random).run(random.pick(payloads))
  }

  func stateTest(_ bytes: [UInt8], _ random: inout Random) {
    guard let request = StateTestRequest(text: bytes) else { return }
    let seed = random.next()
    let answer = self.answer(request, seed)
    require(answer == self.answer(request, seed), "a test of a state gives the same answer")
    require(isJSON(answer), "an answer can be written and read")
  }

  private func answer(_ request: StateTestRequest, _ seed: UInt64) -> JSON {
    do throws(StateTestRequest.Refusal) {
      let response = try request.run(seed: seed) { _ in seed & 1 == 0 ? .success(["a": 1]) : .timedOut }
      require(response.status != .succeeded || response.error == nil, "a success is no failure")
      return response.json
    } catch {
      require(!error.message.isEmpty, "a refusal has words")
      return [.string(error.code), .string(error.message)]
    }
  }

  /// The calls that make and change machines, of which the definition is a part.
  func register(_ bytes: [UInt8], isRunnable: Bool, _ random: inout Random) {
    var registry = StateMachineRegistry(region: "us-east-1", accountID: "123456789012")
    var request = StateMachineRegistry.Request(definition: bytes)
    registry.logGroups = ["l"]
    request.logDestinations = random.pick([nil, nil, ["l"], ["none"], []])
    request.versionDescription = random.oneIn(9) ? "d" : nil
    request.publish = random.oneIn(2)
    do throws(StateMachineRegistry.Refusal) {
      let arn = try registry.create(name: "M", request)
      require((try? registry.create(name: "M", request)) == arn, "the same machine can be made again")
      try registry.update(arn: random.oneIn(4) ? arn + ":1" : arn, request)
    } catch {
      require(!error.code.isEmpty && !error.message.isEmpty, "a refusal has words")
      // A machine that never ends can be run, and AWS refuses to make it.
      let isEndless = error.message.contains("MISSING_END_STATE")
      require(!isRunnable || error.code != "InvalidDefinition" || isEndless, "what can be run can be made")
    }
  }

  /// As the output of a state, where functions are Step Functions' and numbers AWS's.
  func inState(_ text: String, _ input: JSON, _ random: inout Random) {
    let output = JSON.string("{% $states.input.(\(text.replacing("$$", with: "$"))) %}")
    let state: JSON = ["Type": "Pass", "Output": output, "End": true]
    let definition: JSON = ["StartAt": "A", "QueryLanguage": "JSONata", "States": ["A": state]]
    guard let machine = StateMachine.parse(definition.utf8Text, file: "f").machine else { return }
    LocalRun(machine, random: random).run(input)
  }
}
