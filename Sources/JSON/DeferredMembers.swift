/// Members of an object that are made when somebody looks at them, and have a size before that: descriptions that
/// nobody may ever read. Never changes: what is made twice is the same.
open class DeferredMembers: @unchecked Sendable {
  public let keys: JSONKeys

  public init(_ keys: JSONKeys) { self.keys = keys }

  /// The value of the member `keys[place]`.
  open func value(_ place: Int) -> JSON { preconditionFailure("made by those who know what is deferred") }

  /// Where the names lead, beginning with the member named by the one at `first`: nothing beside it is made.
  open func find(_ names: [String], from first: Int) -> JSON? {
    keys.place(of: names[first]).flatMap { value($0).find(names, from: first + 1) }
  }

  /// Its size and levels, without making it where that is possible.
  open func extent(_ place: Int) -> JSONExtent { value(place).extent }

  /// Of the whole object.
  open func extent() -> JSONExtent {
    var sum = JSONExtent(bytes: keys.byteCount)
    for place in keys.indices { sum.contain(extent(place)) }
    return sum
  }
}
