/// Values that lists and optionals are made of, each within its widest range.

extension Int: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&self, in: Archive.counted)
  }
}

extension Int128: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&self, in: Archive.sums)
  }
}

extension UInt64: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    var value = Int128(self)
    try archive.pass(&value, in: 0...Int128(UInt64.max))
    self = UInt64(value)
  }
}

extension Double: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(number: &self)
  }
}

extension String: Archived {
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) { try archive.pass(text: &self) }
}

extension Archive {
  package mutating func pass<Value: Archived>(
    _ list: inout [Value], of blank: @autoclosure () -> Value
  ) throws(Damage) {
    try pass(&list, of: blank()) { (value: inout Value, archive: inout Archive) throws(Damage) in
      try archive.pass(&value)
    }
  }

  package mutating func pass<Value: Archived>(
    _ value: inout Value?, or blank: @autoclosure () -> Value
  ) throws(Damage) {
    try pass(&value, or: blank()) { (value: inout Value, archive: inout Archive) throws(Damage) in
      try archive.pass(&value)
    }
  }
}
