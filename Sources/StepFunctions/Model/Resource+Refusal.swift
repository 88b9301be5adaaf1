public import StatesLanguage

extension Resource {
  /// Does an error of this name say that the service refused the Task's call? It is named after the service then, where
  /// a job that fails gives States.TaskFailed, and who answers a token any name.
  /// Source: names recorded on AWS; AWS developer guide, error handling.
  public func isRefusal(_ error: String?) -> Bool {
    guard let error, error.contains(".") else { return false }
    return error.prefix { $0 != "." }.lowercased() == Self.errorPrefixes[service] ?? plainName
  }

  /// The service's name as its errors begin, in small letters: `emr-containers` has those of `EMRContainers`.
  private var plainName: String {
    let name = service.split(separator: ":").last ?? ""
    return name.filter(\.isLetter).lowercased()
  }

  /// Where the one does not follow from the other.
  private static let errorPrefixes = ["states": "stepfunctions", "events": "eventbridge"]
}
