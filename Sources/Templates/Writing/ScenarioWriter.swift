import Prelude
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

/// Writes a scenario for people to go on with: in the order of the template, with a comment wherever something stands
/// in place of what nobody has measured.
struct ScenarioWriter {
  let blueprint: Blueprint
  let region: String
  let account: String
  /// As its comment names them.
  let templates: [String]
  /// Paths of definitions, by machine.
  let definitions: [String]
  private(set) var lines: [(text: String, place: Place?)] = []

  init(
    _ blueprint: Blueprint, region: String, account: String, templates: [String], definitions: [String]
  ) {
    self.blueprint = blueprint
    self.region = region
    self.account = account
    self.templates = templates
    self.definitions = definitions
  }

  var bytes: [UInt8] { Array(lines.map { $0.text + "\n" }.joined().utf8) }

  mutating func write() {
    writeHead()
    writeMachines()
    writeServices()
    writeObjects()
    writeLoad()
    writeQuotas()
  }

  private mutating func add(_ text: String = "", at place: Place? = nil) { lines.append((text, place)) }

  private mutating func comment(_ text: String, indent: Int = 0) {
    // A line break in a name would end the comment.
    let line = text.map { $0.isNewline ? " " : $0 }
    add(String(repeating: " ", count: indent) + "# " + String(line))
  }

  private mutating func writeHead() {
    for template in templates { comment("Made by `headroom init` from \(template).") }
    comment("Everything here is yours to edit. What is marked as a placeholder was not in the template.")
    add("name: \(YAMLScalar.text(blueprint.name))")
    add("region: \(YAMLScalar.text(region))")
    add("account: \"\(account)\"")
    add("seed: 1")
    add("replications: 20")
    add("overheads: measured")
    add()
  }

  // MARK: Machines

  private mutating func writeMachines() {
    add("stateMachines:")
    for (machine, path) in zip(blueprint.machines, definitions) {
      if machine.isStandIn { comment("A stand-in: no template has this machine.", indent: 2) }
      add("  \(YAMLScalar.text(machine.name)):", at: machine.place)
      add("    definition: \(YAMLScalar.text(path))", at: machine.place)
      if machine.isExpress { add("    type: EXPRESS", at: machine.place) }
      if !machine.versions.isEmpty {
        let versions = machine.versions.sorted().map { "\($0): \(YAMLScalar.text(path))" }
        add("    versions: { \(versions.joined(separator: ", ")) }", at: machine.place)
      }
      if !machine.aliases.isEmpty {
        add("    aliases:", at: machine.place)
        for alias in machine.aliases {
          let routes = alias.routes.map { "{ version: \($0.version), weight: \($0.weight) }" }
          add("      \(YAMLScalar.text(alias.name)): [ \(routes.joined(separator: ", ")) ]", at: machine.place)
        }
      }
      if !machine.substitutions.isEmpty { add("    substitutions:", at: machine.place) }
      for substitution in machine.substitutions {
        add("      \(YAMLScalar.text(substitution.name)): \(YAMLScalar.text(substitution.value))", at: machine.place)
      }
    }
    add()
  }

  // MARK: Services

  private mutating func writeServices() {
    guard !blueprint.services.isEmpty else { return }
    comment("Every latency here is a placeholder of a typical order: put in what you measure.")
    add("services:")
    for service in blueprint.services {
      add(
        "  \(YAMLScalar.text(service.key)):" + (service.comment.isEmpty ? "" : "  # " + service.comment),
        at: service.place)
      if service.isActivity { add("    workers: 10  # a placeholder", at: service.place) }
      add("    latency: \(service.latency)  # a placeholder", at: service.place)
      if let concurrency = service.concurrency {
        add("    concurrency: \(concurrency)  # ReservedConcurrentExecutions", at: service.place)
      }
      if let result = service.result {
        add("    result: { json: \(result) }  # a placeholder", at: service.place)
      }
      if service.callback {
        add("    callback: { after: \(ServicePlaceholder.answer) }  # a placeholder", at: service.place)
      }
    }
    add()
  }

  static func folder(ofBucket name: String) -> String { "objects/\(name)" }

  private mutating func writeObjects() {
    guard !blueprint.objects.buckets.isEmpty else { return }
    comment("What distributed Maps read: a folder's files are the bucket's objects. Those here are placeholders.")
    add("s3:")
    for bucket in blueprint.objects.buckets {
      add("  \(YAMLScalar.text(bucket.name)): \(YAMLScalar.text(Self.folder(ofBucket: bucket.name)))")
    }
    add()
  }

  // MARK: Load

  private mutating func writeLoad() {
    comment("A placeholder: one execution per second of each machine that no other one starts.")
    add("load:")
    for root in blueprint.roots {
      let place = blueprint.machines.first { $0.name == root }?.place
      let given = blueprint.sources.first { $0.machine == root && $0.input != nil }?.input
      add("  - start: \(YAMLScalar.text(root))", at: place)
      add("    arrivals: { poisson: 1/s }", at: place)
      add("    for: 5m", at: place)
      add("    input: \(input(given ?? blueprint.inputs[root]))\(given == nil ? "  # a placeholder" : "")", at: place)
    }
    for source in blueprint.sources {
      comment("\(source.name): \(words(source))", indent: 2)
      let input = input(source.input ?? blueprint.inputs[source.machine])
      comment("- { start: \(YAMLScalar.text(source.machine)), \(arrivals(source)), input: \(input) }", indent: 2)
    }
    add()
  }

  /// JSON is YAML; as `json:` nothing in it is taken for a draw.
  private func input(_ json: String?) -> String { json.map { "{ json: \($0) }" } ?? "{ }" }

  private func words(_ source: Blueprint.Source) -> String {
    let words =
      switch source.kind {
      case .schedule(let expression): expression
      case .api(let path): path
      case .queue: "messages of its queue"
      case .events(let what): what
      }
    return words + (source.isEnabled ? "" : " (disabled)")
  }

  private func arrivals(_ source: Blueprint.Source) -> String {
    switch source.kind {
    case .schedule(let expression): "arrivals: { schedule: \(YAMLScalar.text(expression)) }, for: 24h"
    case .api, .events: "arrivals: { poisson: 1/s }, for: 5m"
    case .queue(let batch): "arrivals: { poisson: 1/s }, for: 5m, admission: { sqs: { batch: \(batch) } }"
    }
  }

  // MARK: Limits

  private mutating func writeQuotas() {
    let profile = QuotaProfile(region: region)
    comment("AWS's default quotas: \(profile.text). Yours may be higher:")
    comment("quotas:")
    let actions: [(String, APIAction)] = [
      ("StartExecution", .startExecution), ("StartExpressExecution", .startExpressExecution),
      ("StateTransition", .stateTransition),
    ]
    for (name, action) in actions {
      guard case .tokens(let capacity, let refill) = profile.quotas[action] else { continue }
      comment("  \(name): { bucket: \(capacity), refill: \(Int(refill.perSecond))/s }")
    }
    add()
    comment("What must hold; a run that misses it ends with exit code 99:")
    comment("expect:")
    comment("  - default")
    if let root = blueprint.roots.first { comment("  - \(YAMLScalar.text("\(root).latency.p99 < 30s"))") }
  }
}
