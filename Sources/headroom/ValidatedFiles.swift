import Glibc
import Scenario

/// What `validate` looks at, one after the other: files as they are named, and of folders all that is a scenario or a
/// definition.
struct ValidatedFiles {
  struct Subject {
    var file: String
    var isScenario: Bool
  }

  private enum Entry {
    /// As it was named.
    case named(String)
    case found(Subject)
    case failure(FileFailure)
  }

  private var entries: [Entry] = []
  private(set) var hadFolders = false
  /// Files that a scenario names, by their real paths: they have been checked with it.
  private var checked: Set<String> = []

  init(_ names: [String]) {
    for name in names {
      guard name != StandardInput.argument, Directory(name) != nil else {
        entries.append(.named(name))
        continue
      }
      hadFolders = true
      var found: [Subject] = []
      collect(&found, below: [".", "./"].contains(name) ? "" : name.hasSuffix("/") ? name : name + "/")
      if found.isEmpty {
        entries.append(.failure(FileFailure("there is no scenario and no definition in the folder \(name)")))
      }
      // Definitions last: then it is known which belong to a scenario.
      let pivot = found.partition { !$0.isScenario }
      entries += found[..<pivot].sorted { $0.file < $1.file }.map { .found($0) }
      entries += found[pivot...].sorted { $0.file < $1.file }.map { .found($0) }
    }
    // From the end they are taken at no cost.
    entries.reverse()
  }

  /// Nil: that was all. `files` gets what standard input says.
  mutating func next(_ files: inout FileSnapshot) -> Result<Subject, FileFailure>? {
    while let entry = entries.popLast() {
      switch entry {
      case .named(StandardInput.argument):
        return Result { () throws(FileFailure) in
          let name = try StandardInput.name(StandardInput.argument, in: &files)
          return Subject(file: name, isScenario: ScenarioReader.isScenario(try files.bytes(of: name)))
        }
      case .named(let name): return .success(Subject(file: name, isScenario: ScenarioReader.isScenario(file: name)))
      case .failure(let failure): return .failure(failure)
      case .found(let subject):
        if subject.isScenario || !checked.contains(Self.realPath(subject.file)) { return .success(subject) }
      }
    }
    return nil
  }

  /// What was read for a file.
  mutating func saw(_ files: FileSnapshot, of validation: Validation) {
    guard hadFolders, validation.isScenario else { return }
    var files = files
    for file in files.contents(besides: validation.file) { checked.insert(Self.realPath(file.path)) }
  }

  private static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  // MARK: Folders

  private mutating func collect(_ found: inout [Subject], below folder: String) {
    guard let directory = Directory(folder.isEmpty ? "." : folder) else {
      return entries.append(.failure(.reason("cannot read the folder \(folder)")))
    }
    for entry in directory.entries.sorted(by: { $0.text < $1.text }) {
      let name = entry.text
      if name.hasPrefix(".") || name == "node_modules" { continue }
      if entry.isFolder {
        collect(&found, below: folder + name + "/")
      } else if let subject = Self.subject(folder + name) {
        found.append(subject)
      }
    }
  }

  /// Nil: it is something else, as most files of JSON and YAML are.
  private static func subject(_ file: String) -> Subject? {
    let name = file.lowercased()
    guard File.isRegular(file) else { return nil }
    if [".asl.json", ".asl.yaml", ".asl.yml", ".asl"].contains(where: { name.hasSuffix($0) }) {
      return Subject(file: file, isScenario: false)
    }
    guard [".json", ".yaml", ".yml"].contains(where: { name.hasSuffix($0) }), let bytes = try? File.read(file) else {
      return nil
    }
    if ScenarioReader.isScenario(file: file), ScenarioReader.isScenario(bytes) {
      return Subject(file: file, isScenario: true)
    }
    return DefinitionFile.isDefinition(bytes, file: file) ? Subject(file: file, isScenario: false) : nil
  }
}
