import JSON
import Scenario

/// A template's tree as its readers look at it. Plain and quoted scalars are alike: CloudFormation takes either.
extension Node {
  subscript(_ key: String) -> Node? { members?.last { $0.key == key }?.value }

  subscript(path: [String]) -> Node? {
    path.reduce(self) { node, key in node?[key] }
  }

  /// A list's elements; a single value, as templates write lists of one.
  var items: [Node] {
    switch content {
    case .sequence(let items): items
    case .scalar where isNull: []
    case .scalar, .mapping: [self]
    }
  }

  var isList: Bool { if case .sequence = content { true } else { false } }

  /// The text, where it is one and says something.
  var filledText: String? { isNull || text?.isEmpty == true ? nil : text }

  var integer: Int? { text.flatMap { Int($0) } }

  func with(text: String) -> Node { Node(place: place, content: .scalar(text, isPlain: false)) }

  func with(_ members: [(key: String, value: Node)]) -> Node {
    Node(
      place: place,
      content: .mapping(members.map { Node.Member(key: $0.key, keyPlace: $0.value.place, value: $0.value) }))
  }

  /// With YAML's merge keys (`<<`) worked out, by which serverless.yml shares what is alike.
  var merged: Node {
    switch content {
    case .scalar: return self
    case .sequence(let items): return Node(place: place, content: .sequence(items.map(\.merged)))
    case .mapping(let members):
      var all = members.filter { $0.key != "<<" }
      for merge in members where merge.key == "<<" {
        for source in merge.value.items {
          for member in source.members ?? [] where !all.contains(where: { $0.key == member.key }) { all.append(member) }
        }
      }
      return Node(
        place: place,
        content: .mapping(all.map { Node.Member(key: $0.key, keyPlace: $0.keyPlace, value: $0.value.merged) }))
    }
  }

  init(_ json: LocatedJSON, file: String) {
    let content: Content
    switch json.content {
    case .null: content = .scalar("null", isPlain: true)
    case .bool(let value): content = .scalar(value ? "true" : "false", isPlain: true)
    case .integer(let value): content = .scalar(String(value), isPlain: true)
    case .double(let value): content = .scalar(JSON.double(value).text, isPlain: true)
    case .string(let value): content = .scalar(value, isPlain: false)
    case .array(let values): content = .sequence(values.map { Node($0, file: file) })
    case .object(let members):
      content = .mapping(
        members.map { member in
          Node.Member(
            key: member.key, keyPlace: Place(file: file, position: member.keyPosition),
            value: Node(member.value, file: file))
        })
    }
    self.init(place: Place(file: file, position: json.position), content: content)
  }
}
