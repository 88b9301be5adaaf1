// Templates: what deploys workflows (CloudFormation, SAM, CDK, Serverless Framework, Terraform, or definitions alone)
// becomes a scenario. Each front end puts its resources in CloudFormation's words; one evaluator resolves them, one
// builder takes out what a scenario needs, one writer writes it.

import Foundation
import JSON
import Prelude
package import Scenario
package import StatesLanguage

/// A scenario made of templates.
package struct Translation: Sendable {
  struct File: Sendable {
    /// In the scenario's folder.
    var path: String
    var bytes: [UInt8]
    /// Where its parts stand in the templates.
    fileprivate var origin: TracedText?
  }
  package fileprivate(set) var scenario: [UInt8]
  /// Definitions that no file holds yet.
  fileprivate(set) var definitions: [File]
  /// What is wrong with the templates, and what is left out of them.
  fileprivate var notes: [Diagnostic]
  /// How many there are of each.
  fileprivate var machines: Int
  fileprivate var services: Int
  fileprivate var sources: Int
  fileprivate var lines: [Place?]
  /// Of buckets, with the objects in each.
  fileprivate var objects: [(folder: String, files: [(name: String, bytes: [UInt8])])]

  package var isValid: Bool { !notes.contains { $0.severity == .error } }

  /// Adds what is to be written to the files that are there: who reads the scenario from them finds it whole.
  package func assume(_ scenario: String, in files: inout FileSnapshot) {
    files.replace(self.scenario, of: scenario)
    let folder = Scenario.File.folder(of: scenario)
    for file in definitions { files.assume(file.bytes, of: Scenario.File.path(file.path, in: folder)) }
    for bucket in objects { files.assume(bucket.files, below: Scenario.File.path(bucket.folder, in: folder)) }
  }

  /// Everything that is to be written, by its path in the scenario's folder.
  package var files: [(path: String, bytes: [UInt8])] {
    let made = objects.flatMap { bucket in bucket.files.map { (bucket.folder + "/" + $0.name, $0.bytes) } }
    return definitions.map { ($0.path, $0.bytes) } + made
  }

  /// A problem of what was made, at its place in the template.
  package func located(_ diagnostic: Diagnostic, scenario: String) -> Diagnostic {
    var located = diagnostic
    var place: Place?
    if diagnostic.file == scenario {
      let index = min(diagnostic.position.line, lines.count)
      place = index < 1 ? nil : lines[index - 1]
    } else {
      let folder = Scenario.File.folder(of: scenario)
      let file = definitions.first { Scenario.File.path($0.path, in: folder) == diagnostic.file }
      place = file?.origin?.place(of: diagnostic.position)
    }
    if let place { (located.file, located.position) = (place.file, place.position) }
    return located
  }
}

package enum Template {
  /// Whether a file or a folder is a template that this module reads, and no scenario, by what it holds.
  package static func isTemplate(_ path: String, _ files: inout FileSnapshot) -> Bool {
    if Paths.isFolder(path) { return false }
    guard let bytes = try? files.bytes(of: path) else { return false }
    return FrontEnd.isTemplate(bytes, file: path)
  }

  /// Reads templates, and makes the scenario that is to be written to the path `scenario`. Fails where a template
  /// cannot be read at all; what is wrong within is among the notes, and there is none where there is no machine left.
  package static func translate(
    _ templates: [String], to scenario: String, _ options: TemplateOptions, _ files: inout FileSnapshot
  ) throws(FileFailure) -> (translation: Translation?, notes: [Diagnostic]) {
    let workspace = Workspace(options, files)
    defer { files = workspace.files }
    var frontEnd = FrontEnd(workspace)
    for template in templates { try frontEnd.read(template) }
    var builder = BlueprintBuilder(workspace)
    builder.addAll()
    for (name, _) in options.parameters where !workspace.knownParameters.contains(name) {
      let near = suggestion(for: name, among: workspace.knownParameters).map { "did you mean \($0)?" }
      workspace.warning(
        .unknownName, Place(file: templates[0], position: SourcePosition(line: 1, column: 1)),
        "nothing here has the parameter \"\(Node.excerpt(name))\"", hint: near)
    }
    guard !builder.blueprint.machines.isEmpty else {
      if !workspace.notes.contains(where: { $0.severity == .error }) {
        workspace.error(
          .missingField, Place(file: templates[0], position: SourcePosition(line: 1, column: 1)),
          "found no state machine",
          hint: "init reads CloudFormation, SAM, cdk.out, serverless.yml, `terraform show -json`, and definitions")
      }
      return (nil, workspace.notes)
    }
    builder.blueprint.name = frontEnd.name
    builder.complete()
    let translation = self.translation(builder.blueprint, workspace, templates, scenario)
    return (translation, translation.notes)
  }

  private static func translation(
    _ blueprint: Blueprint, _ workspace: Workspace, _ templates: [String], _ scenario: String
  ) -> Translation {
    let folder = File.folder(of: scenario)
    var written: [Translation.File] = []
    var paths: [String] = []
    for machine in blueprint.machines {
      switch machine.definition {
      case .file(let path): paths.append(Paths.relative(path, to: folder))
      case .written(let text, let isYAML):
        let path = "definitions/\(machine.name).asl.\(isYAML ? "yaml" : "json")"
        written.append(Translation.File(path: path, bytes: text.bytes, origin: text))
        paths.append(path)
      }
    }
    var writer = ScenarioWriter(
      blueprint, region: workspace.region, account: workspace.account,
      templates: templates.map { Paths.relative($0, to: folder) }, definitions: paths)
    writer.write()
    return Translation(
      scenario: writer.bytes, definitions: written, notes: workspace.notes.inOrderOfPlace,
      machines: blueprint.machines.count, services: blueprint.services.count, sources: blueprint.sources.count,
      lines: writer.lines.map(\.place),
      objects: blueprint.objects.buckets.map { bucket in
        (
          ScenarioWriter.folder(ofBucket: bucket.name),
          bucket.objects.map { ($0.key, Array($0.text.utf8)) }.sorted { $0.0 < $1.0 }
        )
      })
  }
}

extension Translation {
  /// `2 machines, 3 services, 1 event source`.
  package var summary: String {
    func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
    let parts = [count(machines, "machine"), count(services, "service"), count(sources, "event source")]
    return parts.joined(separator: ", ")
  }
}
