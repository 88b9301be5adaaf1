public import JSON

/// What an expression may read besides its input: the context object, and the variables in scope.
public struct QueryContext: Sendable {
  /// As much of the context object as an expression looks at, made no sooner than it does.
  public enum Source: Sendable {
    case whole(JSON)
    case deferred(DeferredMembers)
    /// `Execution` and nothing else.
    case execution(JSONObject)
    /// `Map.Item` and nothing else.
    case item(index: Int, value: JSON)
  }

  private let source: Source
  /// nil: there is none.
  public var variables: JSONObject?

  public init(_ source: Source, variables: JSONObject? = nil) {
    self.source = source
    self.variables = variables
  }

  public init(_ object: JSON, variables: JSONObject? = nil) { self.init(.whole(object), variables: variables) }

  public static var none: QueryContext { QueryContext(.null) }

  /// Whether the names lead somewhere in every context object. Source: AWS developer guide, "Accessing execution data
  /// from the context object".
  public static func alwaysHas(_ names: [String]) -> Bool {
    guard let first = names.first else { return true }
    let members: [String: [String]] = [
      "Execution": ["Id", "Input", "Name", "RoleArn", "StartTime"], "StateMachine": ["Id", "Name"],
      "State": ["EnteredTime", "Name"],
    ]
    return members[first].map { names.count == 1 || names.count == 2 && $0.contains(names[1]) } ?? false
  }

  /// The context object.
  public var object: JSON {
    switch source {
    case .whole(let object): object
    case .deferred(let members): .object(JSONObject(members))
    case .execution(let execution): ["Execution": .object(execution)]
    case .item(let index, let value): ["Map": ["Item": ["Index": .integer(index), "Value": value]]]
    }
  }

  /// Where the names lead in the context object, from the one at `first` on.
  public func find(_ names: [String], from first: Int = 0) -> JSON? {
    if first == names.count { return object }
    switch source {
    case .whole(let object): return object.find(names, from: first)
    case .deferred(let members): return members.find(names, from: first)
    case .execution(let execution):
      guard names[first] == "Execution" else { return nil }
      return first + 1 == names.count ? .object(execution) : execution.find(names, from: first + 1)
    case .item(let index, let value):
      if names.count > first + 2, names[first] == "Map", names[first + 1] == "Item" {
        if names[first + 2] == "Value" { return value.find(names, from: first + 3) }
        if names[first + 2] == "Index" { return JSON.integer(index).find(names, from: first + 3) }
      }
      return object.find(names, from: first)
    }
  }

  /// The size of what is there.
  func extent(_ names: [String]) -> JSONExtent? {
    if case .execution(let execution) = source, names.count == 2, names[0] == "Execution" {
      return execution.extent(ofMember: names[1])
    }
    return find(names)?.extent
  }
}

extension QueryContext: ExpressibleByDictionaryLiteral {
  /// The context object alone.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(.object(JSONObject(uniqueMembers: elements.map { (key: $0.0, value: $0.1) })))
  }
}
