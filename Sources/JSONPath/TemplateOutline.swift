public import JSON

/// What is known of a template's value before it is worked out. Of templates in either query language.
public struct TemplateOutline: Sendable {
  /// The outermost object, with null in the places that are worked out; nil where the value is no object.
  private let members: JSONObject?
  private let dynamicPlaces: [Int]
  private let isExpression: Bool

  public static let expression = TemplateOutline(members: nil, dynamicPlaces: [], isExpression: true)

  public static let other = TemplateOutline(members: nil, dynamicPlaces: [], isExpression: false)

  public static func constant(_ value: JSON) -> TemplateOutline {
    if case .object(let members) = value { .object(members, dynamicPlaces: []) } else { .other }
  }

  public static func object(_ members: JSONObject, dynamicPlaces: [Int]) -> TemplateOutline {
    TemplateOutline(members: members, dynamicPlaces: dynamicPlaces, isExpression: false)
  }

  /// The keys of the outermost object; nil where the value is no object, or not known to be one.
  public var keys: [String]? { members?.map(\.key) }

  /// Whether the outermost object can have the member: false only where the template rules it out.
  public func mayHave(_ key: String) -> Bool { isExpression || members?.index(forKey: key) != nil }

  /// A member of the outermost object, where it is constant though others may not be.
  public func constantMember(_ key: String) -> JSON? {
    guard let members, let place = members.index(forKey: key), !dynamicPlaces.contains(place) else { return nil }
    return members[place].value
  }

  /// Whether the member, and nothing else of the outermost object, is worked out.
  public func isOnlyDynamic(_ key: String) -> Bool {
    dynamicPlaces.count == 1 && members?.keys[dynamicPlaces[0]] == key
  }

  /// The bytes of the outermost object without what is worked out.
  public var constantBytes: Int {
    members.map { JSON.object($0).byteCount - dynamicPlaces.count * JSON.null.byteCount } ?? 0
  }
}
