import Scenario
import StatesLanguage

/// What `cdk synth` writes to cdk.out: a manifest, and a template for each stack. Source: AWS CDK, the package
/// cloud-assembly-schema.
struct CloudAssembly {
  let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  func read(_ manifest: Node, file: String, depth: Int = 0) {
    let folder = File.folder(of: file)
    for artifact in manifest["artifacts"]?.members ?? [] {
      switch artifact.value["type"]?.text {
      case "aws:cloudformation:stack": readStack(artifact, folder)
      case "cdk:cloud-assembly":
        // A stage of a pipeline.
        guard depth < 5, let name = artifact.value[["properties", "directoryName"]]?.text else { continue }
        let path = folder + name + "/manifest.json"
        if let root = workspace.tree(path, namedAt: artifact.keyPlace) { read(root, file: path, depth: depth + 1) }
      default: continue
      }
    }
  }

  private func readStack(_ artifact: Node.Member, _ folder: String) {
    // aws://123456789012/us-east-1, with words in place of what is not known.
    let environment = artifact.value["environment"]?.text?.split(separator: "/").map(String.init) ?? []
    if environment.count == 3 {
      if environment[1].count == 12, workspace.foundAccount == nil { workspace.foundAccount = environment[1] }
      if workspace.foundRegion == nil, QuotaProfile.regions.contains(environment[2]) {
        workspace.foundRegion = environment[2]
      }
    }
    guard let name = artifact.value[["properties", "templateFile"]]?.text,
      let root = workspace.tree(Paths.normal(folder + name), namedAt: artifact.keyPlace)
    else { return }
    let stackName = artifact.value[["properties", "stackName"]]?.text ?? artifact.key
    CloudFormationReader(workspace).read(root, file: Paths.normal(folder + name), name: stackName)
  }
}
