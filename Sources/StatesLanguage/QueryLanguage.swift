public import JSON
public import JSONPath

/// The language in which a state says how data flows through it.
public enum QueryLanguage: String, Sendable {
  case jsonPath = "JSONPath"
  case jsonata = "JSONata"

  /// What the request of a service is called in it.
  public var parametersName: String { self == .jsonata ? "Arguments" : "Parameters" }
}

/// A JSON value with expressions in it, in the query language of its state.
public enum Template: Sendable {
  case jsonPath(PayloadTemplate)
  case jsonata(JSONataTemplate)

  /// The value where no expression occurs in it.
  public var constant: JSON? {
    switch self {
    case .jsonPath(let template): template.constant
    case .jsonata(let template): template.constant
    }
  }

  /// Whether there is an input for which it has no value.
  public var mayFail: Bool {
    switch self {
    case .jsonPath(let template): template.mayFail
    case .jsonata(let template): template.mayFail
    }
  }

  /// What is known of its value before it is worked out.
  public var outline: TemplateOutline {
    switch self {
    case .jsonPath(let template): template.outline
    case .jsonata(let template): template.outline
    }
  }

  /// A member of the outermost object, where it is constant though others may not be.
  public func constantMember(_ key: String) -> JSON? { outline.constantMember(key) }

  /// Whether the outermost object can have the member: false only where the template rules it out.
  public func mayHave(_ key: String) -> Bool { outline.mayHave(key) }

  /// The member of the outermost object, where nothing else in it is worked out.
  public func onlyDynamic(_ key: String) -> Template? {
    switch self {
    case .jsonPath(let template): template.onlyDynamic(key).map(Template.jsonPath)
    case .jsonata(let template): template.onlyDynamic(key).map(Template.jsonata)
    }
  }

  /// The template in JSONPath; nil where it is in JSONata.
  var asJSONPath: PayloadTemplate? { if case .jsonPath(let template) = self { template } else { nil } }
}
