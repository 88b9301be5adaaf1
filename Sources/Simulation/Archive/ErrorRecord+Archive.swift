package import Prelude

extension ErrorRecord: Archived {
  static let blank = ErrorRecord(.blank)

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&place)
    try archive.pass(&isCounted)
    try archive.pass(&root, or: .blank)
    try archive.pass(&retried)
    try archive.pass(&caught)
    try archive.pass(&fatal)
    try archive.pass(&ended)
    try archive.pass(&endedOutside)
    try archive.pass(&attempts)
    try archive.pass(&replication)
    try archive.pass(&execution)
    try archive.pass(&cause)
  }
}

extension ErrorRecord.Place: Archived {
  static let blank = Self(machine: 0, state: "", kind: .error, error: "")

  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    try archive.pass(&machine)
    try archive.pass(&state)
    try archive.pass(&kind)
    try archive.pass(&error)
  }
}
