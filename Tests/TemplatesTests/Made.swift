import Foundation
import Scenario
import Simulation
import StatesLanguage
import StepFunctions

@testable import Templates

/// What comes of templates: the files of a folder of their own, read in memory.
struct Made {
  var scenario = ""
  /// By path.
  var definitions: [String: String] = [:]
  /// As text, without the folder.
  var notes: [String] = []
  /// What the reader of scenarios says, at the places in the template.
  var problems: [String] = []
  var machines: [String] = []

  /// The first of `files` is the template, unless `templates` names others.
  init(
    _ files: [(name: String, text: String)], templates: [String] = [], options: TemplateOptions = TemplateOptions()
  ) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/headroom-test-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for file in files {
      let path = folder + "/" + file.name
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: path))
    }
    let paths = (templates.isEmpty ? [files[0].name] : templates).map { $0.isEmpty ? folder : folder + "/" + $0 }
    try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
    let target = folder + "/out/scenario.yaml"
    var snapshot = FileSnapshot()
    let (translation, notes) = try Template.translate(paths, to: target, options, &snapshot)
    func plain(_ diagnostic: Diagnostic) -> String { diagnostic.text.replacing(folder + "/", with: "") }
    self.notes = notes.map(plain)
    guard let translation else { return }
    scenario = String(decoding: translation.scenario, as: UTF8.self)
    for file in translation.definitions { definitions[file.path] = String(decoding: file.bytes, as: UTF8.self) }
    translation.assume(target, in: &snapshot)
    let (plan, found) = try ScenarioReader.read(file: target, from: &snapshot)
    problems = found.filter { $0.severity == .error }.map { plain(translation.located($0, scenario: target)) }
    machines = plan?.account.machines.map(\.name) ?? []
  }

  init(_ name: String, _ text: String, options: TemplateOptions = TemplateOptions()) throws {
    try self.init([(name, text)], options: options)
  }

  /// A part of the scenario: from the line that begins with a text to the next empty one.
  func block(_ start: String) -> String {
    let lines = scenario.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { !$0.hasPrefix(start) }.prefix { !$0.isEmpty }.joined(separator: "\n")
  }
}
