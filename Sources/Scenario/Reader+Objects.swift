import Engine

extension Reader {
  /// `s3: { BUCKET: FOLDER }`: what distributed Maps read.
  mutating func objects(_ node: Node?) -> ObjectStore {
    var store = ObjectStore()
    guard let node else { return store }
    guard let members = node.members else {
      error(node.place, "s3: found \(node.found), expected a mapping", hint: "s3: { my-bucket: data/my-bucket }")
      return store
    }
    for member in members {
      guard let name = text(member.value, "s3.\(Node.excerpt(member.key))") else { continue }
      do throws(FileFailure) {
        try store.add(File.path(name, in: folder), as: member.key, from: &files)
      } catch {
        self.error(member.value.place, "s3.\(Node.excerpt(member.key)): \(error.message)")
      }
    }
    return store
  }
}
