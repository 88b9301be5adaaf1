import JSON
import Planning
import Report
import Scenario
package import StatesLanguage
import StepFunctions

/// The quotas of an account, as Service Quotas lists them: `aws service-quotas list-service-quotas --service-code
/// states` (and `lambda`).
package struct QuotaList: Sendable {
  /// Of the scenario's `quotas`.
  private(set) var lines: [String] = []
  package private(set) var diagnostics: [Diagnostic] = []
  /// Those that the model has no counterpart of.
  private(set) var unknown: [String] = []

  private var buckets: [String: (bucket: Double?, refill: Double?)] = [:]
  private var limits: [String: Double] = [:]

  package init(_ bytes: [UInt8], file: String) {
    let stream = DocumentStream(text: bytes)
    var hasQuotas = false
    while let item = try? stream.nextItem() {
      guard case .value(let document) = item else { continue }
      do {
        hasQuotas = read(try JSON.parse(document.bytes)) || hasQuotas
      } catch {
        diagnostics.append(Diagnostic(error, in: file))
        return
      }
    }
    guard hasQuotas else {
      diagnostics.append(
        Diagnostic(
          .type, file: file, position: SourcePosition(line: 1, column: 1),
          message: "found no quotas, expected the list that Service Quotas gives",
          hint: "aws service-quotas list-service-quotas --service-code states > \(file)"))
      return
    }
    write()
  }

  private mutating func read(_ json: JSON) -> Bool {
    guard let quotas = (json["Quotas"] ?? json).elements else { return false }
    var isKnown = false
    for quota in quotas {
      guard let name = quota["QuotaName"]?.string, let value = Self.number(quota["Value"]) else { continue }
      isKnown = true
      take(
        name, value, code: quota["QuotaCode"]?.string, service: quota["ServiceCode"]?.string ?? "states")
    }
    return isKnown
  }

  private static func number(_ json: JSON?) -> Double? {
    if case .double(let value) = json { return value }
    return json?.integer.map(Double.init)
  }

  /// By its code, or by its name: the codes of few are known.
  private mutating func take(_ name: String, _ value: Double, code: String?, service: String) {
    if service == "lambda" {
      if name == "Concurrent executions" { limits["LambdaConcurrency"] = value } else { unknown.append(name) }
      return
    }
    if let known = code.flatMap({ QuotaCode.part(code: $0) }) {
      return set(known.action.name, value, isRefill: known.isRefill)
    }
    let isRefill = name.hasSuffix("throttle token refill rate per second")
    guard isRefill || name.hasSuffix("throttle token bucket size") else {
      if let limit = Self.limit(name) { limits[limit] = value } else { unknown.append(name) }
      return
    }
    let action = String(name.prefix { $0.isLetter })
    guard APIAction.allCases.contains(where: { $0.name == action }) else { return unknown.append(name) }
    set(action, value, isRefill: isRefill)
  }

  private mutating func set(_ action: String, _ value: Double, isRefill: Bool) {
    if isRefill {
      buckets[action, default: (nil, nil)].refill = value
    } else {
      buckets[action, default: (nil, nil)].bucket = value
    }
  }

  private static func limit(_ name: String) -> String? {
    let text = name.lowercased()
    if text.contains("open executions") { return "OpenExecutions" }
    if text.contains("open map run") { return "OpenMapRuns" }
    return nil
  }

  private mutating func write() {
    for (name, bucket) in buckets.sorted(by: { $0.key < $1.key }) {
      let parts = [
        bucket.bucket.map { "bucket: \(Number.short($0, 0))" },
        bucket.refill.map { "refill: \(Number.short($0, 6))/s" },
      ].compactMap(\.self)
      lines.append("  \(name): { \(parts.joined(separator: ", ")) }")
    }
    for (name, value) in limits.sorted(by: { $0.key < $1.key }) { lines.append("  \(name): \(Number.short(value, 0))") }
  }
}
