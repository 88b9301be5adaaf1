import Synchronization

/// The members of an object, in one piece of memory: the names are shared, the values follow one another.
///
/// Changed only while one object alone has it, but for the extent: whoever measures first keeps it for all, and two who
/// measure at once write the same. Its fields are read by pointers, because Swift guards a class's properties against
/// overlapping access at every read.
final class JSONMembers: ManagedBuffer<JSONMembers.Header, JSON> {
  struct Header {
    var keys: JSONKeys
    var count: Int32
    var room: Int32
    /// Levels, then bytes; `unknown` where nobody has asked.
    var extent = unknown
  }

  private static let unknown = UInt.max

  static func make(_ keys: JSONKeys, room: Int) -> JSONMembers {
    let made = create(minimumCapacity: room) { _ in Header(keys: keys, count: 0, room: Int32(room)) }
    return unsafeDowncast(made, to: JSONMembers.self)
  }

  /// With all that the other can make.
  static func make(_ deferred: DeferredMembers, room: Int) -> JSONMembers {
    let keys = deferred.keys
    let made = make(keys, room: max(room, keys.count))
    for place in keys.indices { made.append(deferred.value(place)) }
    return made
  }

  deinit {
    withUnsafeMutablePointers { header, values in
      for place in 0..<Int(header.pointee.count) { (values + place).deinitialize(count: 1) }
    }
  }

  @inline(__always) var keys: JSONKeys { withUnsafeMutablePointerToHeader { $0.pointee.keys } }
  @inline(__always) var count: Int { withUnsafeMutablePointerToHeader { Int($0.pointee.count) } }
  /// For so many values.
  @inline(__always) var room: Int { withUnsafeMutablePointerToHeader { Int($0.pointee.room) } }

  subscript(place: Int) -> JSON {
    withUnsafeMutablePointers { header, values in
      precondition(place >= 0 && place < header.pointee.count, "a member's place")
      return values[place]
    }
  }

  func find(_ names: [String], from first: Int) -> JSON? {
    withUnsafeMutablePointers { header, values in
      guard let place = header.pointee.keys.place(of: names[first]) else { return nil }
      return first + 1 == names.count ? values[place] : values[place].find(names, from: first + 1)
    }
  }

  /// Into room that is there.
  func append(_ value: JSON) {
    withUnsafeMutablePointers { header, values in
      (values + Int(header.pointee.count)).initialize(to: value)
      header.pointee.count += 1
      header.pointee.extent = Self.unknown
    }
  }

  func add(_ key: String) { withUnsafeMutablePointerToHeader { $0.pointee.keys = $0.pointee.keys.with(key) } }

  /// The size stays known where it was, unless the tallest member goes.
  func replace(_ place: Int, by value: consuming JSON) {
    withUnsafeMutablePointers { header, values in
      if header.pointee.extent != Self.unknown {
        let (whole, old, new) = (JSONExtent(packed: header.pointee.extent), values[place].extent, value.extent)
        let changed = JSONExtent(
          bytes: whole.bytes - old.bytes + new.bytes, levels: max(whole.levels, new.levels + 1),
          holdsDouble: whole.holdsDouble || new.holdsDouble)
        header.pointee.extent = old.levels + 1 == whole.levels ? Self.unknown : changed.packed
      }
      values[place] = value
    }
  }

  /// `forgets`: they are about to change, so that the size is not worth keeping up.
  func copy(room: Int, forgetting forgets: Bool = false) -> JSONMembers {
    let copy = Self.make(keys, room: max(room, count))
    copy.withUnsafeMutablePointers { new, copies in
      withUnsafeMutablePointers { header, values in
        for place in 0..<Int(header.pointee.count) {
          (copies + place).initialize(to: values[place])
        }
        new.pointee.count = header.pointee.count
        if !forgets { new.pointee.extent = header.pointee.extent }
      }
    }
    return copy
  }

  // MARK: Size

  func extent(level: Int) -> JSONExtent {
    let known = withKeptExtent { $0.load(ordering: .relaxed) }
    if known != Self.unknown { return JSONExtent(packed: known) }
    let extent = measure(level: level)
    if let packed = extent.packedIfSmall { withKeptExtent { $0.store(packed, ordering: .relaxed) } }
    return extent
  }

  private func measure(level: Int) -> JSONExtent {
    withUnsafeMutablePointers { header, values in
      var extent = JSONExtent(bytes: header.pointee.keys.byteCount)
      for place in 0..<Int(header.pointee.count) { extent.contain(values[place].measured(level: level + 1)) }
      return extent
    }
  }

  /// A worker may read what another writes.
  @inline(__always)
  private func withKeptExtent<Result>(_ body: (borrowing Atomic<UInt>) -> Result) -> Result {
    withUnsafeMutablePointerToHeader { header in
      let place = UnsafeMutableRawPointer(header) + Self.extentOffset
      return body(place.assumingMemoryBound(to: Atomic<UInt>.self).pointee)
    }
  }

  @inline(__always) private static var extentOffset: Int {
    guard let offset = MemoryLayout<Header>.offset(of: \.extent) else { preconditionFailure("a stored property") }
    return offset
  }
}

extension JSONExtent {
  /// Of what is kept: less than 2^40 bytes.
  fileprivate init(packed: UInt) {
    self.init(
      bytes: Int(packed & (1 << 48 - 1)), levels: Int(packed >> 48 & 0x7FFF), holdsDouble: packed >> 63 == 1)
  }

  fileprivate var packed: UInt { (holdsDouble ? 1 << 63 : 0) | UInt(levels) << 48 | UInt(bytes) }

  fileprivate var packedIfSmall: UInt? { bytes < 1 << 40 && levels <= JSON.levelLimit ? packed : nil }
}
