package import JSON
import Prelude
import StatesLanguage

/// What stands in place of `${Name}` in definitions, as DefinitionSubstitutions of SAM and CloudFormation, Fn::Sub, CDK
/// and Terraform replace it: in the text, before that is parsed.
package struct Substitutions: Sendable {
  private var values: [String: String]

  /// The pseudo parameters of CloudFormation that a Region and an account decide.
  package init(region: String = "us-east-1", account: String = ARN.exampleAccount) {
    values = [
      "AWS::Partition": Self.partition(of: region), "AWS::Region": region, "AWS::AccountId": account,
      "AWS::URLSuffix": region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com",
    ]
  }

  package subscript(_ name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  package static func partition(of region: String) -> String {
    region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }

  /// `substitutions: { Name: value }`.
  mutating func read(_ node: Cursor) {
    guard let members = node.members else {
      return node.mismatch(
        expected: "a mapping of names to texts", hint: "substitutions: { TableName: orders, WaitSeconds: 30 }")
    }
    for member in members { if let text = member.value.text() { values[member.key] = text } }
  }

  /// A `${Name}` that is not replaced.
  package struct Unresolved {
    package let name: String
    package let position: SourcePosition
    /// In JSON: it is not within quotes, so that what is around it is no JSON.
    package let isBare: Bool
  }

  /// The text with what is known in place, and what is not.
  package func applied(to text: MappedText, isJSON: Bool) -> (text: MappedText, unresolved: [Unresolved]) {
    var edits: [(range: Range<Int>, bytes: [UInt8])] = []
    var unresolved: [Unresolved] = []
    let bytes = text.bytes
    var isQuoted = false
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\\") where isQuoted && isJSON: place += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "$"):
        guard let (name, end) = Placeholder.name(in: bytes, at: place) else { break }
        if let value = values[name] {
          edits.append((place..<end, Array(value.utf8)))
        } else {
          unresolved.append(
            Unresolved(name: name, position: text.position(of: place), isBare: isJSON && !isQuoted))
        }
        place = end - 1
      default: break
      }
      place += 1
    }
    return (text.replacing(edits), unresolved)
  }
}
