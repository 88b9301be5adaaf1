package import JSON
package import StatesLanguage
import StepFunctions

/// What a service's answer looks like: as much of AWS's API models as a mocked result is checked against.
package indirect enum ResponseShape: Sendable {
  case any
  /// Also a timestamp, which is text in a workflow, and a blob.
  case text(min: Int = 0)
  case choice([String])
  case number(ClosedRange<Double>? = nil)
  case boolean
  case list(ResponseShape)
  case map(ResponseShape)
  /// Other members than these are let through (recorded).
  case structure([Member])
  /// A shape that contains itself.
  case deferred(@Sendable () -> ResponseShape)

  package struct Member: Sendable {
    var name: String
    var isRequired: Bool
    var shape: ResponseShape
  }

  static var text: Self { .text() }
  static var number: Self { .number() }

  static func number(atLeast least: Double) -> Self { .number(least...Double.infinity) }

  /// A structure; the members named in `required` first, as the API lists them.
  static func object(
    required: KeyValuePairs<String, ResponseShape> = [:], _ optional: KeyValuePairs<String, Self> = [:]
  )
    -> Self
  {
    .structure(
      required.map { Member(name: $0.key, isRequired: true, shape: $0.value) }
        + optional.map { Member(name: $0.key, isRequired: false, shape: $0.value) })
  }

  /// The answer of what a Task calls; nil where nothing is known of it, or where the result comes from elsewhere than
  /// the call itself. The names are those of Step Functions: members begin with capital letters.
  package static func of(_ resource: Resource) -> ResponseShape? {
    guard resource.kind == .integration, resource.pattern == .requestResponse else { return nil }
    return table["\(resource.service):\(resource.action)"] ?? table["\(resource.apiName):\(resource.action)"]
  }

  /// Those of a structure, by their names.
  package var memberNames: [String] {
    if case .structure(let members) = self { members.map(\.name).sorted() } else { [] }
  }

  /// The least that is right: what is required, and nothing in it.
  package var sample: JSON {
    switch self {
    case .any, .map: [:]
    case .text(let least): .string(least > 0 ? "text" : "")
    case .choice(let values): .string(values.first ?? "")
    case .number(let range): .integer(Int(max(0, min(range?.lowerBound ?? 0, 1e9))))
    case .boolean: true
    case .list: []
    case .structure(let members):
      .object(members.filter(\.isRequired).reduce(into: JSONObject()) { $0[$1.name] = $1.shape.sample })
    case .deferred(let shape): shape().sample
    }
  }

  // MARK: Check

  package struct Mismatch: Error { package var message: String }

  /// AWS's texts: recorded but for booleans, objects and the length of plain text, which follow the others.
  package func check(_ value: JSON, needsRequired: Bool) throws(Mismatch) {
    guard case .object = value else { throw Mismatch(message: "Mocked result must be a JSON object.") }
    try check(value, "", needsRequired)
  }

  private func check(_ value: JSON, _ name: String, _ needsRequired: Bool) throws(Mismatch) {
    func refuse(_ what: String) -> Mismatch { Mismatch(message: "Field '\(name)' \(what)") }
    switch (self, value) {
    case (.any, _), (.boolean, .bool): break
    case (.text(let least), .string(let text)):
      if text.unicodeScalars.count < least { throw refuse("is smaller than the minimum length") }
    case (.choice(let values), .string(let text)):
      if !values.contains(text) { throw refuse("is not an expected value") }
    case (.number(let range), .integer), (.number(let range), .double):
      guard let range, let number = value.number else { return }
      if number < range.lowerBound { throw refuse("is less than the minimum value") }
      if number > range.upperBound { throw refuse("exceeds the maximum value") }
    case (.list(let shape), .array(let values)):
      for value in values { try shape.check(value, name, needsRequired) }
    case (.map(let shape), .object(let members)):
      for (key, value) in members { try shape.check(value, key, needsRequired) }
    case (.structure(let known), .object(let members)):
      for member in known where needsRequired && member.isRequired && members[member.name] == nil {
        throw Mismatch(message: "Required field '\(member.name)' is missing")
      }
      for (key, value) in members {
        try known.first { $0.name == key }?.shape.check(value, key, needsRequired)
      }
    case (.deferred(let shape), _): try shape().check(value, name, needsRequired)
    case (.text, _), (.choice, _): throw refuse("must be a string")
    case (.number, _): throw refuse("must be a number")
    case (.boolean, _): throw refuse("must be a boolean")
    case (.list, _): throw refuse("must be an array")
    case (.map, _), (.structure, _): throw refuse("must be an object")
    }
  }
}

extension Resource {
  /// The name under which the table has the service: that of its optimized integration, where there is one.
  fileprivate var apiName: String {
    guard service.hasPrefix("aws-sdk:") else { return service }
    let name = service.dropFirst("aws-sdk:".count)
    return switch name {
    case "sfn": "states"
    case "eventbridge": "events"
    default: String(name)
    }
  }
}

extension JSON {
  fileprivate var number: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .double(let fraction): fraction
    case .null, .bool, .string, .array, .object: nil
    }
  }
}
