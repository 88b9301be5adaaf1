/// Lets go of nested values without a recursion, for which a small native stack may have no room.
enum Release {
  /// Levels that may recurse.
  static let deepest = 32

  static func all(in values: consuming [Value]) {
    var rest = values
    while let value = rest.popLast() {
      switch consume value {
      case .array(var box): if isKnownUniquelyReferenced(&box) { box.giveItems(to: &rest) }
      case .object(var box): if isKnownUniquelyReferenced(&box) { box.giveValues(to: &rest) }
      default: break
      }
    }
  }
}
