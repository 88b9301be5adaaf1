import Scenario

/// `-` in place of a file's name.
enum StandardInput {
  static let argument = "-"

  /// The name by which the snapshot has the file: of standard input the one that messages show.
  static func name(_ given: String, in files: inout FileSnapshot) throws(FileFailure) -> String {
    guard given == argument else { return given }
    files.assume(try File.readStandardInput(), of: File.standardInput)
    return File.standardInput
  }

  static func bytes(_ given: String) throws(FileFailure) -> [UInt8] {
    given == argument ? try File.readStandardInput() : try File.read(given)
  }
}
