/// What the resolver knows of a part of the program while that may still change: a path gets more steps, a step is told
/// to bind what `%` stands for, a text becomes a name. Then it is a `Node` or a `Step`.
final class Draft {
  enum Form {
    /// Its steps are in `steps`.
    case path
    /// `last` may be told to bind; those before it are finished.
    case block([Node], last: Draft?, names: [String]?)
    case sort(Order)
    case name(String)
    case string(String)
    case number(Constant)
    /// The place of `%` among all those of the program.
    case parent(Int)
    case array([Node])
    /// Nothing in it changes any more.
    case finished(Node.Form)
  }

  var form: Form
  /// The word that tells what it is, for messages.
  var word: String
  let position: Int
  var steps: [Draft] = []
  var predicates: [Step.Stage] = []
  var stages: [Step.Stage] = []
  var group: Group?
  var focus: String?
  var index: String?
  /// Those `%` further in, by their places, that look for a step to stand for.
  var seeking: [Int] = []
  /// The `%` that the step is bound for.
  var ancestor: Int?
  var keepsArray = false
  var keepsSingleton = false
  /// An array of its own, which a path does not flatten.
  var isKept = false
  var isTuple = false

  init(_ form: Form, _ word: String, at position: Int, seeking: [Int] = []) {
    self.form = form
    self.word = word
    self.position = position
    self.seeking = seeking
  }

  /// As the only step.
  init(pathOf step: Draft) {
    form = .path
    word = ""
    position = step.position
    steps = [step]
  }

  var isPath: Bool { if case .path = form { true } else { false } }

  var isArray: Bool { if case .array = form { true } else { false } }

  var isSort: Bool { if case .sort = form { true } else { false } }

  /// A path with this as its first step.
  var asPath: Draft { isPath ? self : Draft(pathOf: self) }

  /// What further clauses belong to.
  var lastStep: Draft { steps.last ?? self }

  /// What looks for a step, this one included.
  var seekers: [Int] { if case .parent(let place) = form { seeking + [place] } else { seeking } }

  /// What the reference calls it.
  var kind: String {
    switch form {
    case .path: "path"
    case .block: "block"
    case .sort: "sort"
    case .name: "name"
    case .string: "string"
    case .number: "number"
    case .parent: "parent"
    case .array: "unary"
    case .finished(let form): form.kind
    }
  }
}
