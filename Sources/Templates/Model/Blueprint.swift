import Scenario
import StatesLanguage

/// What templates say of workflows and of what these call, before it is a scenario.
struct Blueprint {
  struct Machine {
    /// Where the definition is.
    enum Definition {
      /// A file of its own, as a path from where the command runs.
      case file(String)
      /// In the template, or made for what is in none.
      case written(TracedText, isYAML: Bool)
    }
    /// Under which it is deployed: its ARN ends with it.
    var name: String
    /// In the template.
    var id: String
    var place: Place
    var isExpress = false
    var definition: Definition
    var substitutions: [(name: String, value: String)] = []
    var versions: [Int] = []
    var aliases: [(name: String, routes: [(version: Int, weight: Int)])] = []
    /// It stands for a machine that no template has.
    var isStandIn = false
  }

  struct Function {
    var name: String
    var place: Place
    var reserved: Int?
    var timeout: Int?
    var memory: Int?
  }

  /// What starts a machine.
  struct Source {
    enum Kind {
      case schedule(String)
      case api(String)
      case queue(batch: Int)
      case events(String)
    }
    /// How a comment names it.
    var name: String
    var kind: Kind
    var machine: String
    var place: Place
    /// JSON, where the source says what it sends.
    var input: String?
    var isEnabled = true
  }

  struct Service {
    var key: String
    var latency: String
    var isActivity = false
    var callback = false
    var concurrency: Int?
    var comment = ""
    /// JSON, made so that those who take the result find what they look for.
    var result: String?
    /// Where the first Task that calls it stands, if in a template.
    var place: Place?
  }

  var name = "scenario"
  var machines: [Machine] = []
  var functions: [Function] = []
  var sources: [Source] = []
  var services: [Service] = []
  /// Machines that no other one starts.
  var roots: [String] = []
  var inputs: [String: String] = [:]
  var objects = ReadObjects()
}
