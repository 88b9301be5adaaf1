import ArgumentParser
import JSON
import Scenario
import StatesLanguage

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List scenarios with their machines and loads, or what Headroom knows.",
    discussion: """
      Without a topic, or with a folder in its place, the scenarios of a folder are listed: those of Scenarios, or the \
      ones that came with the program. A scenario that cannot be read is listed as such; `headroom validate` says why.

      TOPICS
        scenarios   files, machines, load, and what each is about
        schemas     the files whose format `headroom schema` prints
        quotas      the quotas of a Region (--region) by default, with their date
        regions     the Regions that have Step Functions
        laws        distributions of latencies and numbers
        metrics     what can be expected, compared and varied for
        rules       what `validate` finds
        errors      names of errors that Headroom and Step Functions give

      EXAMPLES
        headroom list
        headroom list scenarios tests/load
        headroom list quotas --region eu-central-1
        headroom list metrics --json
      """)

  @Argument(help: "A topic, or a folder of scenarios.", completion: .list(Topic.allCases.map(\.rawValue)))
  var topic: String?

  @Argument(help: ArgumentHelp("Folders and files of scenarios.", valueName: "path"), completion: .file())
  var paths: [String] = []

  @Option(help: "The Region of the quotas.", completion: .list(QuotaProfile.regions))
  var region = "us-east-1"

  @Flag(help: "Print an array of JSON objects.")
  var json = false

  func validate() throws {
    guard QuotaProfile.regions.contains(region) else {
      let near = suggestion(for: region, among: QuotaProfile.regions).map { ": did you mean \($0)?" } ?? ""
      throw ValidationError("--region takes a Region that has Step Functions, not \"\(region)\"\(near)")
    }
  }

  func run() throws {
    let named = topic.flatMap(Topic.init)
    if let named, named != .scenarios, let path = paths.first {
      throw ValidationError("\"\(path)\" is too much: only scenarios lie in folders")
    }
    let listing: Listing
    if let named, named != .scenarios {
      listing = named.listing(region: region)
    } else {
      let folders = (named == nil ? topic.map { [$0] } ?? [] : []) + paths
      listing = try ScenarioListing(folders.isEmpty ? ScenarioListing.shipped : folders).listing
    }
    try Terminal.output(json ? listing.json.prettyText + "\n" : listing.text)
  }
}
