import Engine
import StatesLanguage

/// `s3: { BUCKET: FOLDER }`: what distributed Maps read.
enum ObjectReader {
  static func read(_ node: Cursor?) -> ObjectStore {
    var store = ObjectStore()
    guard let node else { return store }
    guard let members = node.members else {
      node.mismatch(expected: "a mapping", hint: "s3: { my-bucket: data/my-bucket }")
      return store
    }
    let reading = node.reading
    for member in members {
      guard let name = member.value.text() else { continue }
      do throws(FileFailure) {
        try store.add(File.path(name, in: reading.folder), as: member.key, from: &reading.files)
      } catch {
        member.value.error(.file, error.message)
      }
    }
    return store
  }
}
