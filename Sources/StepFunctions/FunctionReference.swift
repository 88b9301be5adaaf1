/// A Lambda function as Lambda lets callers name it: by name, partial ARN (`123456789012:function:Charge`) or ARN, each
/// with a version or an alias behind it or without.
public struct FunctionReference {
  /// Everything before the name where the reference says it; nil for a plain name.
  let prefix: String?
  public let name: Substring
  /// A version or alias; `$LATEST` is none.
  var qualifier: Substring?

  /// Nil: the text is the ARN of something else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let names: ArraySlice<Substring>
    if parts.count >= 7, parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" {
      prefix = parts[..<6].joined(separator: ":") + ":"
      names = parts[6...]
    } else if parts.count >= 3, parts[0].count == 12, parts[1] == "function" {
      prefix = parts[0] + ":function:"
      names = parts[2...]
    } else if parts[0] != "arn" {
      prefix = nil
      names = parts[...]
    } else {
      return nil
    }
    guard (1...2).contains(names.count), let name = names.first, !name.isEmpty else { return nil }
    self.name = name
    if names.count == 2, let last = names.last, last != "$LATEST" { qualifier = last }
  }

  var qualifiedName: String { qualifier.map { "\(name):\($0)" } ?? String(name) }

  /// The full ARN; what the reference leaves out is the account's.
  func arn(in accountPrefix: String) -> String {
    guard let prefix else { return accountPrefix + qualifiedName }
    if prefix.hasPrefix("arn:") { return prefix + qualifiedName }
    let region = accountPrefix.split(separator: ":")[3]
    return "arn:aws:lambda:\(region):\(prefix)\(qualifiedName)"
  }

  /// Does this name the called function? What one of the two leaves out may be anything, but for a qualifier that only
  /// this one has.
  public func covers(_ called: FunctionReference) -> Bool {
    guard name == called.name, qualifier == nil || qualifier == called.qualifier else { return false }
    guard let prefix, let other = called.prefix else { return true }
    return prefix.hasSuffix(other) || other.hasSuffix(prefix)
  }
}
