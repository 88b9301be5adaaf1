public import JSON

/// A path that names one place, as ResultPath wants it.
public struct ReferencePath: Hashable, Sendable {
  private let path: Path

  public var text: String { path.text }
  public var isRoot: Bool { path.isRoot }

  public init(parsing text: String) throws(PathSyntaxError) {
    path = try Path(parsing: text)
    if path.variable != nil {
      throw PathSyntaxError(offset: 1, message: "found a variable", hint: "\"Assign\" writes to variables")
    }
    if path.usesContext {
      throw PathSyntaxError(
        offset: 0, message: "found '$$', expected '$'", hint: "the context object cannot be written to")
    }
    guard path.isReference else {
      throw PathSyntaxError(
        offset: 0, message: "found a path that may select several values",
        hint: "a reference path has names and indices only")
    }
  }

  /// `target` with `value` at this place. Members that are missing on the way there are created, elements are not.
  public func place(_ value: JSON, in target: JSON) throws(QueryFailure) -> JSON {
    if let result = Self.place(value, in: target, path.steps[...]) { return result }
    throw QueryFailure(
      error: "States.ResultPathMatchFailure", cause: "Unable to apply ReferencePath \(text) to input \(target.text)")
  }

  private static func place(_ value: JSON, in target: JSON, _ steps: ArraySlice<PathStep>) -> JSON? {
    guard let step = steps.first else { return value }
    switch (step, target) {
    case (.name(let name), .object(var members)):
      let rest = steps.dropFirst()
      // What the last step names is not looked up: it is replaced.
      guard let inner = rest.isEmpty ? value : place(value, in: members[name] ?? [:], rest) else { return nil }
      members[name] = inner
      return .object(members)
    case (.index(let index), .array(var values)):
      let place = index < 0 ? values.count + index : index
      guard values.indices.contains(place),
        let inner = Self.place(value, in: values[place], steps.dropFirst())
      else { return nil }
      values[place] = inner
      return .array(values)
    default: return nil
    }
  }
}
