import JSON
import Report
import Scenario
import Simulation
import StepFunctions

/// What the answer changes in files: of definitions the new text, of the scenario what to write there.
package struct TunePatch: Sendable {
  package struct File: Sendable {
    package let path: String
    let old: [UInt8]
    package let new: [UInt8]

    var diff: String {
      UnifiedDiff.text(String(decoding: old, as: UTF8.self), String(decoding: new, as: UTF8.self), path: path)
    }
  }

  package let files: [File]
  /// For each of the files, its operations.
  let operations: [(path: String, operations: [JSON])]
  /// That lie in the scenario itself, as `--set` takes them.
  let sets: [String]
  /// Machines whose definition changes with another's, since both are one file.
  let notes: [String]

  /// Fails where a file cannot be read any more.
  package init(_ answer: TuneAnswer) throws {
    let plan = answer.tuner.scenario.plan
    var texts: [(path: String, old: [UInt8], new: [UInt8])] = []
    var (sets, notes) = ([String](), [String]())
    for change in answer.adopted?.changes ?? [] {
      let names = ScenarioReader.names(ofPath: change.path) ?? []
      let machine = plan.account.machines.first { $0.name == names.dropFirst().first && $0.version == nil }
      guard names.count > 3, names[0] == "stateMachines", let machine else {
        sets.append(change.text)
        continue
      }
      if !texts.contains(where: { $0.path == machine.file }) {
        let bytes = try Scenario.File.read(machine.file)
        texts.append((machine.file, bytes, bytes))
        let others = plan.account.machines.filter { $0.file == machine.file && $0.name != machine.name }
        let shared = others.filter { $0.version == nil && $0.owner == nil }.map(\.name)
        if !shared.isEmpty {
          notes.append("\(machine.file) is the definition of \(shared.joined(separator: ", ")) too")
        }
        if !Self.isDefinition(bytes) { notes.append("\(machine.file) is no plain JSON, and has to be changed by hand") }
      }
      guard let index = texts.firstIndex(where: { $0.path == machine.file }), Self.isDefinition(texts[index].old) else {
        sets.append(change.text)
        continue
      }
      let edit = DefinitionEdit(path: Array(names.dropFirst(2)), value: Self.value(change.value))
      texts[index].new = try edit.applied(to: texts[index].new)
    }
    files = texts.filter { $0.old != $0.new }.map { File(path: $0.path, old: $0.old, new: $0.new) }
    operations = files.map { file in
      guard let old = try? JSON.parse(file.old), let new = try? JSON.parse(file.new) else { return (file.path, []) }
      return (file.path, JSONPatch.operations(from: old, to: new))
    }
    self.sets = sets
    self.notes = notes
  }

  /// Whether its text is the definition itself, as JSON: neither YAML, nor an answer that has one in it.
  private static func isDefinition(_ bytes: [UInt8]) -> Bool { (try? JSON.parse(bytes))?["States"] != nil }

  /// A number where it is one, else a word.
  private static func value(_ text: String) -> JSON { (try? JSON.parse(Array(text.utf8))) ?? .string(text) }

  var diff: String { files.map(\.diff).joined() }
}
