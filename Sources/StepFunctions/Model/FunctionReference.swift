import Prelude

/// A Lambda function as Lambda lets callers name it: by name, partial ARN (`123456789012:function:Charge`) or ARN, each
/// with a version or an alias behind it or without.
public struct FunctionReference: Sendable {
  /// Everything before the name where the reference says it; nil for a plain name.
  let prefix: String?
  public let name: Substring
  /// A version or alias; `$LATEST` is none.
  var qualifier: Substring?

  /// Nil: the text is the ARN of something else.
  public init?(_ text: String) {
    let names: ArraySlice<Substring>
    if let arn = ARN(text) {
      guard arn.service == "lambda", arn.resource.hasPrefix("function:") else { return nil }
      prefix = arn.with(resource: "function:").text
      names = arn.path.dropFirst()
    } else {
      // No ARN, but its end: `123456789012:function:Charge`, or less.
      let words = text.split(separator: ":", omittingEmptySubsequences: false)
      let isPartial = words.count >= 3 && words[0].utf8.count == 12 && words[1] == "function"
      if words[0] == "arn" { return nil }
      prefix = isPartial ? "\(words[0]):function:" : nil
      names = isPartial ? words[2...] : words[...]
    }
    guard (1...2).contains(names.count), let name = names.first, !name.isEmpty else { return nil }
    self.name = name
    if names.count == 2, let last = names.last, last != "$LATEST" { qualifier = last }
  }

  var qualifiedName: String { qualifier.map { "\(name):\($0)" } ?? String(name) }

  /// The full ARN; what the reference leaves out is the account's, whose functions begin with `home`.
  func arn(in home: ARN, qualified: Bool = true) -> String {
    let name = qualified ? qualifiedName : String(name)
    guard let prefix else { return home.text + name }
    if ARN(prefix) != nil { return prefix + name }
    return ARN.function(name, region: home.region, account: String(prefix.prefix { $0 != ":" })).text
  }

  /// Does this name the called function? What one of the two leaves out may be anything, but for a qualifier that only
  /// this one has.
  func covers(_ called: FunctionReference) -> Bool {
    guard name == called.name, qualifier == nil || qualifier == called.qualifier else { return false }
    guard let prefix, let other = called.prefix else { return true }
    return prefix.hasSuffix(other) || other.hasSuffix(prefix)
  }
}
