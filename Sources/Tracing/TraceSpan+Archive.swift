import Engine
package import Prelude

extension TraceSpan: Archived {
  package static let blank = TraceSpan(
    id: 0, parent: nil, startedBy: nil, kind: .execution, name: "", detail: nil, start: .zero, end: .zero)

  /// All but its id, which is its place.
  package mutating func pass(through archive: inout Archive) throws(Archive.Damage) {
    archive.omit()
    try archive.pass(&parent, or: 0)
    try archive.pass(&startedBy, or: 0)
    try archive.pass(&kind)
    try archive.pass(&name)
    try archive.pass(&detail, or: "")
    try archive.pass(&start.nanoseconds, in: .min...Int64.max)
    try archive.pass(&end.nanoseconds, in: .min...Int64.max)
    try archive.pass(&outcome)
    try archive.pass(&error, or: "")
    try archive.pass(&part, or: .overhead) { (part: inout Part, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&part)
    }
    try archive.pass(&slotSince, or: .zero) { (since: inout Instant, archive: inout Archive) throws(Archive.Damage) in
      try archive.pass(&since.nanoseconds, in: .min...Int64.max)
    }
  }
}
