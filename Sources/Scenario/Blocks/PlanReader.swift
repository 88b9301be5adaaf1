import Foundation
import JSON
import Prelude
import Simulation
import StatesLanguage
import StepFunctions

/// Has every block of a scenario read, and puts the plan together where nothing is wrong.
struct PlanReader {
  let reading: Reading
  private(set) var machines: [MachineDraft] = []
  /// Where the streams of the load stand.
  private(set) var streamPlaces: [Place] = []
  private(set) var inputs: [Cursor] = []
  /// The rules whose warnings are not wanted.
  private(set) var silenced: Set<String> = []

  init(_ reading: Reading) { self.reading = reading }

  mutating func plan(bytes: [UInt8], sets: [(path: String, value: String)]) -> Plan? {
    guard var root = ScenarioText.tree(bytes, reading) else { return nil }
    for set in sets { Override(path: set.path, value: set.value).apply(to: &root, reading) }
    guard !reading.failed else { return nil }
    return Cursor(node: root, path: Cursor.root, reading: reading).fields(ScenarioGrammar.root).flatMap { plan($0) }
  }

  private mutating func plan(_ fields: Fields) -> Plan? {
    let name = fields["name"].flatMap { $0.text() } ?? fileName
    let region = self.region(fields)
    let givenAccount = fields["account"].flatMap { accountID($0) }
    let seed = fields["seed"].flatMap { self.seed($0) } ?? 1
    let replications = fields["replications"]?.integer(in: 1...100_000) ?? 1
    let (machines, aliases) = MachineReader.read(
      fields, region: region ?? "us-east-1", account: givenAccount ?? ARN.exampleAccount)
    self.machines = machines
    let services = ServiceReader.read(fields["services"], machines: Set(machines.map(\.name)))
    let quotas = QuotaReader.read(fields["quotas"], region: region ?? "us-east-1")
    ServiceReader.checkReserved(services, quotas.quotas)
    let outages = OutageReader.actions(fields["outages"])
    let overheads = OverheadReader.read(fields["overheads"])
    let load = LoadReader(machines: machines, payloadLimit: quotas.quotas.payloadBytes, reading: reading).read(fields)
    let streams = fields["load"]?.items ?? []
    streamPlaces = streams.map(\.place)
    inputs = streams.compactMap { $0.members?.first { $0.key == "input" }?.value }
    let horizon = Horizon(fields, load: load)
    let throttleError = fields["throttleError"]?.errorName()
    let openError = fields["openExecutionsError"]?.errorName()
    let takesTokens = fields["mapRunsTakeTokens"]?.flag() ?? false
    let takesDescribe = fields["syncTakesDescribe"]?.flag() ?? false
    let integrationRetry = fields["integrationRetries"].flatMap { RetryReader.integration($0) }
    let objects = ObjectReader.read(fields["s3"])
    let stopChildren = fields["stopChildren"]?.flag() ?? true
    let windows = WindowReader(horizon, load: load, nested: isStartedByAnother)
    let prices = PriceReader.read(fields["prices"], region: region ?? "us-east-1")
    func names(_ lines: Cursor) -> ExpectationReader {
      ExpectationReader(
        machines: machines.map(\.name), tasks: machines.map(\.taskNames), lines: lines,
        historyEvents: quotas.quotas.historyEvents, windows: windows)
    }
    let expectations = fields["expect"].map { names($0).read() }
    let precision = fields["precision"].map { PrecisionReader.read($0, names($0)) } ?? []
    if fields["precision"] != nil, let node = fields["replications"] {
      node.error(
        .conflictingFields, "precision decides how many there are",
        hint: "leave out replications; --max-replications is how many there may be")
    }
    if let lint = fields["lint"] { readLint(lint) }
    guard let region else { return nil }
    let account = givenAccount ?? inferredAccount() ?? ARN.exampleAccount
    var model = AccountModel(
      region: region, accountID: account, machines: machines.compactMap { $0.model(region: region, account: account) },
      services: services.map(\.model), quotas: quotas.quotas, overheads: overheads?.overheads ?? .none)
    if let throttleError { model.throttleError = throttleError }
    if let openError { model.openExecutionsError = openError }
    model.stopChildren = stopChildren
    model.mapRunsTakeTokens = takesTokens
    model.syncTakesDescribe = takesDescribe
    model.integrationRetry = integrationRetry
    model.objects = objects
    model.outages = outages
    model.aliases = aliases
    model.mocks = MockFileReader.read(fields["mocks"], machines, region: region, accountID: account)
    CallCheck(model, machines, services, hasErrors: reading.failed).report(to: reading)
    guard !reading.failed, let overheads else { return nil }
    var plan = Plan(
      name: name, seed: seed, replications: precision.isEmpty ? replications : PrecisionReader.mostReplications,
      account: model,
      quotaProfile: quotas.profile,
      overheadsProfile: overheads.profile, load: load, warmup: horizon.warmup, horizon: horizon.until,
      expectations: expectations ?? [])
    plan.precision = precision
    plan.prices = prices
    if horizon.findsWarmup { plan.warmupOrigin = .sought }
    return plan
  }

  /// Whether a definition names it, by an ARN.
  private func isStartedByAnother(_ machine: Int) -> Bool {
    guard machines.indices.contains(machine) else { return true }
    let name = machines[machine].name
    return machines.contains { other in
      other.definition?.everyState.contains { $0.machineARN?.contains(":" + name) == true } == true
    }
  }

  private var fileName: String {
    if reading.file == File.standardInput { return "stdin" }
    let last = reading.file.split(separator: "/").last.map(String.init) ?? reading.file
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  private func region(_ fields: Fields) -> String? {
    guard let field = fields.require("region", hint: "region: us-east-1"), let name = field.text() else { return nil }
    guard QuotaProfile.regions.contains(name) else {
      let near = suggestion(for: name, among: QuotaProfile.regions).map { "did you mean \($0)? " } ?? ""
      field.mismatch(
        .unknownName, expected: "an AWS Region that has Step Functions",
        hint: near + "a Region that is newer than this list has the quotas of eu-west-2")
      return nil
    }
    return name
  }

  private func accountID(_ field: Cursor) -> String? {
    guard let id = field.text() else { return nil }
    guard Self.isAccountID(id) else {
      field.mismatch(.value, expected: "12 digits")
      return nil
    }
    return id
  }

  private static func isAccountID(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// The account that the definitions' state machine ARNs name, where they do.
  private func inferredAccount() -> String? {
    for machine in machines {
      for state in machine.definition?.everyState ?? [] {
        guard let arn = state.machineARN else { continue }
        if let arn = ARN(arn), arn.path.count > 1, Self.isAccountID(arn.account) { return arn.account }
      }
    }
    return nil
  }

  private func seed(_ field: Cursor) -> UInt64? {
    if let text = field.node.text, Quantity.isJSONNumber(text), let seed = UInt64(text) { return seed }
    field.mismatch(field.numberProblem, expected: "a whole number from 0 to \(UInt64.max)")
    return nil
  }

  /// `lint: { silence: [throttle.unsaved] }`
  private mutating func readLint(_ node: Cursor) {
    guard let fields = node.fields(ScenarioGrammar.lint), let rules = fields["silence"] else { return }
    guard let items = rules.items else {
      return rules.mismatch(expected: "a list of rules", hint: "silence: [throttle.unsaved]")
    }
    for item in items.map({ $0.named(rules.path) }) {
      guard let id = item.text() else { continue }
      if let refusal = Rules.refusalToSilence(id) {
        item.error(refusal.problem, refusal.message, hint: refusal.hint)
      } else {
        silenced.insert(id)
      }
    }
  }
}
