import JSON
import JSONPath
import Prelude

extension DefinitionReader {
  mutating func task(_ fields: Fields) -> Task? {
    let resource = resource(fields)
    let timeout = seconds(fields, "TimeoutSeconds")
    let heartbeat = seconds(fields, "HeartbeatSeconds")
    let credentials = credentials(fields)
    guard let resource else { return nil }
    if resource.isStartExecution, let value = fields[parametersName], value.string?.hasPrefix("{%") != true {
      _ = members(value, parametersName)
    }
    var task = Task(resource: resource, timeout: timeout, heartbeat: heartbeat)
    task.credentials = credentials
    if let value = fields["Resource"] { task.resourcePosition = value.position }
    return task
  }

  private mutating func resource(_ fields: Fields) -> Resource? {
    guard let value = fields["Resource"] else {
      require(["Resource"], in: fields)
      return nil
    }
    guard let text = string(fields, "Resource") else { return nil }
    do {
      return try Resource(parsing: text)
    } catch {
      self.error(
        .value, value.position, "\"Resource\" of \(fields.owner) is \(quoted(text)): \(error.message)",
        hint: error.hint,
        aws: ARN(text) != nil
          ? AWSDiagnostic.unrecognized(text) : "Value is not a valid resource ARN")
      return nil
    }
  }

  private mutating func seconds(_ fields: Fields, _ name: String) -> Seconds? {
    exclude([name, name + "Path"], in: fields)
    if let expression = expression(fields, name) { return .expression(expression) }
    let fixed = integer(fields, name, in: Seconds.range)
    let path = path(fields, name + "Path", isReference: true)
    return fixed.map { .fixed($0) } ?? path.map { .path($0) }
  }

  private mutating func credentials(_ fields: Fields) -> Template? {
    if let value = fields["Credentials"] { _ = members(value, "Credentials") }
    return template(fields, "Credentials")
  }
}
